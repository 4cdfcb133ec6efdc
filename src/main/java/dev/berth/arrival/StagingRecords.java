package dev.berth.arrival;

import dev.berth.arrival.Known.Naming;
import dev.berth.oci.Digest;
import dev.berth.workspace.WorkspaceId;
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

    private final JdbcClient jdbc;

    StagingRecords(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** To be read before the registry is asked. How many polls were recorded is read first, so that none slips in between. */
    @Transactional
    Known of(WorkspaceId workspace) {
        Watch watch = watch(workspace);
        Map<Digest, StagedImageId> images = new HashMap<>();
        Map<String, Naming> imageTags = new TreeMap<>();
        jdbc.sql("""
                select image.id, digest, named.id as naming, tag
                from staged_image image left join staged_tag named
                    on image_id = image.id and superseded_at is null and deleted_at is null
                where image.workspace_id = :workspace""").param("workspace", workspace.value()).query(row -> {
            Digest digest = Digest.of(row.getString("digest"));
            StagedImageId image = new StagedImageId(row.getObject("id", UUID.class));
            images.put(digest, image);
            @Nullable String tag = row.getString("tag");
            if (tag != null) {
                imageTags.put(tag, new Naming(row.getLong("naming"), image, digest));
            }
        });
        Set<Digest> artifacts = new HashSet<>();
        Set<Digest> reserved = new HashSet<>();
        Map<String, Digest> artifactTags = new TreeMap<>();
        jdbc.sql("""
                select digest, reserved, tag from staged_artifact left join staged_artifact_tag using (workspace_id, digest)
                where workspace_id = :workspace""").param("workspace", workspace.value()).query(row -> {
            Digest digest = Digest.of(row.getString("digest"));
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
                waiting(workspace));
    }

    private Watch watch(WorkspaceId workspace) {
        return jdbc.sql("select looks, cached from staging_watch where workspace_id = :workspace")
                .param("workspace", workspace.value())
                .query(Watch.class)
                .optional()
                .orElseGet(() -> {
                    jdbc.sql("insert into staging_watch (workspace_id) values (:workspace) on conflict do nothing")
                            .param("workspace", workspace.value())
                            .update();
                    return new Watch(0, 0);
                });
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

    private record Watch(long looks, int cached) {}
}
