package dev.berth.arrival;

import dev.berth.arrival.Admission.Held;
import dev.berth.arrival.LookIntoStaging.Known;
import dev.berth.arrival.LookIntoStaging.Readings;
import dev.berth.arrival.StagedImage.PlatformManifest;
import dev.berth.arrival.StagingRegistry.Listed;
import dev.berth.audit.Actor;
import dev.berth.audit.AuditTrail;
import dev.berth.oci.Digest;
import dev.berth.workspace.Workspace;
import dev.berth.workspace.WorkspaceId;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Writes down what a look into staging found, all of it or nothing. */
@Component
class RecordLook {

    private static final Actor ACTOR = Actor.system("arrival");

    private final JdbcClient jdbc;
    private final RecordTags tags;
    private final RecordArtifacts artifacts;
    private final WaitingImages waiting;
    private final AuditTrail audit;
    private final ApplicationEventPublisher events;
    private final InstantSource clock;

    RecordLook(
            JdbcClient jdbc,
            RecordTags tags,
            RecordArtifacts artifacts,
            WaitingImages waiting,
            AuditTrail audit,
            ApplicationEventPublisher events,
            InstantSource clock) {
        this.jdbc = jdbc;
        this.tags = tags;
        this.artifacts = artifacts;
        this.waiting = waiting;
        this.audit = audit;
        this.events = events;
        this.clock = clock;
    }

    /** How many looks were recorded so far: to be read before the registry is asked. */
    @Transactional
    long looks(WorkspaceId workspace) {
        jdbc.sql("insert into staging_watch (workspace_id) values (:workspace) on conflict do nothing")
                .param("workspace", workspace.value())
                .update();
        return jdbc.sql("select looks from staging_watch where workspace_id = :workspace")
                .param("workspace", workspace.value())
                .query(Long.class)
                .single();
    }

    /** What needs no reading any more. */
    Known known(WorkspaceId workspace) {
        return new Known(
                digests(workspace, "select digest from staged_image where workspace_id = :workspace"),
                digests(
                        workspace,
                        "select digest from staged_artifact where workspace_id = :workspace and not reserved"),
                digests(workspace, "select digest from staged_artifact where workspace_id = :workspace and reserved"),
                tags(workspace));
    }

    private Map<String, Digest> tags(WorkspaceId workspace) {
        Map<String, Digest> tags = new HashMap<>();
        jdbc.sql("""
                select tag, digest from staged_tag named join staged_image image on image.id = image_id
                where named.workspace_id = :workspace and superseded_at is null and deleted_at is null
                union all select tag, digest from staged_artifact_tag where workspace_id = :workspace""").param("workspace", workspace.value()).query(row -> {
            tags.put(row.getString("tag"), Digest.of(row.getString("digest")));
        });
        return tags;
    }

    private Set<Digest> digests(WorkspaceId workspace, String sql) {
        return new HashSet<>(jdbc.sql(sql)
                .param("workspace", workspace.value())
                .query((row, number) -> Digest.of(row.getString("digest")))
                .list());
    }

