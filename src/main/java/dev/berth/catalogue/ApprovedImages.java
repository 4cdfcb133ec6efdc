package dev.berth.catalogue;

import dev.berth.arrival.StagedImageId;
import dev.berth.oci.Digest;
import dev.berth.oci.ImageReference;
import dev.berth.oci.Tag;
import dev.berth.promotion.ImagePromoted;
import dev.berth.web.Keyset;
import dev.berth.web.PageAt;
import dev.berth.web.RowKey;
import dev.berth.web.Rows;
import dev.berth.workspace.WorkspaceId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** The catalogue: one current entry for each tag of a workspace, and those that had the tag before. */
@Component
public class ApprovedImages {

    private static final Keyset LATEST_FIRST = Keyset.newestFirstByText("approved_at", "tag");

    private final JdbcClient jdbc;

    ApprovedImages(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The same digest under the same tag again is the same entry, unless it was missing meanwhile. */
    @EventListener
    @Transactional(propagation = Propagation.MANDATORY)
    public void on(ImagePromoted promoted) {
        Tag tag = (Tag) promoted.approved().reference();
        jdbc.sql("""
                        update approved_image set replaced_at = :at
                         where workspace_id = :workspace and tag = :tag and replaced_at is null
                           and (digest <> :digest or missing_since is not null)""")
                .param("at", Timestamp.from(promoted.at()))
                .param("workspace", promoted.workspace().value())
                .param("tag", tag.value())
                .param("digest", promoted.digest().value())
                .update();
        jdbc.sql("""
                        insert into approved_image (id, workspace_id, image_id, tag, uri, digest, approved_at)
                        values (:id, :workspace, :image, :tag, :uri, :digest, :at)
                        on conflict (workspace_id, tag) where replaced_at is null do nothing""")
                .param("id", UUID.randomUUID())
                .param("workspace", promoted.workspace().value())
                .param("image", promoted.image().value())
                .param("tag", tag.value())
                .param("uri", promoted.approved().toString())
                .param("digest", promoted.digest().value())
                .param("at", Timestamp.from(promoted.at()))
                .update();
    }

    /** One page of what a workspace's workflows may run, the latest first. */
    public Rows<ApprovedImage> current(WorkspaceId workspace, PageAt at, int size) {
        Keyset.Page page = LATEST_FIRST.page(at, size);
        return page.rows(
                jdbc.sql("select * from approved_image where workspace_id = :workspace and replaced_at is null"
                                + page.condition() + page.order())
                        .param("workspace", workspace.value())
                        .params(page.params())
                        .query(ApprovedImages::map)
                        .list(),
                found -> RowKey.of(found.approvedAt(), found.tag()));
    }

    /** What these tags named before, of each the latest first, and no more than a reader may want. */
    public List<ApprovedImage> earlier(WorkspaceId workspace, Collection<Tag> tags) {
        if (tags.isEmpty()) {
            return List.of();
        }
        return jdbc.sql("""
                        select earlier.* from unnest(:tags) wanted(tag) cross join lateral (
                            select * from approved_image a
                             where a.workspace_id = :workspace and a.tag = wanted.tag and a.replaced_at is not null
                             order by a.replaced_at desc limit 20) earlier""")
                .param("workspace", workspace.value())
                .param("tags", tags.stream().map(Tag::value).toArray(String[]::new))
                .query(ApprovedImages::map)
                .list();
    }

    /** What these tags name in the catalogue, where they name something. */
    public List<ApprovedImage> latest(WorkspaceId workspace, Collection<Tag> tags) {
        if (tags.isEmpty()) {
            return List.of();
        }
        return jdbc.sql("""
                select * from approved_image
                where workspace_id = :workspace and tag = any(:tags) and replaced_at is null""")
                .param("workspace", workspace.value())
                .param("tags", tags.stream().map(Tag::value).toArray(String[]::new))
                .query(ApprovedImages::map)
                .list();
    }

    /** Every entry of these images, the latest first. */
    public List<ApprovedImage> of(Collection<StagedImageId> images) {
        if (images.isEmpty()) {
            return List.of();
        }
        return jdbc.sql("select * from approved_image where image_id in (:images) order by approved_at desc, id")
                .param("images", images.stream().map(StagedImageId::value).toList())
                .query(ApprovedImages::map)
                .list();
    }

    private static ApprovedImage map(ResultSet row, int number) throws SQLException {
        return new ApprovedImage(
                new StagedImageId(row.getObject("image_id", UUID.class)),
                new WorkspaceId(row.getObject("workspace_id", UUID.class)),
                Tag.of(row.getString("tag")),
                ImageReference.of(row.getString("uri")),
                Digest.of(row.getString("digest")),
                row.getTimestamp("approved_at").toInstant(),
                ApprovedCopies.state(row),
                row.getTimestamp("replaced_at") == null);
    }
}
