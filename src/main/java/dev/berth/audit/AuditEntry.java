package dev.berth.audit;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * One change of state, as it was written.
 *
 * @param number gapless, from 1
 * @param action what happened, such as {@code pass.issued}
 * @param subject what it happened to, such as {@code pass/<id>}
 * @param details facts for a reader by name, never a secret
 * @param previousHash the hash of the entry before; 64 zeros for the first
 * @param hash over everything above, HMAC-SHA-256 in hexadecimal; a plain SHA-256 where the entry is older than the key
 */
public record AuditEntry(
        long number,
        Instant at,
        Actor actor,
        String action,
        String subject,
        Map<String, String> details,
        String previousHash,
        String hash) {

    public AuditEntry {
        details = Collections.unmodifiableMap(new TreeMap<>(details));
    }
}