    /**
     * @param looksBefore what {@link #looks} said before the registry was asked
     * @return whether it was recorded: not where another look was, since this one may be the older
     */
    @Transactional
    boolean record(Workspace workspace, long looksBefore, Listing listing, List<Held> held, Readings readings) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Map<Digest, Content> contents = readings.contents();
        if (!claim(workspace.id(), looksBefore, readings, now)) {
            return false;
        }
        waiting.record(workspace.id(), held, now);
        int changes = 0;
        for (Listed entry : listing.ordinary()) {
            if (arrive(workspace, entry, contents.get(entry.digest()), now)) {
                changes++;
            }
        }
        Map<Digest, StagedImageId> images = images(workspace.id());
        changes += artifacts.record(workspace, listing, contents, images.keySet(), now);
        changes += tags.record(workspace.id(), listing, images, now);
        if (changes > 0) {
            jdbc.sql("update staging_watch set quiet_looks = 0 where workspace_id = :workspace")
                    .param("workspace", workspace.id().value())
                    .update();
        }
        return true;
    }

    private boolean claim(WorkspaceId workspace, long looksBefore, Readings readings, Instant now) {
        return jdbc.sql("""
                        update staging_watch set looks = looks + 1, quiet_looks = quiet_looks + 1, looked_at = :now,
                            failures = 0, last_failure = :withheld, unread = :unread,
                            failing_since = case when cast(:withheld as text) is not null
                                then coalesce(failing_since, :now) end
                        where workspace_id = :workspace and looks = :before""")
                        .param("now", Timestamp.from(now))
                        .param("withheld", withheld(readings.contents()))
                        .param("unread", readings.left())
                        .param("workspace", workspace.value())
                        .param("before", looksBefore)
                        .update()
                == 1;
    }

    private static @Nullable String withheld(Map<Digest, Content> contents) {
        List<String> reasons = contents.entrySet().stream()
                .filter(entry -> entry.getValue() instanceof Content.Withheld)
                .map(entry -> entry.getKey() + ": " + ((Content.Withheld) entry.getValue()).reason())
                .toList();
        return switch (reasons.size()) {
            case 0 -> null;
            case 1 -> reasons.getFirst();
            default -> "%s (and %d more)".formatted(reasons.getFirst(), reasons.size() - 1);
        };
    }

    /** @return whether it is an image that is known from now on */
    private boolean arrive(Workspace workspace, Listed entry, @Nullable Content content, Instant now) {
        return switch (content) {
            case null -> false;
            case Content.Platforms platforms -> {
                arrive(workspace, entry, platforms.manifests(), "", now);
                yield true;
            }
            case Content.Unreadable unreadable -> {
                arrive(workspace, entry, List.of(), unreadable.reason(), now);
                yield true;
            }
            case Content.Artifact artifact -> false;
            case Content.Withheld withheld -> false;
        };
    }

    private void arrive(
            Workspace workspace, Listed entry, List<PlatformManifest> platforms, String unreadable, Instant now) {
        StagedImageId id = StagedImageId.random();
        jdbc.sql("""
                insert into staged_image (id, workspace_id, digest, media_type, size_bytes, unreadable, arrived_at)
                values (:id, :workspace, :digest, :mediaType, :size, nullif(:unreadable, ''), :now)""")
                .param("id", id.value())
                .param("workspace", workspace.id().value())
                .param("digest", entry.digest().value())
                .param("mediaType", entry.mediaType().value())
                .param("size", entry.sizeBytes())
                .param("unreadable", unreadable)
                .param("now", Timestamp.from(now))
                .update();
        for (int position = 0; position < platforms.size(); position++) {
            PlatformManifest platform = platforms.get(position);
            jdbc.sql("""
                    insert into staged_platform (image_id, position, digest, os, architecture, variant, distinction, zstd)
                    values (:id, :position, :digest, :os, :architecture, :variant, :distinction, :zstd)""")
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
        audit.record(
                ACTOR,
                "image.arrived",
                "image/" + id,
                Map.of(
                        "workspace",
                        workspace.username().value(),
                        "repository",
                        workspace.staging().value(),
                        "digest",
                        entry.digest().value(),
                        unreadable.isEmpty() ? "platforms" : "unreadable",
                        unreadable.isEmpty() ? text(platforms) : unreadable));
        events.publishEvent(new ImageArrived(id));
    }

    private static String text(List<PlatformManifest> platforms) {
        return platforms.stream().map(PlatformManifest::name).collect(Collectors.joining(", "));
    }

    private Map<Digest, StagedImageId> images(WorkspaceId workspace) {
        return jdbc
                .sql("select digest, id from staged_image where workspace_id = :workspace")
                .param("workspace", workspace.value())
                .query((row, number) -> Map.entry(
                        Digest.of(row.getString("digest")), new StagedImageId(row.getObject("id", UUID.class))))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
