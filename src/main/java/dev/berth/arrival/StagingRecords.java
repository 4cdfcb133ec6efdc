package dev.berth.arrival;

import dev.berth.arrival.Known.Naming;
import dev.berth.oci.Digest;
import dev.berth.workspace.WorkspaceId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Reads what is known of a workspace's staging, once a poll. */
@Component
class StagingRecords {

    /** Push sessions last an hour and polls come every few seconds: what is older and has no tag is no news. */
    private static final Duration NEWS = Duration.ofDays(1);

    private final JdbcClient jdbc;
    private final InstantSource clock;

    StagingRecords(JdbcClient jdbc, InstantSource clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** To be read before the registry is asked. How many polls were recorded is read first, so that none slips in between. */
    @Transactional
    Known of(WorkspaceId workspace) {
        Watch watch = watch(workspace);
        Map<Digest, StagedImageId> images = new HashMap<>();
        Map<Digest, StagedImageId> untagged = new HashMap<>();
        Map<String, Naming> imageTags = new TreeMap<>();
        jdbc.sql("""
                select image.id, digest, untagged, named.id as naming, tag
                from staged_image image left join staged_tag named
                    on image_id = image.id and superseded_at is null and deleted_at is null
                where image.workspace_id = :workspace""").param("workspace", workspace.value()).query(row -> {
            Digest digest = Digest.of(row.getString("digest"));
            StagedImageId image = new StagedImageId(row.getObject("id", UUID.class));
            (row.getBoolean("untagged") ? untagged : images).put(digest, image);
            @Nullable String tag = row.getString("tag");
            if (tag != null) {
                imageTags.put(tag, new Naming(row.getLong("naming"), image, digest));
            }
        });
        Set<Digest> artifacts = new HashSet<>();
        Set<Digest> reserved = new HashSet<>();
        Set<Digest> parts = new HashSet<>();
        Map<String, Digest> artifactTags = new TreeMap<>();
        jdbc.sql("""
                select digest, reserved, tag, false as part
                from staged_artifact left join staged_artifact_tag using (workspace_id, digest)
                where workspace_id = :workspace
                union all
                select digest, false, null, true from untagged_manifest where workspace_id = :workspace
                union all
                select platform.digest, false, null, true
                from staged_platform platform join staged_image image on image.id = image_id
                where workspace_id = :workspace and platform.digest <> image.digest""").param("workspace", workspace.value()).query(row -> {
            Digest digest = Digest.of(row.getString("digest"));
            if (row.getBoolean("part")) {
                parts.add(digest);
                return;
            }
            (row.getBoolean("reserved") ? reserved : artifacts).add(digest);
            @Nullable String tag = row.getString("tag");
            if (tag != null) {
                artifactTags.put(tag, digest);
            }
        });
        return new Known(
                watch.looks(),
                watch.cached(),
                images,
                artifacts,
                reserved,
                imageTags,
                artifactTags,
                untagged,
                parts,
                since(watch.since().toInstant()),
                waiting(workspace));
    }

    private Watch watch(WorkspaceId workspace) {
        Watch watch = jdbc.sql("""
                        select workspace_id is not null as watched, coalesce(looks, 0) as looks,
                            coalesce(cached, 0) as cached, created_at as since
                        from workspace left join staging_watch on workspace_id = id
                        where id = :workspace""")
                .param("workspace", workspace.value())
                .query(Watch.class)
                .single();
        if (!watch.watched()) {
            jdbc.sql("insert into staging_watch (workspace_id) values (:workspace) on conflict do nothing")
                    .param("workspace", workspace.value())
                    .update();
        }
        return watch;
    }

    /** The registry tells whole seconds. */
    private Instant since(Instant registered) {
        Instant news = clock.instant().minus(NEWS);
        return (news.isAfter(registered) ? news : registered).truncatedTo(ChronoUnit.SECONDS);
    }

    private Map<Digest, Long> waiting(WorkspaceId workspace) {
        Map<Digest, Long> waiting = new HashMap<>();
        jdbc.sql("select digest, number from waiting_image where workspace_id = :workspace")
                .param("workspace", workspace.value())
                .query(row -> {
                    waiting.put(Digest.of(row.getString("digest")), row.getLong("number"));
                });
        return waiting;
    }

    private record Watch(boolean watched, long looks, int cached, OffsetDateTime since) {}
}
