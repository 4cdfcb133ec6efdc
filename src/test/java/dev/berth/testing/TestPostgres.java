package dev.berth.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** One PostgreSQL a JVM, and a fresh database whenever one is asked for. */
public final class TestPostgres {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private TestPostgres() {}

    /** @return its JDBC address; user {@code postgres}, no password */
    public static String freshDatabase() {
        String name = "berth_" + NUMBER.incrementAndGet();
        try (Connection connection = Server.ONE.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return "jdbc:postgresql://127.0.0.1:" + Server.ONE.getPort() + "/" + name;
    }

    private static final class Server {

        private static final EmbeddedPostgres ONE = start();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.builder()
                        .setPGStartupWait(Duration.ofSeconds(90))
                        // Contexts are kept for other test classes, each with a pool.
                        .setServerConfig("max_connections", "400")
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
