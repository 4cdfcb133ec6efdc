package dev.berth.operations;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.stereotype.Component;

/**
 * Whether the database takes writes: a standby, or one that was made read-only, answers queries and is of no use. Whoever asks has the answer
 * within {@link #PATIENCE}, also where the database is silent; while one waits for it, others wait for the same.
 */
@Component("database")
class DatabaseHealth implements HealthIndicator {

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseHealth.class);

    private static final Duration PATIENCE = Duration.ofSeconds(4);

    /** Asks no thread of a pool, which may be taken. */
    private static final Executor THREADS =
            task -> Thread.ofVirtual().name("database-health").start(task);

    private final DataSource database;
    private final AtomicReference<@Nullable CompletableFuture<String>> running = new AtomicReference<>();
    private volatile String said = "";

    DatabaseHealth(DataSource database) {
        this.database = database;
    }

    @Override
    public Health health() {
        String problem = problem();
        if (!problem.equals(said)) {
            said = problem;
            if (problem.isEmpty()) {
                LOG.info("The database takes writes again: this replica is ready.");
            } else {
                LOG.warn("This replica is not ready: {}", problem);
            }
        }
        return problem.isEmpty()
                ? Health.up().build()
                : Health.down().withDetail("problem", problem).build();
    }

    /** Empty where all is well. */
    private String problem() {
        CompletableFuture<String> asked = new CompletableFuture<>();
        CompletableFuture<String> before = running.compareAndExchange(null, asked);
        if (before == null) {
            THREADS.execute(() -> {
                try {
                    asked.complete(ask());
                } finally {
                    running.set(null);
                }
            });
        }
        try {
            return (before == null ? asked : before).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return "The database did not answer within %d s.".formatted(PATIENCE.toSeconds());
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "The check was interrupted.";
        }
    }

    private String ask() {
        try (Connection connection = database.getConnection()) {
            connection.setNetworkTimeout(Runnable::run, Math.toIntExact(PATIENCE.toMillis()));
            try (Statement statement = connection.createStatement();
                    ResultSet answer = statement.executeQuery("show transaction_read_only")) {
                return answer.next() && answer.getString(1).equals("off") ? "" : "The database is read-only.";
            }
        } catch (SQLException e) {
            return "The database cannot be used: " + e.getMessage();
        }
    }
}
