package dev.berth.sandbox;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The portal's database on a developer's machine: a real PostgreSQL, on a free port, with its data in the state folder. */
final class SandboxPostgres implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SandboxPostgres.class);
    private static final String DATABASE = "berth";
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final EmbeddedPostgres server;

    private SandboxPostgres(EmbeddedPostgres server) {
        this.server = server;
    }

    /** Only the holder of the state folder may call this: whoever else runs on the data is left over. */
    static SandboxPostgres start(Path data) {
        try {
            stopLeftover(data);
            EmbeddedPostgres server = EmbeddedPostgres.builder()
                    .setDataDirectory(data)
                    .setCleanDataDirectory(false)
                    .setServerConfig("listen_addresses", "127.0.0.1")
                    // A socket file in /tmp would outlive a killed process.
                    .setServerConfig("unix_socket_directories", "")
                    .setPGStartupWait(Duration.ofSeconds(60))
                    // It stops after the portal, not at the same moment.
                    .setRegisterShutdownHook(false)
                    .start();
            createDatabase(server);
            return new SandboxPostgres(server);
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL did not start on " + data, e);
        } catch (SQLException e) {
            throw new IllegalStateException("PostgreSQL started on " + data + " but answers with an error", e);
        }
    }

    String url() {
        return "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/" + DATABASE;
    }

    private static void createDatabase(EmbeddedPostgres server) throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            try (ResultSet found =
                    statement.executeQuery("select 1 from pg_database where datname = '" + DATABASE + "'")) {
                if (found.next()) {
                    return;
                }
            }
            statement.execute("create database " + DATABASE);
        }
    }

    /** After {@code kill -9} PostgreSQL goes on without us; its first line says which process, the second on which data. */
    static void stopLeftover(Path data) throws IOException {
        Path file = data.resolve("postmaster.pid");
        if (!Files.exists(file)) {
            return;
        }
        List<String> lines = Files.readAllLines(file);
        Optional<ProcessHandle> leftover = lines.size() < 2
                ? Optional.empty()
                : ProcessHandle.of(Long.parseLong(lines.getFirst().strip()))
                        .filter(process -> isPostgresOn(process, data));
        if (leftover.isPresent()) {
            LOG.info(
                    "Stopping PostgreSQL (process {}) that an earlier run left behind",
                    leftover.get().pid());
            stop(leftover.get());
        }
        // PostgreSQL would take any living process of that number for itself.
        Files.deleteIfExists(file);
    }

    private static boolean isPostgresOn(ProcessHandle process, Path data) {
        String command = process.info().commandLine().orElse("");
        return command.contains("postgres") && command.contains(data.toString());
    }

    private static void stop(ProcessHandle process) {
        process.destroy();
        if (!endsWithin(GRACE, process)) {
            process.destroyForcibly();
            endsWithin(GRACE, process);
        }
    }

    private static boolean endsWithin(Duration time, ProcessHandle process) {
        try {
            process.onExit().get(time.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException stillThere) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
