package dev.berth.audit;

import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The parts of this module, put together for one test. */
final class AuditFixtures {

    /** As in {@code FlowTest}. */
    static final String KEY = "bm90IGEgc2VjcmV0LCBqdXN0IDMyIGJ5dGVzIG9mIHRlc3Q=";

    static final String OTHER_KEY = "YW5vdGhlciAzMiBieXRlcywgd2hpY2ggYXJlIG5vIHNlY3JldA==";

    private AuditFixtures() {}

    static AuditSettings settings(String key, List<String> oldKeys, @Nullable Path anchorFile) {
        return new AuditSettings(
                AuditKey.of(key),
                oldKeys.stream().map(AuditKey::of).toList(),
                false,
                Duration.ofMinutes(15),
                1_000,
                anchorFile);
    }

    static AuditKeys keys(String key, String... oldKeys) {
        return new AuditKeys(settings(key, List.of(oldKeys), null));
    }

    static AuditChain chain(JdbcClient jdbc, AuditKeys keys, AnchorStore... outside) {
        return new AuditChain(jdbc, keys, new Anchors(jdbc, keys), List.of(outside));
    }

    /** The whole chain, at once. */
    static Finding whole(AuditChain chain) {
        ChainWalk walk = chain.from(ChainWalk.Position.START);
        Optional<Finding> over = chain.goOn(walk);
        while (over.isEmpty()) {
            over = chain.goOn(walk);
        }
        return over.get();
    }

    /** A row that the trail would not write. */
    static void insert(JdbcClient jdbc, ChainedEntry entry) {
        jdbc.sql("""
                insert into audit_entry (number, at, actor, action, subject, details, previous_hash, hash, key_id)
                values (:number, :at, :actor, :action, :subject, :details, :previous, :hash, :key)""")
                .params(Map.of(
                        "number", entry.number(),
                        "at", Timestamp.from(entry.at()),
                        "actor", entry.actor(),
                        "action", entry.action(),
                        "subject", entry.subject(),
                        "details", entry.details(),
                        "previous", entry.previousHash(),
                        "hash", entry.hash()))
                .param("key", entry.keyId())
                .update();
    }

    static List<ChainedEntry> entries(JdbcClient jdbc) {
        return jdbc.sql("select * from audit_entry order by number")
                .query((row, index) -> ChainedEntry.of(row))
                .list();
    }
}
