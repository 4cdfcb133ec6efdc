package dev.berth.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** Berth in a process of its own, without anything of the tests on its class path, so that it can be killed. */
public final class BerthProcess implements AutoCloseable {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private static final List<String> NOT_ITS_BUSINESS = List.of(
            "AWS_",
            "ECS_",
            "KUBERNETES_",
            "SPRING_",
            "BERTH_",
            "SERVER_",
            "MANAGEMENT_",
            "JAVA_TOOL_OPTIONS",
            "CI",
            "HTTP",
            "NO_PROXY",
            "http",
            "no_proxy");

    /** The logs of this run; what an earlier one left under the same name says nothing of it. */
    private static final Set<Path> BEGUN = ConcurrentHashMap.newKeySet();

    private final Process process;
    private final int port;
    private final int managementPort;
    private final Path log;

    private BerthProcess(Process process, int port, int managementPort, Path log) {
        this.process = process;
        this.port = port;
        this.managementPort = managementPort;
        this.log = log;
    }

    /** How to start it; each start appends to the same log. */
    public record Plan(
            Path folder,
            String name,
            List<String> javaOptions,
            Map<String, String> properties,
            Map<String, String> environment) {

        public Plan(Path folder, String name, List<String> javaOptions, Map<String, String> properties) {
            this(folder, name, javaOptions, properties, Map.of());
        }

        public Plan {
            javaOptions = List.copyOf(javaOptions);
            properties = Map.copyOf(properties);
            environment = Map.copyOf(environment);
        }

        public static Plan in(Path folder, String name) {
            return new Plan(folder, name, List.of("-Xmx256m", "-XX:TieredStopAtLevel=1"), Map.of());
        }

        public Plan with(Map<String, ?> more) {
            Map<String, String> all = new LinkedHashMap<>(properties);
            more.forEach((key, value) -> all.put(key, String.valueOf(value)));
            return new Plan(folder, name, javaOptions, all, environment);
        }

        public Plan with(String key, String value) {
            return with(Map.of(key, value));
        }

        /** Soon looks into staging, soon asks the scanner, and soon believes it. */
        public Plan eager() {
            return with(Map.of(
                    "berth.arrival.look-every", "1s",
                    "berth.scanning.ask-every", "1s",
                    "berth.scanning.settle", "1s"));
        }

        public Plan withJava(String... options) {
            return new Plan(folder, name, List.of(options), properties, environment);
        }

        /** With these variables beside those of the tests. */
        public Plan withEnvironment(Map<String, String> variables) {
            return new Plan(folder, name, javaOptions, properties, variables);
        }

        /** Starts it on a free port, and waits until it is ready. */
        public BerthProcess start() {
            return launch().awaitReady();
        }

        /** Starts it and waits for nothing. */
        public BerthProcess launch() {
            int port = FreePort.take();
            int managementPort = FreePort.take();
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(javaOptions);
            command.addAll(List.of("-cp", classPath(), "dev.berth.BerthApplication", "--server.port=" + port));
            command.add("--management.server.port=" + managementPort);
            properties.forEach((key, value) -> command.add("--" + key + "=" + value));
            Path log = log();
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(
                            BEGUN.add(log)
                                    ? ProcessBuilder.Redirect.to(log.toFile())
                                    : ProcessBuilder.Redirect.appendTo(log.toFile()));
            builder.environment()
                    .keySet()
                    .removeIf(variable -> NOT_ITS_BUSINESS.stream().anyMatch(variable::startsWith));
            builder.environment().putAll(environment);
            try {
                return new BerthProcess(builder.start(), port, managementPort, log);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Beside the test reports, so that it is there when the folder is not any more. */
        private Path log() {
            try {
                return Files.createDirectories(Path.of("target", "process-logs"))
                        .resolve(folder.getFileName() + "-" + name + ".log")
                        .toAbsolutePath();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** The sandbox is there only where it is asked for, as it is in no product. */
        private String classPath() {
            boolean sandbox = "sandbox".equals(properties.get("spring.profiles.active"));
            return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                    .filter(entry -> !entry.endsWith("test-classes"))
                    .filter(entry -> sandbox || !entry.endsWith("sandbox-classes"))
                    .map(entry -> Path.of(entry).toAbsolutePath().toString())
                    .collect(Collectors.joining(File.pathSeparator));
        }
    }

    public BerthProcess awaitReady() {
        Awaitility.await("Berth's start")
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> isReady() || !process.isAlive());
        if (!process.isAlive()) {
            throw new AssertionError("Berth ended with %d%n%s".formatted(process.exitValue(), log()));
        }
        return this;
    }

    private boolean isReady() {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address() + "/readyz"))
                .timeout(Duration.ofSeconds(5))
                .build();
        try {
            return HTTP.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public int port() {
        return port;
    }

    public int managementPort() {
        return managementPort;
    }

    public String address() {
        return "http://localhost:" + port;
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** All that it and those before it under the same name said. */
    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As {@code kill -9} does it: nothing of it runs any more when this returns. */
    public void kill() {
        process.destroyForcibly();
        ended();
    }

    /** As Ctrl-C does it. */
    public void stop() {
        process.destroy();
        ended();
    }

    /** Waits for its end; the exit code. */
    public int ended() {
        return process.onExit().join().exitValue();
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            kill();
        }
    }
}
