package dev.berth.audit;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Isolation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Checks that nobody changed, removed, added or reordered an entry. What a chain cannot show is that its last entries were
 * cut off: for that, keep the hash of the tip somewhere else and compare.
 */
@Component
public class AuditChain {

    private static final int ROWS_AT_ONCE = 500;

    private final JdbcClient jdbc;

    AuditChain(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** What the check found. */
    public sealed interface Finding {

        /** @param tip the hash of the last entry */
        record Intact(long count, String tip) implements Finding {}

        /**
         * @param number of the first entry that does not fit
         * @param why as a sentence
         */
        record Broken(long number, String why) implements Finding {}
    }

    /** Reads all entries, in constant memory; those written meanwhile are not among them. */
    @Transactional(readOnly = true, isolation = Isolation.REPEATABLE_READ)
    public Finding check() {
        Walk walk = new Walk();
        jdbc.sql("select * from audit_entry order by number")
                .withFetchSize(ROWS_AT_ONCE)
                .query(walk::step);
        return walk.finding();
    }

    private static final class Walk {

        private long count;
        private String tip = AuditTrail.GENESIS;
        private Finding.@Nullable Broken broken;

        void step(ResultSet row) throws SQLException {
            if (broken == null) {
                String why = objection(row);
                if (why == null) {
                    count++;
                    tip = row.getString("hash");
                } else {
                    broken = new Finding.Broken(row.getLong("number"), why);
                }
            }
        }

        private @Nullable String objection(ResultSet row) throws SQLException {
            long number = row.getLong("number");
            if (number != count + 1) {
                return "Entry %d follows on entry %d: what was between them is gone.".formatted(number, count);
            }
            if (!row.getString("previous_hash").equals(tip)) {
                return "Entry %d was not written after the entry that is before it now.".formatted(number);
            }
            String expected = AuditTrail.hash(
                    number,
                    AuditLog.at(row),
                    row.getString("actor"),
                    row.getString("action"),
                    row.getString("subject"),
                    row.getString("details"),
                    tip);
            return expected.equals(row.getString("hash"))
                    ? null
                    : "Entry %d does not say what it said when it was written.".formatted(number);
        }

        Finding finding() {
            return broken == null ? new Finding.Intact(count, tip) : broken;
        }
    }
}
