package dev.berth.handover;

import dev.berth.identity.HeldName;
import dev.berth.identity.PersonId;
import dev.berth.web.Keyset;
import dev.berth.web.PageAt;
import dev.berth.web.RowKey;
import dev.berth.web.Rows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Who asked for a name that is not theirs: of each person the last name of each kind, so they cannot fill the list. */
@Component
class NameRequests {

    /** With who holds it today; what was handed over to the person since is settled, and not among them. */
    private static final String OPEN = """
            select r.*, h.id as holding, h.spelled as holder_spelled, h.issuer as holder_issuer,
                   h.subject as holder_subject, h.since as holder_since
            from name_request r
            left join name_holding h on h.kind = r.kind and h.name = r.name and h.until is null
            where (h.id is null or h.issuer <> r.issuer or h.subject <> r.subject)
            """;

    private static final Keyset LATEST_FIRST = Keyset.newestFirst("r.asked_at", "r.id");

    private final JdbcClient jdbc;

    NameRequests(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<NameRequest> find(NameRequestId id) {
        return jdbc.sql(OPEN + "and r.id = :id")
                .param("id", id.value())
                .query(NameRequests::map)
                .optional();
    }

    Rows<NameRequest> latest(PageAt at, int size) {
        Keyset.Page page = LATEST_FIRST.page(at, size);
        return rows(page, jdbc.sql(OPEN + page.condition() + page.order()));
    }

    /** Those for a name, in whatever case and of either kind, the latest first. */
    Rows<NameRequest> of(String name, PageAt at, int size) {
        Keyset.Page page = LATEST_FIRST.page(at, size);
        return rows(
                page,
                jdbc.sql(OPEN + "and r.name = any (:names)" + page.condition() + page.order())
                        .param("names", new String[] {
                            HeldName.username(name).value(),
                            HeldName.address(name).value()
                        }));
    }

    private static Rows<NameRequest> rows(Keyset.Page page, JdbcClient.StatementSpec sql) {
        return page.rows(
                sql.params(page.params()).query(NameRequests::map).list(),
                request -> RowKey.of(request.askedAt(), request.id()));
    }

    /** Whether that is news, and not the same name asked for again. */
    boolean write(HeldName name, String spelled, PersonId person, String email, String username, Instant at) {
        Optional<String> before = jdbc.sql("""
                        select name from name_request where issuer = :issuer and subject = :subject and kind = :kind""")
                .param("issuer", person.issuer())
                .param("subject", person.subject())
                .param("kind", name.kind().name())
                .query(String.class)
                .optional();
        jdbc.sql("""
                insert into name_request (id, kind, name, spelled, issuer, subject, email, username, asked_at)
                values (:id, :kind, :name, :spelled, :issuer, :subject, :email, :username, :at)
                on conflict (issuer, subject, kind) do update
                set name = excluded.name, spelled = excluded.spelled, email = excluded.email,
                    username = excluded.username, asked_at = excluded.asked_at""")
                .param("id", UUID.randomUUID())
                .param("kind", name.kind().name())
                .param("name", name.value())
                .param("spelled", spelled)
                .param("issuer", person.issuer())
                .param("subject", person.subject())
                .param("email", email)
                .param("username", username)
                .param("at", Timestamp.from(at))
                .update();
        return before.filter(name.value()::equals).isEmpty();
    }

    private static NameRequest map(ResultSet row, int number) throws SQLException {
        HeldName name = new HeldName(HeldName.Kind.valueOf(row.getString("kind")), row.getString("name"));
        UUID holding = row.getObject("holding", UUID.class);
        return new NameRequest(
                new NameRequestId(row.getObject("id", UUID.class)),
                name,
                row.getString("spelled"),
                new PersonId(row.getString("issuer"), row.getString("subject")),
                row.getString("email"),
                row.getString("username"),
                row.getTimestamp("asked_at").toInstant(),
                holding == null
                        ? null
                        : new Holding(
                                holding,
                                name,
                                row.getString("holder_spelled"),
                                new PersonId(row.getString("holder_issuer"), row.getString("holder_subject")),
                                row.getTimestamp("holder_since").toInstant()));
    }
}
