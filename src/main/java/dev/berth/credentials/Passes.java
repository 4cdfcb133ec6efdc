package dev.berth.credentials;

import dev.berth.web.Keyset;
import dev.berth.web.PageAt;
import dev.berth.web.RowKey;
import dev.berth.web.Rows;
import dev.berth.workspace.WorkspaceId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The passes there are. */
@Component
public class Passes {

    /** With how many sessions count against it; binds {@code :lost}. */
    private static final String LISTED = """
            select p.*, w.username, w.email, w.staging_repository,
                   (select count(*) from push_session s where s.pass = p.id and %s) as used
            from pass p join workspace w on w.id = p.workspace
            """.formatted(PushSessions.COUNTS);

    private static final String HOLDS_TEXT =
            "strpos(lower(w.username), lower(:text)) > 0 or strpos(w.email, lower(:text)) > 0";

    private static final Keyset NEWEST_FIRST = Keyset.newestFirst("p.issued_at", "p.id");

    private final JdbcClient jdbc;
    private final InstantSource clock;
    private final CredentialsSettings settings;

    Passes(JdbcClient jdbc, InstantSource clock, CredentialsSettings settings) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.settings = settings;
    }

    public Optional<ListedPass> find(PassId id) {
        return jdbc.sql(LISTED + "where p.id = :id")
                .param("id", id.value())
                .param("lost", lostBefore())
                .query(this::listed)
                .optional();
    }

    /** A workspace's, newest first. */
    public List<ListedPass> of(WorkspaceId workspace, int limit) {
        return jdbc.sql(LISTED + "where p.workspace = :workspace order by p.issued_at desc, p.id desc limit :limit")
                .param("workspace", workspace.value())
                .param("lost", lostBefore())
                .param("limit", limit)
                .query(this::listed)
                .list();
    }

    /** Anybody's, newest first. */
    public List<ListedPass> latest(int limit) {
        return search("", new PageAt.Start(), limit).rows();
    }

    /** Newest first, those whose username or e-mail holds the text in whatever case; all where there is no text. */
    Rows<ListedPass> search(String text, PageAt at, int size) {
        Keyset.Page page = NEWEST_FIRST.page(at, size);
        String sought = text.isEmpty() ? "" : " and (" + HOLDS_TEXT + ")";
        return page.rows(
                jdbc.sql(LISTED + "where true" + sought + page.condition() + page.order())
                        .param("text", text)
                        .param("lost", lostBefore())
                        .params(page.params())
                        .query(this::listed)
                        .list(),
                found -> RowKey.of(found.pass().issuedAt(), found.pass().id()));
    }

    /** Holds the pass until the transaction ends, so that what is counted against it stays as it was counted. */
    Optional<Pass> lock(PassId id) {
        return jdbc.sql("select * from pass where id = :id for update")
                .param("id", id.value())
                .query(Passes::pass)
                .optional();
    }

    /** Whether it was added; not where one with this id is there, and one that is just being added is waited for. */
    boolean addIfAbsent(Pass pass) {
        return jdbc.sql("""
                insert into pass (id, workspace, reason, sessions, session_seconds, valid_until, issued_at, issued_by)
                values (:id, :workspace, :reason, :sessions, :seconds, :until, :at, :by)
                on conflict (id) do nothing""")
                        .param("id", pass.id().value())
                        .param("workspace", pass.workspace().value())
                        .param("reason", pass.reason())
                        .param("sessions", pass.terms().sessions())
                        .param("seconds", pass.terms().sessionLength().toSeconds())
                        .param("until", Timestamp.from(pass.terms().validUntil()))
                        .param("at", Timestamp.from(pass.issuedAt()))
                        .param("by", pass.issuedBy())
                        .update()
                == 1;
    }

    /** Whether it was not prepared before. */
    boolean prepared(PassId id, Instant at) {
        return jdbc.sql("update pass set prepared_at = :at, problem = null where id = :id and prepared_at is null")
                        .param("at", Timestamp.from(at))
                        .param("id", id.value())
                        .update()
                == 1;
    }

    /** Whether that is news. */
    boolean blocked(PassId id, String problem) {
        return jdbc.sql("update pass set problem = :problem where id = :id and prepared_at is null"
                                + " and problem is distinct from :problem")
                        .param("problem", problem)
                        .param("id", id.value())
                        .update()
                == 1;
    }

    /** Whether something was in its way. */
    boolean unblocked(PassId id) {
        return jdbc.sql("update pass set problem = null where id = :id and prepared_at is null and problem is not null")
                        .param("id", id.value())
                        .update()
                == 1;
    }

    boolean revoked(PassId id, Revocation revocation) {
        return jdbc.sql("""
                update pass set revoked_at = :at, revoked_by = :by, revoked_because = :because
                where id = :id and revoked_at is null""")
                        .param("at", Timestamp.from(revocation.at()))
                        .param("by", revocation.by())
                        .param("because", revocation.because())
                        .param("id", id.value())
                        .update()
                == 1;
    }

    private Timestamp lostBefore() {
        return Timestamp.from(clock.instant().minus(settings.lostAfter()));
    }

    private ListedPass listed(ResultSet row, int number) throws SQLException {
        Pass pass = pass(row, number);
        int used = row.getInt("used");
        Instant now = clock.instant();
        return new ListedPass(
                pass,
                row.getString("username"),
                row.getString("email"),
                row.getString("staging_repository"),
                used,
                pass.state(used, now),
                OpeningRule.judge(pass, used, now));
    }

    private static Pass pass(ResultSet row, int number) throws SQLException {
        Instant revokedAt = instant(row, "revoked_at");
        return new Pass(
                new PassId(row.getObject("id", UUID.class)),
                new WorkspaceId(row.getObject("workspace", UUID.class)),
                row.getString("reason"),
                new PassTerms(
                        row.getInt("sessions"),
                        Duration.ofSeconds(row.getLong("session_seconds")),
                        row.getTimestamp("valid_until").toInstant()),
                row.getTimestamp("issued_at").toInstant(),
                row.getString("issued_by"),
                instant(row, "prepared_at"),
                row.getString("problem"),
                revokedAt == null
                        ? null
                        : new Revocation(revokedAt, row.getString("revoked_by"), row.getString("revoked_because")));
    }

    static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp at = row.getTimestamp(column);
        return at == null ? null : at.toInstant();
    }
}
