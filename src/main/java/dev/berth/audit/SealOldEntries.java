package dev.berth.audit;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Entries from before there was a key are as good as the first keyed one after them, whose hash covers theirs. That one is
 * written where the configuration says so and never by itself: else whoever owns the database could put unkeyed entries in
 * the place of all others, and wait for a start. Where a place outside has an anchor, there was a key before.
 */
@Component
class SealOldEntries implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(SealOldEntries.class);

    private final JdbcClient jdbc;
    private final AuditTrail trail;
    private final AuditSettings settings;
    private final List<AnchorStore> outside;
    private final TransactionTemplate transaction;
    private volatile boolean done;

    SealOldEntries(
            JdbcClient jdbc,
            AuditTrail trail,
            AuditSettings settings,
            List<AnchorStore> outside,
            TransactionTemplate transaction) {
        this.jdbc = jdbc;
        this.trail = trail;
        this.settings = settings;
        this.outside = List.copyOf(outside);
        this.transaction = transaction;
    }

    /** Before all else that starts, so that nothing writes an entry earlier. */
    @Override
    public int getPhase() {
        return Integer.MIN_VALUE;
    }

    @Override
    public void start() {
        if (settings.sealOldEntries()) {
            LOG.warn(
                    "berth.audit.seal-old-entries is on, so whoever owns the database can have other entries sealed at a"
                            + " start. It is for one start alone: take it out before the next.");
        }
        unsealed().ifPresent(number -> {
            if (!settings.sealOldEntries()) {
                throw UnsealedEntries.notWanted(number);
            }
            outside.forEach(store -> refuseWhereAnchored(store, number));
            transaction.executeWithoutResult(status -> trail.record(
                    Actor.system("audit"), ChainWalk.SEALED, "audit/chain", Map.of("entries", Long.toString(number))));
        });
        done = true;
    }

    @Override
    public boolean isRunning() {
        return done;
    }

    @Override
    public void stop() {
        done = false;
    }

    private static void refuseWhereAnchored(AnchorStore store, long number) {
        try {
            if (!store.after(0, 1).isEmpty()) {
                throw UnsealedEntries.hadAKey(number, store.name());
            }
        } catch (AnchorsUnavailable unavailable) {
            throw UnsealedEntries.notCompared(number, store.name(), unavailable);
        }
    }

    /** The last entry, where it has no key. */
    private Optional<Long> unsealed() {
        return jdbc.sql("""
                select number from (select number, key_id from audit_entry order by number desc limit 1) last
                 where key_id is null""").query(Long.class).optional();
    }
}
