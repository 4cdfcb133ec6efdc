package dev.berth.audit;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Reads the trail, newest first. */
@Component
public class AuditLog {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final TypeReference<Map<String, String>> DETAILS = new TypeReference<>() {};

    private final JdbcClient jdbc;

    AuditLog(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Which entries to show; what is empty does not narrow.
     *
     * @param actor the whole name
     * @param subject the whole subject, such as {@code pass/<id>}, or its beginning, such as {@code pass/}
     * @param before only entries older than this number
     */
    public record Filter(String actor, String subject, long before) {

        public static final Filter EVERYTHING = new Filter("", "", Long.MAX_VALUE);

        public static Filter subject(String subject) {
            return new Filter("", subject, Long.MAX_VALUE);
        }
    }

    /** Some entries, and the number to go on before where there are older ones. */
    public record Page(List<AuditEntry> entries, Optional<Long> older) {

        public Page {
            entries = List.copyOf(entries);
        }
    }

    public Page page(Filter filter, int size) {
        List<AuditEntry> found = jdbc.sql("""
                select * from audit_entry
                where number < :before
                  and (:actor = '' or actor = :actor)
                  and (:subject = '' or subject = :subject or (:subject like '%/' and starts_with(subject, :subject)))
                order by number desc
                limit :limit""")
                .param("before", filter.before())
                .param("actor", filter.actor())
                .param("subject", filter.subject())
                .param("limit", size + 1)
                .query(AuditLog::entry)
                .list();
        return found.size() <= size
                ? new Page(found, Optional.empty())
                : new Page(
                        found.subList(0, size), Optional.of(found.get(size - 1).number()));
    }

    private static AuditEntry entry(ResultSet row, int index) throws SQLException {
        return new AuditEntry(
                row.getLong("number"),
                at(row),
                new Actor(row.getString("actor")),
                row.getString("action"),
                row.getString("subject"),
                details(row.getString("details")),
                row.getString("previous_hash"),
                row.getString("hash"));
    }

    /** Whoever tampered with an entry must not take down the page that says so. */
    private static Map<String, String> details(String text) {
        try {
            return JSON.readValue(text, DETAILS);
        } catch (JacksonException e) {
            return Map.of("unreadable", text);
        }
    }

    static Instant at(ResultSet row) throws SQLException {
        Timestamp at = row.getTimestamp("at");
        return at.toInstant();
    }
}
