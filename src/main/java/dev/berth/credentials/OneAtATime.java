package dev.berth.credentials;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.springframework.jdbc.support.SQLExceptionSubclassTranslator;
import org.springframework.stereotype.Component;

/**
 * Lets one replica at a time tell the cloud what to refuse: a lock of the database's, which is gone with the process that held it. It is held by
 * a transaction of its own, in which nothing else happens: behind a pooler such as PgBouncer a session's lock would stay with whatever connection
 * the pooler chose.
 */
@Component
class OneAtATime {

    private static final long LOCK = 0x7265766f6b65L;

    private final DataSource database;

    OneAtATime(DataSource database) {
        this.database = database;
    }

    /** Whether it was run; not while another has the turn. */
    boolean tryRun(Runnable work) {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                if (!hasTurn(connection)) {
                    return false;
                }
                work.run();
                return true;
            } finally {
                connection.rollback();
            }
        } catch (SQLException failure) {
            throw new SQLExceptionSubclassTranslator().translate("taking turns", null, failure);
        }
    }

    private static boolean hasTurn(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            // The transaction waits for the cloud, and holds nothing but the lock.
            statement.execute("set local idle_in_transaction_session_timeout = 0");
            try (ResultSet answer = statement.executeQuery("select pg_try_advisory_xact_lock(" + LOCK + ")")) {
                return answer.next() && answer.getBoolean(1);
            }
        }
    }
}
