package dev.berth.arrival;

import dev.berth.workspace.WorkspaceId;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Where Berth does not see what was pushed. The watch goes on by itself, so nothing else tells of it. */
@Component
public class StagingTroubles {

    private final JdbcClient jdbc;

    StagingTroubles(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Those that have lasted longest. */
    public List<StagingTrouble> longest(int limit) {
        return jdbc.sql("""
                        select workspace_id, last_failure, failing_since from staging_watch
                        where failing_since is not null order by failing_since, workspace_id limit :limit""")
                .param("limit", limit)
                .query((row, number) -> new StagingTrouble(
                        new WorkspaceId(row.getObject("workspace_id", UUID.class)),
                        row.getString("last_failure"),
                        row.getObject("failing_since", OffsetDateTime.class).toInstant()))
                .list();
    }

    public boolean isIn(WorkspaceId workspace) {
        return jdbc.sql("""
                        select exists (
                            select 1 from staging_watch where workspace_id = :id and failing_since is not null)""").param("id", workspace.value()).query(Boolean.class).single();
    }

    public int count() {
        return jdbc.sql("select count(*) from staging_watch where failing_since is not null")
                .query(Integer.class)
                .single();
    }
}
