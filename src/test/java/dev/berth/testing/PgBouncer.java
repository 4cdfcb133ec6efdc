package dev.berth.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;

/** A pooler as operators run it: each transaction gets whichever of few connections is free. */
public final class PgBouncer implements AutoCloseable {

    private final int port = FreePort.take();
    private final Process process;

    private PgBouncer(Path folder, String databaseUrl) {
        try {
            Path configuration = Files.writeString(
                    Files.createDirectories(folder).resolve("pgbouncer.ini"), """
                    [databases]
                    * = %s user=postgres
                    [pgbouncer]
                    listen_addr = 127.0.0.1
                    listen_port = %d
                    unix_socket_dir =
                    auth_type = any
                    pool_mode = transaction
                    default_pool_size = 4
                    max_client_conn = 200
                    ignore_startup_parameters = extra_float_digits
                    """.formatted(target(databaseUrl), port));
            List<String> command = new ArrayList<>(List.of(Tool.PGBOUNCER.path(), configuration.toString()));
            if (System.getProperty("user.name").equals("root")) {
                command.addAll(1, List.of("-u", "nobody"));
            }
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("pgbouncer.log").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Awaitility.await("PgBouncer").atMost(Duration.ofSeconds(30)).until(this::answers);
    }

    /** Before the server of this database, whose user is {@code postgres}. */
    public static PgBouncer before(String databaseUrl, Path folder) {
        return new PgBouncer(folder, databaseUrl);
    }

    /** The same database through the pooler. */
    public String jdbcUrl(String databaseUrl) {
        return "jdbc:postgresql://127.0.0.1:%d%s".formatted(port, databaseUrl.substring(databaseUrl.lastIndexOf('/')));
    }

    private static String target(String databaseUrl) {
        String place = databaseUrl.substring("jdbc:postgresql://".length(), databaseUrl.lastIndexOf('/'));
        return "host=%s port=%s".formatted((Object[]) place.split(":"));
    }

    private boolean answers() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            if (!process.isAlive()) {
                throw new IllegalStateException("PgBouncer ended with " + process.exitValue(), notYet);
            }
            return false;
        }
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
