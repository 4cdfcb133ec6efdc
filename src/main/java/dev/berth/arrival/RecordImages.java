package dev.berth.arrival;

import dev.berth.arrival.StagedImage.PlatformManifest;
import dev.berth.arrival.StagingRegistry.Listed;
import dev.berth.audit.Actor;
import dev.berth.audit.AuditTrail;
import dev.berth.oci.Digest;
import dev.berth.workspace.Workspace;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Writes down which images arrived. Those that a tag names are told to the rooms above, and no others are. */
@Component
class RecordImages {

    private static final Actor ACTOR = Actor.system("arrival");

    private final JdbcClient jdbc;
    private final AuditTrail audit;
    private final ApplicationEventPublisher events;

    RecordImages(JdbcClient jdbc, AuditTrail audit, ApplicationEventPublisher events) {
        this.jdbc = jdbc;
        this.audit = audit;
        this.events = events;
    }

    /** @return what is an image, and known from now on */
    @Transactional(propagation = Propagation.MANDATORY)
    Map<Digest, StagedImageId> tagged(
            Workspace workspace, Known known, List<Listed> listed, Map<Digest, Content> contents, Instant now) {
        Map<Digest, StagedImageId> arrived = new HashMap<>();
        for (Listed entry : listed) {
            Arrival arrival = Arrival.of(contents.get(entry.digest()));
            if (arrival != null) {
                StagedImageId earlier = known.untagged().get(entry.digest());
                StagedImageId id = earlier == null ? StagedImageId.random() : earlier;
                save(workspace, id, entry, arrival, false, now);
                tell(workspace, id, entry, arrival, Map.of());
                events.publishEvent(new ImageArrived(id));
                arrived.put(entry.digest(), id);
            }
        }
        return arrived;
    }

    /**
     * Nothing comes of it until a tag names it.
     *
     * @param how why it has no tag, as far as that is known
     */
    @Transactional(propagation = Propagation.MANDATORY)
    StagedImageId untagged(Workspace workspace, Listed entry, Arrival arrival, Map<String, String> how, Instant now) {
        StagedImageId id = StagedImageId.random();
        save(workspace, id, entry, arrival, true, now);
        tell(workspace, id, entry, arrival, how);
        return id;
    }

    /** Of those that no tag ever named: no room above knows of them. */
    @Transactional(propagation = Propagation.MANDATORY)
    void removeUntagged(List<StagedImageId> images) {
        UUID[] ids = images.stream().map(StagedImageId::value).toArray(UUID[]::new);
        for (String sql : List.of(
                "delete from staged_tag where image_id = any(:ids)",
                "delete from staged_platform where image_id = any(:ids)",
                "delete from staged_image where id = any(:ids) and untagged")) {
            jdbc.sql(sql).param("ids", ids).update();
        }
    }

    private void save(
            Workspace workspace, StagedImageId id, Listed entry, Arrival arrival, boolean untagged, Instant now) {
        jdbc.sql("""
                insert into staged_image (id, workspace_id, digest, media_type, size_bytes, unreadable, arrived_at, untagged)
                values (:id, :workspace, :digest, :mediaType, :size, nullif(:unreadable, ''), :now, :untagged)
                on conflict (id) do update set media_type = excluded.media_type, size_bytes = excluded.size_bytes,
                    unreadable = excluded.unreadable, arrived_at = excluded.arrived_at, untagged = excluded.untagged""")
                .param("id", id.value())
                .param("workspace", workspace.id().value())
                .param("digest", entry.digest().value())
                .param("mediaType", entry.mediaType().value())
                .param("size", entry.sizeBytes())
                .param("unreadable", arrival.unreadable())
                .param("now", Timestamp.from(now))
                .param("untagged", untagged)
                .update();
        for (int position = 0; position < arrival.platforms().size(); position++) {
            PlatformManifest platform = arrival.platforms().get(position);
            jdbc.sql("""
                    insert into staged_platform (image_id, position, digest, os, architecture, variant, distinction, zstd)
                    values (:id, :position, :digest, :os, :architecture, :variant, :distinction, :zstd)
                    on conflict (image_id, digest) do update set os = excluded.os, architecture = excluded.architecture,
                        variant = excluded.variant""")
                    .param("id", id.value())
                    .param("position", position)
                    .param("digest", platform.digest().value())
                    .param("os", platform.platform().os())
                    .param("architecture", platform.platform().architecture())
                    .param("variant", platform.platform().variant())
                    .param("distinction", platform.distinction())
                    .param("zstd", platform.zstd())
                    .update();
        }
    }

    private void tell(Workspace workspace, StagedImageId id, Listed entry, Arrival arrival, Map<String, String> how) {
        Map<String, String> details = new TreeMap<>(how);
        details.put("workspace", workspace.username().value());
        details.put("repository", workspace.staging().value());
        details.put("digest", entry.digest().value());
        details.put(
                arrival.unreadable().isEmpty() ? "platforms" : "unreadable",
                arrival.unreadable().isEmpty() ? arrival.names() : arrival.unreadable());
        audit.record(ACTOR, "image.arrived", "image/" + id, details);
    }

    /**
     * What was read of an image.
     *
     * @param unreadable why no platform could be told, or nothing
     */
    record Arrival(List<PlatformManifest> platforms, String unreadable) {

        /** None where it is no image, or is not known to be one. */
        static @Nullable Arrival of(@Nullable Content content) {
            return switch (content) {
                case Content.Platforms read -> new Arrival(read.manifests(), "");
                case Content.Unreadable unreadable -> new Arrival(List.of(), unreadable.reason());
                case Content.Artifact artifact -> null;
                case Content.Withheld withheld -> null;
                case null -> null;
            };
        }

        private String names() {
            return platforms.stream().map(PlatformManifest::name).collect(Collectors.joining(", "));
        }
    }
}
