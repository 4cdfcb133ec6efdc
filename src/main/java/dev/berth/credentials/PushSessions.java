package dev.berth.credentials;

import dev.berth.credentials.PushSession.Grant;
import dev.berth.credentials.PushSession.State;
import dev.berth.web.Keyset;
import dev.berth.web.PageAt;
import dev.berth.web.RowKey;
import dev.berth.web.Rows;
import dev.berth.workspace.WorkspaceId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The push sessions there are, each with its state as of now. */
@Component
public class PushSessions {

    /** Of {@code push_session s}: counts against its pass. What failed or was lost gave nobody anything. */
    static final String COUNTS = """
            (s.state in ('OPEN', 'REVOKING', 'REVOKED') or s.state = 'OPENING' and s.requested_at > :lost)""";

    /** How many of a pass's sessions one page shows. */
    static final int PAGE = 25;

    private static final Keyset NEWEST_FIRST = Keyset.newestFirst("s.requested_at", "s.id");

    private static final String LIVE = "s.state in ('OPEN', 'REVOKING') and s.expires_at > :now";

    private final JdbcClient jdbc;
    private final InstantSource clock;
    private final CredentialsSettings settings;

    PushSessions(JdbcClient jdbc, InstantSource clock, CredentialsSettings settings) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.settings = settings;
    }

    public Optional<PushSession> find(PushSessionId id) {
        return jdbc.sql("select * from push_session s where s.id = :id")
                .param("id", id.value())
                .query(this::map)
                .optional();
    }

    /** Those with which somebody may still push, the last to end first. One taken back is live until the cloud knows. */
    public List<PushSession> liveIn(WorkspaceId workspace) {
        return jdbc.sql("select * from push_session s where s.workspace = :workspace and " + LIVE
                        + " order by s.expires_at desc")
                .param("workspace", workspace.value())
                .param("now", now())
                .query(this::map)
                .list();
    }

    /** Until when somebody may still push to this workspace; empty where nobody may. */
    public Optional<Instant> liveUntil(WorkspaceId workspace) {
        return Optional.ofNullable(jdbc.sql(
                                "select max(s.expires_at) as until from push_session s where s.workspace = :workspace and "
                                        + LIVE)
                        .param("workspace", workspace.value())
                        .param("now", now())
                        .query((row, number) -> row.getTimestamp("until"))
                        .optional()
                        .orElse(null))
                .map(Timestamp::toInstant);
    }

    /** Whether somebody may still push to this workspace. */
    public boolean hasLive(WorkspaceId workspace) {
        return liveUntil(workspace).isPresent();
    }

    /** Every workspace that somebody may push to now, and until when. */
    public Map<WorkspaceId, Instant> live() {
        return jdbc
                .sql("select s.workspace, max(s.expires_at) as until from push_session s where " + LIVE
                        + " group by s.workspace")
                .param("now", now())
                .query((row, number) -> Map.entry(
                        new WorkspaceId(row.getObject("workspace", UUID.class)),
                        row.getTimestamp("until").toInstant()))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** A pass's, newest first. */
    Rows<PushSession> of(PassId pass, PageAt at, int size) {
        Keyset.Page page = NEWEST_FIRST.page(at, size);
        return page.rows(
                jdbc.sql("select * from push_session s where s.pass = :pass" + page.condition() + page.order())
                        .param("pass", pass.value())
                        .params(page.params())
                        .query(this::map)
                        .list(),
                found -> RowKey.of(found.requestedAt(), found.id()));
    }

    int counted(PassId pass) {
        return jdbc.sql("select count(*) from push_session s where s.pass = :pass and " + COUNTS)
                .param("pass", pass.value())
                .param("lost", lostBefore())
                .query(Integer.class)
                .single();
    }

    /** Whether it was added; not where one with this id is there. */
    boolean addIfAbsent(PushSession session) {
        return jdbc.sql("""
                insert into push_session
                    (id, pass, workspace, role_session, state, requested_at, requested_by, requested_from)
                values (:id, :pass, :workspace, :name, 'OPENING', :at, :by, :from)
                on conflict (id) do nothing""")
                        .param("id", session.id().value())
                        .param("pass", session.pass().value())
                        .param("workspace", session.workspace().value())
                        .param("name", session.roleSession())
                        .param("at", Timestamp.from(session.requestedAt()))
                        .param("by", session.requestedBy())
                        .param("from", session.requestedFrom())
                        .update()
                == 1;
    }

    /** Whether it was still waited for. */
    boolean opened(PushSessionId id, Grant grant) {
        return jdbc.sql("""
                update push_session
                set state = 'OPEN', opened_at = :opened, expires_at = :expires, access_key_id = :key, cloud_user = :user
                where id = :id and state = 'OPENING' and requested_at > :lost""")
                        .param("opened", Timestamp.from(grant.openedAt()))
                        .param("expires", Timestamp.from(grant.expiresAt()))
                        .param("key", grant.accessKeyId())
                        .param("user", grant.cloudUser())
                        .param("id", id.value())
                        .param("lost", lostBefore())
                        .update()
                == 1;
    }

    boolean failed(PushSessionId id, Instant at, String why) {
        return jdbc.sql("""
                update push_session set state = 'FAILED', failed_at = :at, failure = :why
                where id = :id and state = 'OPENING'""")
                        .param("at", Timestamp.from(at))
                        .param("why", why)
                        .param("id", id.value())
                        .update()
                == 1;
    }

    /** Whether there was something to take back. */
    boolean revoking(PushSessionId id, Revocation revocation) {
        return jdbc.sql("""
                update push_session
                set state = 'REVOKING', revoked_at = :at, revoked_by = :by, revoked_because = :because
                where id = :id and state = 'OPEN' and expires_at > :at""")
                        .param("at", Timestamp.from(revocation.at()))
                        .param("by", revocation.by())
                        .param("because", revocation.because())
                        .param("id", id.value())
                        .update()
                == 1;
    }

    List<PushSessionId> openFrom(PassId pass) {
        return jdbc.sql(
                        "select s.id from push_session s where s.pass = :pass and s.state = 'OPEN' and s.expires_at > :now")
                .param("pass", pass.value())
                .param("now", now())
                .query((row, number) -> new PushSessionId(row.getObject("id", UUID.class)))
                .list();
    }

    /** All that the cloud must refuse: taken back, and not yet over by themselves. */
    List<PushSession> toBeRefused() {
        return jdbc.sql("select * from push_session s where s.state in ('REVOKING', 'REVOKED') and s.expires_at > :now")
                .param("now", now())
                .query(this::map)
                .list();
    }

    /** All that wait for the cloud wait for the same reason, since it is told of all at once. */
    void notRefusedYet(String why) {
        jdbc.sql("update push_session set failure = :why where state = 'REVOKING'")
                .param("why", why)
                .update();
    }

    boolean denied(PushSessionId id, Instant at) {
        return jdbc.sql(
                                "update push_session set state = 'REVOKED', denied_at = :at, failure = null where id = :id and state = 'REVOKING'")
                        .param("at", Timestamp.from(at))
                        .param("id", id.value())
                        .update()
                == 1;
    }

    private Timestamp now() {
        return Timestamp.from(clock.instant());
    }

    private Timestamp lostBefore() {
        return Timestamp.from(clock.instant().minus(settings.lostAfter()));
    }

    private PushSession map(ResultSet row, int number) throws SQLException {
        return new PushSession(
                new PushSessionId(row.getObject("id", UUID.class)),
                new PassId(row.getObject("pass", UUID.class)),
                new WorkspaceId(row.getObject("workspace", UUID.class)),
                row.getString("role_session"),
                row.getTimestamp("requested_at").toInstant(),
                row.getString("requested_by"),
                row.getString("requested_from"),
                state(row));
    }

    private State state(ResultSet row) throws SQLException {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return switch (row.getString("state")) {
            case "OPENING" ->
                row.getTimestamp("requested_at").toInstant().isAfter(now.minus(settings.lostAfter()))
                        ? new State.Opening()
                        : new State.Lost();
            case "OPEN" -> {
                Grant grant = grant(row);
                yield now.isBefore(grant.expiresAt()) ? new State.Open(grant) : new State.Expired(grant);
            }
            case "REVOKING" -> new State.Revoking(grant(row), revocation(row), row.getString("failure"));
            case "REVOKED" ->
                new State.Revoked(
                        grant(row),
                        revocation(row),
                        row.getTimestamp("denied_at").toInstant());
            case "FAILED" -> new State.Failed(row.getTimestamp("failed_at").toInstant(), row.getString("failure"));
            default -> throw new IllegalStateException("No such state of a push session: " + row.getString("state"));
        };
    }

    private static Grant grant(ResultSet row) throws SQLException {
        return new Grant(
                row.getTimestamp("opened_at").toInstant(),
                row.getTimestamp("expires_at").toInstant(),
                row.getString("access_key_id"),
                row.getString("cloud_user"));
    }

    private static Revocation revocation(ResultSet row) throws SQLException {
        return new Revocation(
                row.getTimestamp("revoked_at").toInstant(),
                row.getString("revoked_by"),
                row.getString("revoked_because"));
    }
}
