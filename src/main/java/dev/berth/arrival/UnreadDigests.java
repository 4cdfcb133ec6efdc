package dev.berth.arrival;

import dev.berth.workspace.WorkspaceId;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What one poll left unread keeps the watch going. */
@Component
class UnreadDigests implements PendingImages {

    private final JdbcClient jdbc;

    UnreadDigests(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public boolean anyIn(WorkspaceId workspace) {
        return jdbc.sql("select exists (select 1 from staging_watch where workspace_id = :workspace and unread > 0)")
                .param("workspace", workspace.value())
                .query(Boolean.class)
                .single();
    }
}
