package dev.berth.audit;

import dev.berth.oci.Digest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/** Writes entries. Each goes into the transaction that made the change, so that neither is ever there alone. */
@Component
public class AuditTrail {

    static final String GENESIS = "0".repeat(64);

    /** Entries are chained, so they are written one after the other: whoever holds this lock writes the next one. */
    private static final long CHAIN_LOCK = 0x6265727468L;

    private static final JsonMapper JSON = JsonMapper.shared();

    private final JdbcClient jdbc;
    private final InstantSource clock;

    AuditTrail(JdbcClient jdbc, InstantSource clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * Appends one entry.
     *
     * @param action {@code <noun>.<past participle>}, such as {@code pass.issued}
     * @param subject {@code <noun>/<id>}, such as {@code image/<id>}
     * @throws org.springframework.transaction.IllegalTransactionStateException where no transaction is open
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void record(Actor actor, String action, String subject, Map<String, String> details) {
        jdbc.sql("select pg_advisory_xact_lock(:lock)")
                .param("lock", CHAIN_LOCK)
                .query(rs -> {});
        Tip tip = jdbc.sql("select number, hash from audit_entry order by number desc limit 1")
                .query(Tip.class)
                .optional()
                .orElse(new Tip(0, GENESIS));
        long number = tip.number() + 1;
        Instant at = clock.instant().truncatedTo(ChronoUnit.MICROS);
        String json = JSON.writeValueAsString(new TreeMap<>(details));
        jdbc.sql("""
                insert into audit_entry (number, at, actor, action, subject, details, previous_hash, hash)
                values (:number, :at, :actor, :action, :subject, :details, :previous, :hash)""")
                .param("number", number)
                .param("at", java.sql.Timestamp.from(at))
                .param("actor", actor.name())
                .param("action", action)
                .param("subject", subject)
                .param("details", json)
                .param("previous", tip.hash())
                .param("hash", hash(number, at, actor.name(), action, subject, json, tip.hash()))
                .update();
    }

    /** JSON of the fields in order: no two different entries have the same text. */
    static String hash(
            long number, Instant at, String actor, String action, String subject, String details, String previousHash) {
        String text = JSON.writeValueAsString(
                new Object[] {number, at.toString(), actor, action, subject, details, previousHash});
        return Digest.ofContent(text.getBytes(StandardCharsets.UTF_8)).hex();
    }

    private record Tip(long number, String hash) {}
}
