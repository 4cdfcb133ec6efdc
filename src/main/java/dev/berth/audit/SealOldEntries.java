package dev.berth.audit;

import java.util.Map;
import java.util.Optional;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Entries from before there was a key are as good as the first keyed one after them, whose hash covers theirs. That one is
 * written where the configuration says so and never by itself: else whoever owns the database could put unkeyed entries in
 * the place of all others, and wait for a start.
 */
@Component
class SealOldEntries implements SmartInitializingSingleton {

    private final JdbcClient jdbc;
    private final AuditTrail trail;
    private final AuditSettings settings;
    private final TransactionTemplate transaction;

    SealOldEntries(JdbcClient jdbc, AuditTrail trail, AuditSettings settings, TransactionTemplate transaction) {
        this.jdbc = jdbc;
        this.trail = trail;
        this.settings = settings;
        this.transaction = transaction;
    }

    @Override
    public void afterSingletonsInstantiated() {
        unsealed().ifPresent(number -> {
            if (!settings.sealOldEntries()) {
                throw new UnsealedEntries(number);
            }
            transaction.executeWithoutResult(status -> trail.record(
                    Actor.system("audit"), ChainWalk.SEALED, "audit/chain", Map.of("entries", Long.toString(number))));
        });
    }

    /** The last entry, where it has no key. */
    private Optional<Long> unsealed() {
        return jdbc.sql("""
                select number from (select number, key_id from audit_entry order by number desc limit 1) last
                 where key_id is null""").query(Long.class).optional();
    }
}
