package dev.berth.promotion;

import dev.berth.arrival.OpenImages;
import dev.berth.arrival.StagedImageId;
import dev.berth.oci.Digest;
import dev.berth.oci.Tag;
import dev.berth.promotion.PromotionState.Copying;
import dev.berth.promotion.PromotionState.Failed;
import dev.berth.promotion.PromotionState.Lapsed;
import dev.berth.promotion.PromotionState.Promoted;
import dev.berth.promotion.PromotionState.Queued;
import dev.berth.promotion.PromotionState.Refused;
import dev.berth.promotion.PromotionState.Superseded;
import dev.berth.promotion.PromotionState.TagLeft;
import dev.berth.promotion.PromotionState.Verified;
import dev.berth.web.BoundedCount;
import dev.berth.web.Keyset;
import dev.berth.web.PageAt;
import dev.berth.web.RowKey;
import dev.berth.web.Rows;
import dev.berth.workspace.WorkspaceId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The promotions there were and are. */
@Component
public class Promotions implements OpenImages {

    /** A promotion that takes longer than this from one step to the next is slow, unless the image is huge. */
    private static final Duration SLOW = Duration.ofMinutes(15);

    /** The index of these states is what makes it quick; most promotions ended well. */
    private static final String IN_TROUBLE = """
            from promotion p
             where p.state in ('queued', 'copying', 'verified', 'refused', 'failed', 'tag-left')
               and case when p.state in ('refused', 'failed', 'tag-left') then not exists (
                        select 1 from promotion later
                         where later.image_id = p.image_id and later.tag = p.tag and later.number > p.number)
                   else p.attempts > 0 or p.since < :slow end
            """;

    private static final Keyset LONGEST_FIRST = Keyset.oldestFirst("p.since", "p.id");

    private final JdbcClient jdbc;

