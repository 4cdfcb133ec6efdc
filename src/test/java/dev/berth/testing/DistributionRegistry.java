package dev.berth.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** Docker Distribution as a process of its own: a registry that Berth has no part in. Needs {@link Tool#DOCKER_REGISTRY}. */
public final class DistributionRegistry implements AutoCloseable {

    private final Process process;
    private final URI address;

    private DistributionRegistry(Process process, URI address) {
        this.process = process;
        this.address = address;
    }

    /** Keeps its content in the folder. */
    public static DistributionRegistry start(Path folder) throws IOException {
        int port = FreePort.take();
        Path configuration = folder.resolve("distribution.yml");
        Files.writeString(configuration, """
                version: 0.1
                log:
                  level: warn
                storage:
                  filesystem:
                    rootdirectory: %s
                  delete:
                    enabled: true
                http:
                  addr: 127.0.0.1:%d
                """.formatted(folder.resolve("content"), port));
        Process process = new ProcessBuilder(List.of(Tool.DOCKER_REGISTRY.path(), "serve", configuration.toString()))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("distribution.log").toFile())
                .start();
        Awaitility.await("Docker Distribution")
                .atMost(Duration.ofSeconds(30))
                .until(() -> process.isAlive() && listens(port));
        return new DistributionRegistry(process, URI.create("http://localhost:" + port));
    }

    public URI address() {
        return address;
    }

    /** {@code localhost:<port>}, which clients take as allowed to be plain http. */
    public String name() {
        return address.getAuthority();
    }

    @Override
    public void close() {
        process.destroy();
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}
