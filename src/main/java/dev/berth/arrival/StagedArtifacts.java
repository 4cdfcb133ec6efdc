package dev.berth.arrival;

import dev.berth.oci.Digest;
import dev.berth.oci.Tag;
import dev.berth.workspace.WorkspaceId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What is in staging and is no image, for as long as it is there. */
@Component
public class StagedArtifacts {

    /** What belongs beside an image, and has no tag that somebody chose, is nothing to tell a reader of. */
    private static final String TOLD = "not (kind = 'ATTACHMENT' and reserved)";

    private static final String SELECT = """
            select workspace_id, digest, kind, media_type, seen_at, array(
                select tag from staged_artifact_tag named
                where named.workspace_id = artifact.workspace_id and named.digest = artifact.digest
                order by tag limit 5) tags
            from staged_artifact artifact
            """;

    private final JdbcClient jdbc;

    StagedArtifacts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Those that the researcher should read of, the latest first. */
    public List<StagedArtifact> of(WorkspaceId workspace, int limit) {
        return jdbc.sql(SELECT + " where workspace_id = :workspace and " + TOLD
                        + " order by seen_at desc, digest limit :limit")
                .param("workspace", workspace.value())
                .param("limit", limit)
                .query(StagedArtifacts::map)
                .list();
    }

    /** The same of everybody. */
    public List<StagedArtifact> latest(int limit) {
        return jdbc.sql(SELECT + " where " + TOLD + " order by seen_at desc, digest limit :limit")
                .param("limit", limit)
                .query(StagedArtifacts::map)
                .list();
    }

    /** Which of these tags name no image now, and what they name. */
    public Map<Tag, StagedArtifact> named(WorkspaceId workspace, Collection<Tag> tags) {
        if (tags.isEmpty()) {
            return Map.of();
        }
        return jdbc
                .sql("""
                        select workspace_id, digest, kind, media_type, named.since seen_at, array[tag] tags
                        from staged_artifact_tag named join staged_artifact using (workspace_id, digest)
                        where workspace_id = :workspace and tag in (:tags)
                        order by tag""")
                .param("workspace", workspace.value())
                .param("tags", tags.stream().map(Tag::value).toList())
                .query(StagedArtifacts::map)
                .list()
                .stream()
                .collect(Collectors.toMap(artifact -> artifact.tags().getFirst(), Function.identity()));
    }

    /** How many manifests have no tag but one of a build cache. */
    public int cached(WorkspaceId workspace) {
        return jdbc.sql("select cached from staging_watch where workspace_id = :workspace")
                .param("workspace", workspace.value())
                .query(Integer.class)
                .optional()
                .orElse(0);
    }

    private static StagedArtifact map(ResultSet row, int number) throws SQLException {
        return new StagedArtifact(
                new WorkspaceId(row.getObject("workspace_id", UUID.class)),
                Digest.of(row.getString("digest")),
                ArtifactKind.valueOf(row.getString("kind")),
                row.getString("media_type"),
                Arrays.stream((String[]) row.getArray("tags").getArray())
                        .map(Tag::of)
                        .toList(),
                row.getObject("seen_at", OffsetDateTime.class).toInstant());
    }
}
