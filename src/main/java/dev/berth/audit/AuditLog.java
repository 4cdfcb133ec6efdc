package dev.berth.audit;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
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

    private static final String SUBJECT = "subject";
    private static final String NOUN = "split_part(subject, '/', 1)";

    private final JdbcClient jdbc;

    AuditLog(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Which entries to show; what is empty does not narrow.
     *
     * @param actor the whole name
     * @param subject the whole subject, such as {@code pass/<id>}, or a noun and a slash for all of its kind: {@code pass/}
     * @param before only entries older than this number
     */
    public record Filter(String actor, String subject, long before) {

        public static final Filter EVERYTHING = new Filter("", "", Long.MAX_VALUE);

        public static Filter subject(String subject) {
            return new Filter("", subject, Long.MAX_VALUE);
        }

        boolean isNoun() {
            return subject.indexOf('/') == subject.length() - 1 && !subject.isEmpty();
        }

        String noun() {
            return isNoun() ? subject.substring(0, subject.length() - 1) : "";
        }
    }

    /** Some entries, and the number to go on before where there are older ones. */
    public record Page(List<AuditEntry> entries, Optional<Long> older) {

        public Page {
            entries = List.copyOf(entries);
        }
    }

    /**
     * One query. What narrows it is compared as a row with the number, as an index holds them, so that every plan goes along
     * that index: with equality alone PostgreSQL may think that walking all entries backwards soon finds enough of them.
     */
    public Page page(Filter filter, int size) {
        Map<String, String> along = along(filter);
        String columns = String.join(", ", along.keySet());
        String values = String.join(", ", along.values());
        String where = along.isEmpty()
                ? "number < :before"
                : "(%1$s, number) < (%2$s, :before) and (%1$s) >= (%2$s)".formatted(columns, values);
        String order = along.keySet().stream().map(column -> column + " desc, ").collect(Collectors.joining());
        // A subject has few entries; those of one actor are picked from among them.
        String rest = along.containsKey(SUBJECT) && !filter.actor().isEmpty() ? " and actor = :actor" : "";
        List<AuditEntry> found = jdbc.sql("select * from audit_entry where %s%s order by %snumber desc limit %d"
                        .formatted(where, rest, order, size + 1))
                .param("before", filter.before())
                .param("actor", filter.actor())
                .param("subject", filter.subject())
                .param("noun", filter.noun())
                .query(AuditLog::entry)
                .list();
        return found.size() <= size
                ? new Page(found, Optional.empty())
                : new Page(
                        found.subList(0, size), Optional.of(found.get(size - 1).number()));
    }

    /** Columns of an index, and what they are compared with. */
    private static Map<String, String> along(Filter filter) {
        Map<String, String> along = new LinkedHashMap<>();
        if (!filter.subject().isEmpty() && !filter.isNoun()) {
            along.put(SUBJECT, ":subject");
            return along;
        }
        // One column each: a row of several, PostgreSQL may also read along another index, and sort.
        if (filter.isNoun() && !filter.actor().isEmpty()) {
            along.put("(" + NOUN + " || '/' || actor)", "(:noun || '/' || :actor)");
        } else if (filter.isNoun()) {
            along.put(NOUN, ":noun");
        } else if (!filter.actor().isEmpty()) {
            along.put("actor", ":actor");
        }
        return along;
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
        return at(row, "at");
    }

    static Instant at(ResultSet row, String column) throws SQLException {
        Timestamp at = row.getTimestamp(column);
        return at.toInstant();
    }
}
