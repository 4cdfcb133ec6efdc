package dev.berth.arrival;

import dev.berth.arrival.StagedImage.PlatformManifest;
import dev.berth.oci.Digest;
import dev.berth.oci.MediaType;
import dev.berth.oci.Platform;
import dev.berth.oci.Tag;
import dev.berth.web.Keyset;
import dev.berth.web.PageAt;
import dev.berth.web.RowKey;
import dev.berth.web.Rows;
import dev.berth.workspace.WorkspaceId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The images that arrived in staging, and the tags that name or named each. */
@Component
public class StagedImages {

    private static final Keyset LATEST_FIRST = Keyset.newestFirst("arrived_at", "id");

    private final JdbcClient jdbc;

    StagedImages(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    public Optional<StagedImage> find(StagedImageId id) {
        return withPlatforms(jdbc.sql("select * from staged_image where id = :id")
                        .param("id", id.value())
                        .query(Row::map)
                        .list())
                .stream()
                .findFirst();
    }

    /** One that is known to exist, since a foreign key says so. */
    public StagedImage get(StagedImageId id) {
        return find(id).orElseThrow(() -> new IllegalStateException("No staged image " + id));
    }

    /** Several at once, each of which is known to exist; in no order. */
    public List<StagedImage> get(Collection<StagedImageId> ids) {
        return withPlatforms(jdbc.sql("select * from staged_image where id = any(:ids)")
                .param("ids", ids.stream().map(StagedImageId::value).toArray(UUID[]::new))
                .query(Row::map)
                .list());
    }

    public Optional<StagedImage> find(WorkspaceId workspace, Digest digest) {
        return withPlatforms(jdbc.sql("select * from staged_image where workspace_id = :workspace and digest = :digest")
                        .param("workspace", workspace.value())
                        .param("digest", digest.value())
                        .query(Row::map)
                        .list())
                .stream()
                .findFirst();
    }

    /** One page of a workspace's images, the latest first. */
    public Rows<StagedImage> of(WorkspaceId workspace, PageAt at, int size) {
        Keyset.Page page = LATEST_FIRST.page(at, size);
        List<StagedImage> found = withPlatforms(
                jdbc.sql("select * from staged_image where workspace_id = :workspace" + page.condition() + page.order())
                        .param("workspace", workspace.value())
                        .params(page.params())
                        .query(Row::map)
                        .list());
        return page.rows(found, image -> RowKey.of(image.arrivedAt(), image.id()));
    }

    /** Every tag that names or named the image, the earliest first. */
    public List<StagedTag> tags(StagedImageId image) {
        return tags(List.of(image)).getOrDefault(image, List.of());
    }

    /** The same for several images at once; an image that never had a tag is not in the answer. */
    public Map<StagedImageId, List<StagedTag>> tags(Collection<StagedImageId> images) {
        if (images.isEmpty()) {
            return Map.of();
        }
        return jdbc
                .sql("select * from staged_tag where image_id in (:images) order by id")
                .param("images", values(images))
                .query((row, number) ->
                        Map.entry(new StagedImageId(row.getObject("image_id", UUID.class)), mapTag(row)))
                .list()
                .stream()
                .collect(Collectors.groupingBy(
                        Map.Entry::getKey,
                        LinkedHashMap::new,
                        Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
    }

    /** The tags that name the image now. */
    public List<Tag> currentTags(StagedImageId image) {
        return tags(image).stream()
                .filter(StagedTag::isCurrent)
                .map(StagedTag::tag)
                .toList();
    }

    private List<StagedImage> withPlatforms(List<Row> rows) {
        if (rows.isEmpty()) {
            return List.of();
        }
        Map<UUID, List<PlatformManifest>> platforms = jdbc
                .sql("select * from staged_platform where image_id in (:images) order by image_id, position")
                .param("images", rows.stream().map(Row::id).toList())
                .query((row, number) -> Map.entry(row.getObject("image_id", UUID.class), mapPlatform(row)))
                .list()
                .stream()
                .collect(Collectors.groupingBy(
                        Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
        return rows.stream()
                .map(row -> row.toImage(platforms.getOrDefault(row.id(), List.of())))
                .toList();
    }

    private static List<UUID> values(Collection<StagedImageId> images) {
        return images.stream().map(StagedImageId::value).toList();
    }

    private static PlatformManifest mapPlatform(ResultSet row) throws SQLException {
        return new PlatformManifest(
                Digest.of(row.getString("digest")),
                new Platform(row.getString("os"), row.getString("architecture"), row.getString("variant")),
                row.getString("distinction"),
                row.getBoolean("zstd"));
    }

    private static StagedTag mapTag(ResultSet row) throws SQLException {
        OffsetDateTime supersededAt = row.getObject("superseded_at", OffsetDateTime.class);
        OffsetDateTime deletedAt = row.getObject("deleted_at", OffsetDateTime.class);
        String replacedBy = row.getString("replaced_by");
        return new StagedTag(
                Tag.of(row.getString("tag")),
                row.getObject("since", OffsetDateTime.class).toInstant(),
                supersededAt == null ? null : supersededAt.toInstant(),
                deletedAt == null ? null : deletedAt.toInstant(),
                replacedBy == null ? null : Digest.of(replacedBy));
    }

    private record Row(
            UUID id,
            UUID workspace,
            String digest,
            String mediaType,
            long sizeBytes,
            @Nullable String unreadable,
            OffsetDateTime arrivedAt) {

        static Row map(ResultSet row, int number) throws SQLException {
            return new Row(
                    row.getObject("id", UUID.class),
                    row.getObject("workspace_id", UUID.class),
                    row.getString("digest"),
                    row.getString("media_type"),
                    row.getLong("size_bytes"),
                    row.getString("unreadable"),
                    row.getObject("arrived_at", OffsetDateTime.class));
        }

        StagedImage toImage(List<PlatformManifest> platforms) {
            return new StagedImage(
                    new StagedImageId(id),
                    new WorkspaceId(workspace),
                    Digest.of(digest),
                    new MediaType(mediaType),
                    sizeBytes,
                    platforms,
                    unreadable,
                    arrivedAt.toInstant());
        }
    }
}
