package dev.berth.review;

import dev.berth.arrival.ImageTagged;
import dev.berth.arrival.ImageUntagged;
import dev.berth.arrival.StagedImageId;
import dev.berth.web.BoundedCount;
import dev.berth.web.Keyset;
import dev.berth.web.PageAt;
import dev.berth.web.RowKey;
import dev.berth.web.Rows;
import java.time.Instant;
import java.util.UUID;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * The images that wait for an admin. Who waits follows from verdicts, decisions and tags; each change of one is followed,
 * in its transaction and under the image's lock, by a look at all three, so that the few who wait need not be found among
 * all that were ever judged.
 */
@Component
public class ReviewQueue {

    /**
     * Since when the image waits, if it does: what the policy left to an admin, and what was pushed again after an admin
     * had rejected it. Where no tag names the image any more, nobody waits for a decision on it.
     */
    private static final String WAITS = """
            select v.image_id, case when r.image_id is null then v.judged_at else min(t.since) end as since
              from (select * from verdict where image_id = :image order by number desc limit 1) v
            """ + Reviews.LAST_DECISION + """
              left join lateral (select d.image_id, d.latest_tag where d.kind in ('rejected', 'kept')) r on true
              join staged_tag t on t.image_id = v.image_id and t.superseded_at is null and t.deleted_at is null
                   and t.id > coalesce(r.latest_tag, 0)
             where r.image_id is not null or v.kind = 'needs-review' and coalesce(d.kind, 'lifted') = 'lifted'
             group by v.image_id, v.judged_at, r.image_id
            """;

    private static final Keyset OLDEST_FIRST = Keyset.oldestFirst("since", "image_id");

    private final JdbcClient jdbc;

    ReviewQueue(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** An image that waits, and since when. */
    record Waiting(StagedImageId image, Instant since) {}

    Rows<Waiting> page(PageAt at, int size) {
        Keyset.Page page = OLDEST_FIRST.page(at, size);
        return page.rows(
                jdbc.sql("select image_id, since from review_queue where true" + page.condition() + page.order())
                        .params(page.params())
                        .query((row, number) -> new Waiting(
                                new StagedImageId(row.getObject("image_id", UUID.class)),
                                row.getTimestamp("since").toInstant()))
                        .list(),
                waiting -> RowKey.of(waiting.since(), waiting.image()));
    }

    public BoundedCount count() {
        return jdbc.sql(BoundedCount.sql("select 1 from review_queue"))
                .query(BoundedCount.class)
                .single();
    }

    /** Before whatever else locks something about the image, so that all do it in this order. */
    @EventListener
    @Order(Ordered.HIGHEST_PRECEDENCE)
    @Transactional(propagation = Propagation.MANDATORY)
    public void on(ImageTagged tagged) {
        lock(tagged.image());
        refresh(tagged.image());
    }

    @EventListener
    @Order(Ordered.HIGHEST_PRECEDENCE)
    @Transactional(propagation = Propagation.MANDATORY)
    public void on(ImageUntagged untagged) {
        lock(untagged.image());
        refresh(untagged.image());
    }

    /** Whoever changes what an image's waiting follows from holds this until the transaction ends. */
    @Transactional(propagation = Propagation.MANDATORY)
    void lock(StagedImageId image) {
        jdbc.sql("select id from staged_image where id = :image for no key update")
                .param("image", image.value())
                .query(row -> {});
    }

    /** Holds {@link #lock}, since before what has changed. */
    @Transactional(propagation = Propagation.MANDATORY)
    void refresh(StagedImageId image) {
        jdbc.sql("delete from review_queue where image_id = :image and not exists (" + WAITS + ")")
                .param("image", image.value())
                .update();
        jdbc.sql("insert into review_queue (image_id, since) " + WAITS
                        + " on conflict (image_id) do update set since = excluded.since")
                .param("image", image.value())
                .update();
    }
}