    Promotions(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    public Optional<Promotion> find(PromotionId id) {
        return jdbc.sql("select * from promotion where id = :id")
                .param("id", id.value())
                .query(Promotions::map)
                .optional();
    }

    /** Oldest first. */
    public List<Promotion> ofImage(StagedImageId image) {
        return jdbc.sql("select * from promotion where image_id = :image order by number")
                .param("image", image.value())
                .query(Promotions::map)
                .list();
    }

    /** Of each of these images and each of its tags the latest. */
    public List<Promotion> latestOf(Collection<StagedImageId> images) {
        if (images.isEmpty()) {
            return List.of();
        }
        return jdbc.sql("""
                        select distinct on (image_id, tag) * from promotion
                         where image_id in (:images) order by image_id, tag, number desc""")
                .param("images", images.stream().map(StagedImageId::value).toList())
                .query(Promotions::map)
                .list();
    }

    /** Of this image under this tag. */
    Optional<Promotion> latest(StagedImageId image, Tag tag) {
        return jdbc.sql("""
                        select * from promotion where image_id = :image and tag = :tag order by number desc limit 1""")
                .param("image", image.value())
                .param("tag", tag.value())
                .query(Promotions::map)
                .optional();
    }

    /** The tags under which something is on its way to the approved repository. */
    public Set<Tag> openTags(WorkspaceId workspace) {
        return new HashSet<>(jdbc.sql("""
                        select distinct tag from promotion
                         where workspace_id = :workspace and state in ('queued', 'copying', 'verified')""")
                .param("workspace", workspace.value())
                .query((row, number) -> Tag.of(row.getString("tag")))
                .list());
    }

    /** Those that an admin should look at: given up and not queued anew since, or open and failing or slow. */
    public Rows<Promotion> inTrouble(Instant now, PageAt at, int size) {
        Keyset.Page page = LONGEST_FIRST.page(at, size);
        return page.rows(
                jdbc.sql("select p.* " + IN_TROUBLE + page.condition() + page.order())
                        .param("slow", Timestamp.from(now.minus(SLOW)))
                        .params(page.params())
                        .query(Promotions::map)
                        .list(),
                found -> RowKey.of(found.state().since(), found.id()));
    }

    public BoundedCount countInTrouble(Instant now) {
        return jdbc.sql(BoundedCount.sql("select 1 " + IN_TROUBLE))
                .param("slow", Timestamp.from(now.minus(SLOW)))
                .query(BoundedCount.class)
                .single();
    }

    /**
     * One line of waiting for each image: whoever holds it sees what others who held it before have written. So a tag
     * that comes while its image is cleared is not overlooked by both.
     */
    void lock(StagedImageId image) {
        lock(image.toString());
    }

    private void lock(String line) {
        jdbc.sql("select pg_advisory_xact_lock(hashtextextended(:line, 0))")
                .param("line", line)
                .query(row -> {});
    }

    /** False where it is on its way already. */
    boolean queue(Promotion promotion) {
        return jdbc.sql("""
                        insert into promotion (id, image_id, workspace_id, digest, tag, state, since, queued_at)
                        values (:id, :image, :workspace, :digest, :tag, 'queued', :at, :at)
                        on conflict (image_id, tag) where state in ('queued', 'copying', 'verified') do nothing""")
                        .param("id", promotion.id().value())
                        .param("image", promotion.image().value())
                        .param("workspace", promotion.workspace().value())
                        .param("digest", promotion.digest().value())
                        .param("tag", promotion.tag().value())
                        .param("at", Timestamp.from(promotion.queuedAt()))
                        .update()
                == 1;
    }

    /** Whether this call made the step: of all that try it, one does, and writes what belongs to it. */
    boolean advance(PromotionId id, PromotionState from, PromotionState to) {
        return jdbc.sql("""
                        update promotion
                           set state = :to, since = :since, basis = :basis, reason = :reason, problem = null,
                               attempts = case when :to = 'queued' then 0 else attempts end
                         where id = :id and state = :from""")
                        .param("id", id.value())
                        .param("from", from.name())
                        .param("to", to.name())
                        .param("since", Timestamp.from(to.since()))
                        .param("basis", basis(to))
                        .param("reason", reason(to))
                        .update()
                == 1;
    }

    /** @return how many attempts that makes; none where the promotion is not open */
    int countAttempt(PromotionId id, String problem) {
        return jdbc.sql("""
                        update promotion set attempts = attempts + 1, problem = :problem
                         where id = :id and state in ('queued', 'copying', 'verified')
                        returning attempts""")
                .param("id", id.value())
                .param("problem", problem)
                .query(Integer.class)
                .optional()
                .orElse(0);
    }

    /** Open and without a step for this long, the longest first. */
    List<Promotion> openSince(Instant before) {
        return jdbc.sql("""
                        select * from promotion where state in ('queued', 'copying', 'verified') and since < :before
                         order by since limit 1000""")
                .param("before", Timestamp.from(before))
                .query(Promotions::map)
                .list();
    }

    /**
     * Those that may have put themselves off because of this one: the next of the same image, which is copied once, and of the same tag,
     * which one sets at a time.
     */
    List<Promotion> nextAfter(Promotion promotion) {
        return jdbc.sql("""
                        (select * from promotion
                          where image_id = :image and state = 'queued' and id <> :id order by number limit 1)
                        union
                        (select * from promotion
                          where workspace_id = :workspace and tag = :tag and state = 'copying' and id <> :id
                          order by number limit 1)""")
                .param("image", promotion.image().value())
                .param("workspace", promotion.workspace().value())
                .param("tag", promotion.tag().value())
                .param("id", promotion.id().value())
                .query(Promotions::map)
                .list();
    }

    @Override
    public int countIn(WorkspaceId workspace) {
        return jdbc.sql("""
                        select count(distinct image_id) from promotion
                        where workspace_id = :workspace and state in ('queued', 'copying', 'verified')""")
                .param("workspace", workspace.value())
                .query(Integer.class)
                .single();
    }

    /** Whether the same image is on its way under another tag. */
    boolean isBeingCopied(Promotion promotion) {
        return jdbc.sql("""
                        select exists (
                            select 1 from promotion where image_id = :image and state = 'copying' and id <> :id)""")
                .param("image", promotion.image().value())
                .param("id", promotion.id().value())
                .query(Boolean.class)
                .single();
    }

    /** Whether the same image was on its way before, so that all or some of it may be in the approved repository. */
    boolean wasBegunBefore(Promotion promotion) {
        return jdbc.sql("""
                        select exists (
                            select 1 from promotion where image_id = :image and state <> 'queued' and id <> :id)""")
                .param("image", promotion.image().value())
                .param("id", promotion.id().value())
                .query(Boolean.class)
                .single();
    }

    /** Whether anything was promoted in this workspace, so that its approved repository was there. */
    boolean hasPromoted(WorkspaceId workspace) {
        return jdbc.sql(
                        "select exists (select 1 from promotion where workspace_id = :workspace and state = 'promoted')")
                .param("workspace", workspace.value())
                .query(Boolean.class)
                .single();
    }

    /**
     * Whether another image is about to set this tag. Of two that ask at once, the second waits until the first has set
     * down that it does.
     */
    boolean isTagBusy(Promotion promotion) {
        lock(promotion.workspace() + ":" + promotion.tag());
        return jdbc.sql("""
                        select count(*) > 0 from promotion
                         where workspace_id = :workspace and tag = :tag and state = 'verified' and id <> :id""")
                .param("workspace", promotion.workspace().value())
                .param("tag", promotion.tag().value())
                .param("id", promotion.id().value())
                .query(Boolean.class)
                .single();
    }

    /** Those of other images that were given up under this tag. A tag that was left names the image still. */
    List<Promotion> givenUp(WorkspaceId workspace, Tag tag, StagedImageId but) {
        return jdbc.sql("""
                        select * from promotion
                         where workspace_id = :workspace and tag = :tag and state in ('refused', 'failed')
                           and image_id <> :image""")
                .param("workspace", workspace.value())
                .param("tag", tag.value())
                .param("image", but.value())
                .query(Promotions::map)
                .list();
    }

    /** Whether the same image was queued again under the same tag since. */
    boolean isFollowed(Promotion promotion) {
        return jdbc.sql("""
                        select count(*) > 0 from promotion later join promotion p
                            on p.image_id = later.image_id and p.tag = later.tag and p.number < later.number
                         where p.id = :id""")
                .param("id", promotion.id().value())
                .query(Boolean.class)
                .single();
    }

    /** The last to get this tag in the approved repository. */
    Optional<Promotion> lastPromoted(WorkspaceId workspace, Tag tag) {
        return jdbc.sql("""
                        select * from promotion where workspace_id = :workspace and tag = :tag and state = 'promoted'
                         order by since desc, number desc limit 1""")
                .param("workspace", workspace.value())
                .param("tag", tag.value())
                .query(Promotions::map)
                .optional();
    }

    private static @Nullable String basis(PromotionState state) {
        return switch (state) {
            case Copying s -> s.basis();
            case Verified s -> s.basis();
            case Promoted s -> s.basis();
            case Queued s -> null;
            case Superseded s -> null;
            case Lapsed s -> null;
            case Refused s -> null;
            case Failed s -> null;
            case TagLeft s -> null;
        };
    }

    private static @Nullable String reason(PromotionState state) {
        return switch (state) {
            case Lapsed s -> s.reason();
            case Refused s -> s.reason();
            case Failed s -> s.reason();
            case TagLeft s -> s.reason();
            case Queued s -> null;
            case Copying s -> null;
            case Verified s -> null;
            case Promoted s -> null;
            case Superseded s -> null;
        };
    }

    private static Promotion map(ResultSet row, int number) throws SQLException {
        return new Promotion(
                new PromotionId(row.getObject("id", UUID.class)),
                new StagedImageId(row.getObject("image_id", UUID.class)),
                new WorkspaceId(row.getObject("workspace_id", UUID.class)),
                Digest.of(row.getString("digest")),
                Tag.of(row.getString("tag")),
                state(row),
                row.getInt("attempts"),
                row.getString("problem"),
                row.getTimestamp("queued_at").toInstant());
    }

    private static PromotionState state(ResultSet row) throws SQLException {
        Instant since = row.getTimestamp("since").toInstant();
        String basis = Objects.requireNonNullElse(row.getString("basis"), "");
        String reason = Objects.requireNonNullElse(row.getString("reason"), "");
        return switch (row.getString("state")) {
            case "queued" -> new Queued(since);
            case "copying" -> new Copying(since, basis);
            case "verified" -> new Verified(since, basis);
            case "promoted" -> new Promoted(since, basis);
            case "superseded" -> new Superseded(since);
            case "lapsed" -> new Lapsed(since, reason);
            case "refused" -> new Refused(since, reason);
            case "failed" -> new Failed(since, reason);
            case "tag-left" -> new TagLeft(since, reason);
            default -> throw new IllegalStateException("No state " + row.getString("state"));
        };
    }
}
