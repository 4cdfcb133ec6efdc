package dev.berth.sandbox;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
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
import java.util.function.Function;
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
        stopLeftover(data, process -> process.info().commandLine());
    }

    static void stopLeftover(Path data, Function<ProcessHandle, Optional<String>> commandLine) throws IOException {
        Path file = data.resolve("postmaster.pid");
        if (!Files.exists(file)) {
            return;
        }
        Optional<ProcessHandle> holder = holder(file);
        if (holder.isPresent()) {
            ProcessHandle process = holder.get();
            String command = commandLine.apply(process).orElseThrow(() -> unknown(process, file));
            if (command.contains("postgres") && command.contains(data.toString())) {
                LOG.info("Stopping PostgreSQL (process {}) that an earlier run left behind", process.pid());
                stop(process);
            }
        }
        // PostgreSQL would take any living process of that number for itself.
        Files.deleteIfExists(file);
    }

    /** The living process of that number; none where the file was cut short before it. */
    private static Optional<ProcessHandle> holder(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.ISO_8859_1)
                .lines()
                .findFirst()
                .map(String::strip)
                .filter(text -> text.matches("[0-9]{1,18}"))
                .map(Long::valueOf)
                .flatMap(ProcessHandle::of);
    }

    /** Two servers on the same data would destroy it. */
    private static SandboxRefusal unknown(ProcessHandle process, Path file) {
        return new SandboxRefusal(
                List.of("Process %d may be the PostgreSQL of an earlier run, and cannot be looked at."
                        .formatted(process.pid())),
                "End it if it is; otherwise delete %s.".formatted(file));
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
