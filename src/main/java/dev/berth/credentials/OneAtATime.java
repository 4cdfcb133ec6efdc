package dev.berth.credentials;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.jdbc.support.SQLExceptionSubclassTranslator;
import org.springframework.stereotype.Component;

/**
 * Lets one replica at a time tell the cloud what to refuse: a lock of the database's, held by a connection and not by a
 * transaction, which is gone with the process that held it.
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
            if (!ask(connection, "select pg_try_advisory_lock(?)")) {
                return false;
            }
            try {
                work.run();
                return true;
            } finally {
                ask(connection, "select pg_advisory_unlock(?)");
            }
        } catch (SQLException failure) {
            throw new SQLExceptionSubclassTranslator().translate("taking turns", null, failure);
        }
    }

    private static boolean ask(Connection connection, String question) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(question)) {
            statement.setLong(1, LOCK);
            try (ResultSet answer = statement.executeQuery()) {
                return answer.next() && answer.getBoolean(1);
            }
        }
    }
}
