package dev.berth.audit;

import dev.berth.oci.Digest;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * A row as it stands, with nothing read into it.
 *
 * @param keyId null for an entry from before there was a key
 */
record ChainedEntry(
        long number,
        Instant at,
        String actor,
        String action,
        String subject,
        String details,
        String previousHash,
        String hash,
        @Nullable String keyId) {

    private static final JsonMapper JSON = JsonMapper.shared();

    static ChainedEntry of(ResultSet row) throws SQLException {
        return new ChainedEntry(
                row.getLong("number"),
                AuditLog.at(row),
                row.getString("actor"),
                row.getString("action"),
                row.getString("subject"),
                row.getString("details"),
                row.getString("previous_hash"),
                row.getString("hash"),
                row.getString("key_id"));
    }

    boolean isKeyed() {
        return keyId != null;
    }

    /** Whether this is what was written, where anybody can say. */
    AuditKeys.Judgement judge(AuditKeys keys) {
        if (keyId == null) {
            return hash.equals(unkeyedHash()) ? AuditKeys.Judgement.SIGNED : AuditKeys.Judgement.FORGED;
        }
        return keys.judge(
                new Signature(keyId, hash),
                AuditKeys.Kind.ENTRY,
                number,
                at.toString(),
                actor,
                action,
                subject,
                details,
                previousHash);
    }

    /** How entries were hashed before there was a key. */
    String unkeyedHash() {
        String text = JSON.writeValueAsString(
                new Object[] {number, at.toString(), actor, action, subject, details, previousHash});
        return Digest.ofContent(text.getBytes(StandardCharsets.UTF_8)).hex();
    }
}
