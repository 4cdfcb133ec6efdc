package dev.berth.arrival;

import dev.berth.arrival.Admission.Admitted;
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
    private final WaitingImages waiting;
    private final AuditTrail audit;
    private final ApplicationEventPublisher events;
    private final InstantSource clock;

    RecordLook(
            JdbcClient jdbc,
            RecordTags tags,
            WaitingImages waiting,
            AuditTrail audit,
            ApplicationEventPublisher events,
            InstantSource clock) {
        this.jdbc = jdbc;
        this.tags = tags;
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

    /** The digests that need no reading any more. */
    Set<Digest> known(WorkspaceId workspace) {
        return new HashSet<>(jdbc.sql("""
                        select digest from staged_image where workspace_id = :workspace
                        union select digest from staged_artifact where workspace_id = :workspace""")
                .param("workspace", workspace.value())
                .query((row, number) -> Digest.of(row.getString("digest")))
                .list());
    }

    /**
     * @param looksBefore what {@link #looks} said before the registry was asked
     * @return whether it was recorded: not where another look was, since this one may be the older
     */
    @Transactional
    boolean record(Workspace workspace, long looksBefore, Admitted admitted, Map<Digest, Content> contents) {
        List<Listed> listed = admitted.listed();
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        if (!claim(workspace.id(), looksBefore, withheld(contents), now)) {
            return false;
        }
        waiting.record(workspace.id(), admitted.held(), now);
        int changes = 0;
        for (Listed entry : listed) {
            Content content = contents.get(entry.digest());
            if (content != null && arrive(workspace, entry, content, now)) {
                changes++;
            }
        }
        changes += tags.record(workspace.id(), listed, images(workspace.id()), now);
        if (changes > 0) {
            jdbc.sql("update staging_watch set quiet_looks = 0 where workspace_id = :workspace")
                    .param("workspace", workspace.id().value())
                    .update();
        }
        return true;
    }

    private boolean claim(WorkspaceId workspace, long looksBefore, @Nullable String withheld, Instant now) {
        return jdbc.sql("""
                        update staging_watch set looks = looks + 1, quiet_looks = quiet_looks + 1, looked_at = :now,
                            failures = 0, last_failure = :withheld,
                            failing_since = case when cast(:withheld as text) is not null
                                then coalesce(failing_since, :now) end
                        where workspace_id = :workspace and looks = :before""")
                        .param("now", Timestamp.from(now))
                        .param("withheld", withheld)
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

    /** @return whether it is known from now on */
    private boolean arrive(Workspace workspace, Listed entry, Content content, Instant now) {
        switch (content) {
            case Content.Platforms platforms -> arrive(workspace, entry, platforms.manifests(), "", now);
            case Content.Unreadable unreadable -> arrive(workspace, entry, List.of(), unreadable.reason(), now);
            case Content.Artifact artifact -> see(workspace, entry, artifact, now);
            case Content.Withheld withheld -> {
                return false;
            }
        }
        return true;
    }

    private void see(Workspace workspace, Listed entry, Content.Artifact artifact, Instant now) {
        jdbc.sql("""
                insert into staged_artifact (workspace_id, digest, what, seen_at)
                values (:workspace, :digest, :what, :now)""")
                .param("workspace", workspace.id().value())
                .param("digest", entry.digest().value())
                .param("what", artifact.what())
                .param("now", Timestamp.from(now))
                .update();
        audit.record(
                ACTOR,
                "artifact.seen",
                "artifact/" + entry.digest(),
                Map.of(
                        "workspace",
                        workspace.username().value(),
                        "repository",
                        workspace.staging().value(),
                        "what",
                        artifact.what()));
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
                    insert into staged_platform (image_id, position, digest, os, architecture, variant)
                    values (:id, :position, :digest, :os, :architecture, :variant)""")
                    .param("id", id.value())
                    .param("position", position)
                    .param("digest", platform.digest().value())
                    .param("os", platform.platform().os())
                    .param("architecture", platform.platform().architecture())
                    .param("variant", platform.platform().variant())
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
        return platforms.stream()
                .map(platform -> platform.platform().toString())
                .collect(Collectors.joining(", "));
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
