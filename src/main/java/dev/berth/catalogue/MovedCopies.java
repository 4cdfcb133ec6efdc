package dev.berth.catalogue;

import dev.berth.arrival.StagedImageId;
import dev.berth.oci.Digest;
import dev.berth.oci.ImageReference;
import dev.berth.promotion.MovedTag;
import dev.berth.promotion.MovedTags;
import dev.berth.web.BoundedCount;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Tags that name what Berth did not put there: somebody can write to the approved repositories beside it. */
@Component
class MovedCopies implements MovedTags {

    private static final String MOVED = "from approved_image where replaced_at is null and moved_to is not null";

    private final JdbcClient jdbc;

    MovedCopies(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public List<MovedTag> longest(int limit) {
        return jdbc.sql("select * " + MOVED + " order by missing_since, id limit :limit")
                .param("limit", limit)
                .query((row, number) -> new MovedTag(
                        new StagedImageId(row.getObject("image_id", UUID.class)),
                        ImageReference.of(row.getString("uri")),
                        Digest.of(row.getString("digest")),
                        Digest.of(row.getString("moved_to")),
                        row.getTimestamp("missing_since").toInstant()))
                .list();
    }

    @Override
    public BoundedCount count() {
        return jdbc.sql(BoundedCount.sql("select 1 " + MOVED))
                .query(BoundedCount.class)
                .single();
    }
}
