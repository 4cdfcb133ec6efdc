package dev.berth.audit;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The database's own copies: where the next check starts, and no proof against whoever owns the database. */
@Component
class Anchors {

    private final JdbcClient jdbc;
    private final AuditKeys keys;

    Anchors(JdbcClient jdbc, AuditKeys keys) {
        this.jdbc = jdbc;
        this.keys = keys;
    }

    void keep(Anchor anchor) {
        jdbc.sql("""
                insert into audit_anchor (number, hash, at, key_id, signature)
                values (:number, :hash, :at, :key, :signature)
                on conflict do nothing""")
                .param("number", anchor.number())
                .param("hash", anchor.hash())
                .param("at", Timestamp.from(anchor.at()))
                .param("key", anchor.signature().keyId())
                .param("signature", anchor.signature().value())
                .update();
    }

    /** The last one that is signed. */
    Optional<Anchor> newest() {
        return jdbc.sql("select * from audit_anchor order by number desc limit 1")
                .query(Anchors::anchor)
                .optional()
                .filter(this::isSigned);
    }

    List<Anchor> after(long number, int atMost) {
        return jdbc.sql("select * from audit_anchor where number > :number order by number limit :limit")
                .param("number", number)
                .param("limit", atMost)
                .query(Anchors::anchor)
                .list();
    }

    Anchor sign(long number, String hash, Instant at) {
        return new Anchor(number, hash, at, keys.sign(AuditKeys.Kind.ANCHOR, number, hash, at.toString()));
    }

    boolean isSigned(Anchor anchor) {
        return keys.judge(
                        anchor.signature(),
                        AuditKeys.Kind.ANCHOR,
                        anchor.number(),
                        anchor.hash(),
                        anchor.at().toString())
                == AuditKeys.Judgement.SIGNED;
    }

    private static Anchor anchor(ResultSet row, int index) throws SQLException {
        return new Anchor(
                row.getLong("number"),
                row.getString("hash"),
                AuditLog.at(row),
                new Signature(row.getString("key_id"), row.getString("signature")));
    }
}
