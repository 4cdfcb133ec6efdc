package dev.berth.arrival;

import dev.berth.arrival.Admission.Held;
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
import java.util.List;
import java.util.Map;
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

    /**
     * @param known what was known before the registry was asked
     * @return whether it was recorded: not where another look was, since this one may be the older
     */
    @Transactional
    boolean record(Workspace workspace, Known known, Listing listing, List<Held> held, Readings readings) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Map<Digest, Content> contents = readings.contents();
        if (!claim(workspace.id(), known.looks(), readings, now)) {
            return false;
        }
        waiting.record(workspace.id(), known.waiting().keySet(), held, now);
        Map<Digest, StagedImageId> arrived = arrive(workspace, listing.ordinary(), contents, now);
        Map<Digest, StagedImageId> images = new HashMap<>(known.images());
        images.putAll(arrived);
        int changes = arrived.size()
                + artifacts.record(workspace, known, listing, contents, images.keySet(), now)
                + tags.record(workspace.id(), known, listing, images, now);
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

    /** @return what is an image, and known from now on */
    private Map<Digest, StagedImageId> arrive(
            Workspace workspace, List<Listed> listed, Map<Digest, Content> contents, Instant now) {
        Map<Digest, StagedImageId> arrived = new HashMap<>();
        for (Listed entry : listed) {
            switch (contents.get(entry.digest())) {
                case Content.Platforms platforms ->
                    arrived.put(entry.digest(), arrive(workspace, entry, platforms.manifests(), "", now));
                case Content.Unreadable unreadable ->
                    arrived.put(entry.digest(), arrive(workspace, entry, List.of(), unreadable.reason(), now));
                case Content.Artifact artifact -> {}
                case Content.Withheld withheld -> {}
                case null -> {}
            }
        }
        return arrived;
    }

    private StagedImageId arrive(
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
        return id;
    }

    private static String text(List<PlatformManifest> platforms) {
        return platforms.stream().map(PlatformManifest::name).collect(Collectors.joining(", "));
    }
}
