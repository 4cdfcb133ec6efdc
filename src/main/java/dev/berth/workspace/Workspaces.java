package dev.berth.workspace;

import dev.berth.oci.RepositoryName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The workspaces there are. */
@Component
public class Workspaces {

    private final JdbcClient jdbc;

    Workspaces(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    public Optional<Workspace> find(WorkspaceId id) {
        return jdbc.sql("select * from workspace where id = :id")
                .param("id", id.value())
                .query(Workspaces::map)
                .optional();
    }

    /** One that is known to exist, since a foreign key says so. */
    public Workspace get(WorkspaceId id) {
        return find(id).orElseThrow(() -> new IllegalStateException("No workspace " + id));
    }

    /** In whatever case the name is spelled. */
    public Optional<Workspace> findByUsername(String username) {
        return jdbc.sql("select * from workspace where lower(username) = lower(:username)")
                .param("username", username)
                .query(Workspaces::map)
                .optional();
    }

    public List<WorkspaceId> all() {
        return jdbc.sql("select id from workspace order by id")
                .query((row, number) -> new WorkspaceId(row.getObject("id", UUID.class)))
                .list();
    }

    private static Workspace map(ResultSet row, int number) throws SQLException {
        return new Workspace(
                new WorkspaceId(row.getObject("id", UUID.class)),
                Username.of(row.getString("username")),
                row.getString("email"),
                RepositoryName.of(row.getString("staging_repository")),
                RepositoryName.of(row.getString("approved_repository")));
    }
}
