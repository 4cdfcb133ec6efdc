package dev.berth.handover;

import dev.berth.identity.HeldName;
import dev.berth.identity.PersonId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Who holds the names, and who held them. */
@Component
class Holdings {

    private final JdbcClient jdbc;

    Holdings(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<Holding> find(HeldName name) {
        return select(name, "");
    }

    /** Until the transaction ends, nobody else comes to hold it. */
    Optional<Holding> findAndKeep(HeldName name) {
        return select(name, "for share");
    }

    /** So that it can be handed over by one at a time. */
    Optional<Holding> findAndLock(HeldName name) {
        return select(name, "for update");
    }

    /** Whether another person holds one of these. */
    boolean isAnyAnothers(PersonId person, Collection<HeldName> names) {
        return jdbc.sql("""
                        select exists (
                            select 1 from name_holding join unnest(:kinds, :names) as asked (kind, name) using (kind, name)
                            where until is null and (issuer, subject) <> (:issuer, :subject))""")
                .param("kinds", names.stream().map(name -> name.kind().name()).toArray(String[]::new))
                .param("names", names.stream().map(HeldName::value).toArray(String[]::new))
                .param("issuer", person.issuer())
                .param("subject", person.subject())
                .query(Boolean.class)
                .single();
    }

    /** A person's usernames, the latest first. */
    List<Holding> usernamesOf(PersonId person) {
        return jdbc.sql("""
                select * from name_holding
                where issuer = :issuer and subject = :subject and until is null and kind = 'USERNAME'
                order by since desc, id""")
                .param("issuer", person.issuer())
                .param("subject", person.subject())
                .query(Holdings::map)
                .list();
    }

    /** Whether it was added; not where somebody holds the name, or is just coming to, which is waited for. */
    boolean addIfFree(HeldName name, String spelled, PersonId person, Instant since) {
        return jdbc.sql("""
                insert into name_holding (id, kind, name, spelled, issuer, subject, since)
                values (:id, :kind, :name, :spelled, :issuer, :subject, :since)
                on conflict do nothing""")
                        .param("id", UUID.randomUUID())
                        .param("kind", name.kind().name())
                        .param("name", name.value())
                        .param("spelled", spelled)
                        .param("issuer", person.issuer())
                        .param("subject", person.subject())
                        .param("since", Timestamp.from(since))
                        .update()
                == 1;
    }

    void end(Holding holding, Instant until) {
        jdbc.sql("update name_holding set until = :until where id = :id")
                .param("until", Timestamp.from(until))
                .param("id", holding.id())
                .update();
    }

    /** The usernames that the person holds, or ever did. */
    Set<HeldName> usernamesEverOf(PersonId person) {
        return new HashSet<>(jdbc.sql("""
                select distinct name from name_holding
                where issuer = :issuer and subject = :subject and kind = 'USERNAME'""")
                .param("issuer", person.issuer())
                .param("subject", person.subject())
                .query((row, number) -> new HeldName(HeldName.Kind.USERNAME, row.getString("name")))
                .list());
    }

    private Optional<Holding> select(HeldName name, String lock) {
        return jdbc.sql("select * from name_holding where kind = :kind and name = :name and until is null " + lock)
                .param("kind", name.kind().name())
                .param("name", name.value())
                .query(Holdings::map)
                .optional();
    }

    private static Holding map(ResultSet row, int number) throws SQLException {
        return new Holding(
                row.getObject("id", UUID.class),
                new HeldName(HeldName.Kind.valueOf(row.getString("kind")), row.getString("name")),
                row.getString("spelled"),
                new PersonId(row.getString("issuer"), row.getString("subject")),
                row.getTimestamp("since").toInstant());
    }
}
