package dev.berth.audit;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The database's own copies: where the next check starts, and no proof against whoever owns the database. */
@Component
class Anchors {

    /** How many rows that somebody else put at the end are passed over; behind more, a check begins at the first entry. */
    private static final int MOST_UNSIGNED = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(Anchors.class);

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

    /**
     * The end of the table.
     *
     * @param signed the last one that is signed
     * @param unsigned the last entry of which an anchor stands above that one and is not signed
     */
    record Newest(Optional<Anchor> signed, Optional<Long> unsigned) {}

    Newest newest() {
        List<Anchor> last = last(1);
        if (!last.stream().allMatch(this::isSigned)) {
            last = last(MOST_UNSIGNED);
        }
        Newest newest = new Newest(
                last.stream().filter(this::isSigned).findFirst(),
                last.stream()
                        .limit(1)
                        .filter(anchor -> !isSigned(anchor))
                        .map(Anchor::number)
                        .findFirst());
        newest.unsigned()
                .ifPresent(number -> LOG.warn(
                        "The last anchor in the database, of entry {}, is not signed with a key that is configured;"
                                + " the last one that is signed is of entry {}",
                        number,
                        newest.signed().map(Anchor::number).orElse(0L)));
        return newest;
    }

    private List<Anchor> last(int atMost) {
        return jdbc.sql("select * from audit_anchor order by number desc limit :limit")
                .param("limit", atMost)
                .query(Anchors::anchor)
                .list();
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
