package dev.berth.audit;

import java.sql.Timestamp;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes entries. Each goes into the transaction that made the change, so that neither is ever there alone.
 *
 * <p>They are written just before the commit. So the chain's lock, for which every transaction of every room waits, is the
 * last that any of them takes and is held for no longer than the writing: whoever holds it waits for nobody.
 */
@Component
public class AuditTrail {

    static final String GENESIS = "0".repeat(64);

    /** Entries are chained, so they are written one after the other: whoever holds this lock writes the next one. */
    private static final long CHAIN_LOCK = 0x6265727468L;

    private static final JsonMapper JSON = JsonMapper.shared();

    private final JdbcClient jdbc;
    private final AuditKeys keys;
    private final ApplicationEventPublisher events;
    private final InstantSource clock;

    AuditTrail(JdbcClient jdbc, AuditKeys keys, ApplicationEventPublisher events, InstantSource clock) {
        this.jdbc = jdbc;
        this.keys = keys;
        this.events = events;
        this.clock = clock;
    }

    /**
     * Appends one entry, once the transaction is about to be committed.
     *
     * @param action {@code <noun>.<past participle>}, such as {@code pass.issued}
     * @param subject {@code <noun>/<id>}, such as {@code image/<id>}
     * @throws org.springframework.transaction.IllegalTransactionStateException where no transaction is open
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void record(Actor actor, String action, String subject, Map<String, String> details) {
        String json = JSON.writeValueAsString(new TreeMap<>(details));
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void beforeCommit(boolean readOnly) {
                append(actor, action, subject, json);
            }

            @Override
            public void afterCommit() {
                events.publishEvent(new ChangeRecorded(action));
            }
        });
    }

    private void append(Actor actor, String action, String subject, String details) {
        jdbc.sql("select pg_advisory_xact_lock(:lock)")
                .param("lock", CHAIN_LOCK)
                .query(rs -> {});
        Tip tip = jdbc.sql("select number, hash from audit_entry order by number desc limit 1")
                .query(Tip.class)
                .optional()
                .orElse(new Tip(0, GENESIS));
        long number = tip.number() + 1;
        Instant at = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Signature signature = keys.sign(
                AuditKeys.Kind.ENTRY, number, at.toString(), actor.name(), action, subject, details, tip.hash());
        jdbc.sql("""
                insert into audit_entry (number, at, actor, action, subject, details, previous_hash, hash, key_id)
                values (:number, :at, :actor, :action, :subject, :details, :previous, :hash, :key)""")
                .param("number", number)
                .param("at", Timestamp.from(at))
                .param("actor", actor.name())
                .param("action", action)
                .param("subject", subject)
                .param("details", details)
                .param("previous", tip.hash())
                .param("hash", signature.value())
                .param("key", signature.keyId())
                .update();
    }

    private record Tip(long number, String hash) {}
}
