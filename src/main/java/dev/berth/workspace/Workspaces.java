package dev.berth.workspace;

import dev.berth.oci.RepositoryName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** The workspaces there are. */
@Component
public class Workspaces {

    private final JdbcClient jdbc;
    private final InstantSource clock;

    Workspaces(JdbcClient jdbc, InstantSource clock) {
        this.jdbc = jdbc;
        this.clock = clock;
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

    /** Several at once, each of which is known to exist. */
    public Map<WorkspaceId, Workspace> get(Collection<WorkspaceId> ids) {
        return jdbc
                .sql("select * from workspace where id = any(:ids)")
                .param("ids", ids.stream().distinct().map(WorkspaceId::value).toArray(UUID[]::new))
                .query(Workspaces::map)
                .list()
                .stream()
                .collect(Collectors.toMap(Workspace::id, workspace -> workspace));
    }

    /** In whatever case the name is spelled; "C" folds ASCII alone, as {@link dev.berth.identity.Spelling} does. */
    public Optional<Workspace> findByUsername(String username) {
        return jdbc.sql("""
                        select * from workspace where lower(username collate "C") = lower(:username collate "C")""").param("username", username).query(Workspaces::map).optional();
    }

    /** The staging repository was just seen as it should be. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void provisioned(WorkspaceId id) {
        jdbc.sql("update workspace set provisioned_at = :now where id = :id")
                .param("now", Timestamp.from(clock.instant()))
                .param("id", id.value())
                .update();
    }

    /**
     * Whether it was added. Where the name is taken, in whatever case, nothing happens: the index waits for a
     * registration under way, so two at once are as two in turn.
     */
    boolean addIfAbsent(Workspace workspace) {
        return jdbc.sql("""
                insert into workspace (id, username, email, staging_repository, approved_repository, created_at)
                values (:id, :username, :email, :staging, :approved, :now)
                on conflict do nothing""")
                        .param("id", workspace.id().value())
                        .param("username", workspace.username().value())
                        .param("email", workspace.email())
                        .param("staging", workspace.staging().value())
                        .param("approved", workspace.approved().value())
                        .param("now", Timestamp.from(clock.instant()))
                        .update()
                == 1;
    }

    void writeTo(WorkspaceId id, EmailAddress email) {
        jdbc.sql("update workspace set email = :email where id = :id")
                .param("email", email.value())
                .param("id", id.value())
                .update();
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
