package dev.berth.arrival;

import dev.berth.workspace.WorkspaceId;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Where Berth does not see what was pushed. The watch goes on by itself, so nothing else tells of it. Of a repository that
 * was never made the pass tells.
 */
@Component
public class StagingTroubles {

    private static final String TROUBLED = """
            from staging_watch join workspace w on w.id = workspace_id
            where failing_since is not null and w.provisioned_at is not null
            """;

    private final JdbcClient jdbc;

    StagingTroubles(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Those that have lasted longest. */
    public List<StagingTrouble> longest(int limit) {
        return jdbc.sql("select workspace_id, last_failure, failing_since " + TROUBLED
                        + " order by failing_since, workspace_id limit :limit")
                .param("limit", limit)
                .query((row, number) -> new StagingTrouble(
                        new WorkspaceId(row.getObject("workspace_id", UUID.class)),
                        row.getString("last_failure"),
                        row.getObject("failing_since", OffsetDateTime.class).toInstant()))
                .list();
    }

    public boolean isIn(WorkspaceId workspace) {
        return jdbc.sql("select exists (select 1 " + TROUBLED + " and workspace_id = :id)")
                .param("id", workspace.value())
                .query(Boolean.class)
                .single();
    }

    public int count() {
        return jdbc.sql("select count(*) " + TROUBLED).query(Integer.class).single();
    }
}
