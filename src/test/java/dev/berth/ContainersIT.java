package dev.berth;

import static dev.berth.testing.ImageFixtures.aDebianImage;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.oci.Digest;
import dev.berth.testing.FreePort;
import dev.berth.testing.Needs;
import dev.berth.testing.Portal;
import dev.berth.testing.Program;
import dev.berth.testing.Skopeo;
import dev.berth.testing.TestImage;
import dev.berth.testing.Tool;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

/** The images, and the Compose file that a newcomer starts, on bases that are built here since nothing can be pulled. */
@Needs({Tool.DOCKER, Tool.DOCKER_CLI, Tool.DOCKER_COMPOSE, Tool.MMDEBSTRAP, Tool.SKOPEO, Tool.PODMAN})
@EnabledForJreRange(min = JRE.JAVA_25)
class ContainersIT {

    private static final Duration LONG = Duration.ofMinutes(10);
    private static final long LARGEST_IMAGE = 350_000_000;

    @TempDir
    private static Path folder;

    private static final int PORT = FreePort.take();
    private static final int SANDBOX_PORT = FreePort.take();
    private static final String REGISTRY = "localhost:" + SANDBOX_PORT;
    private static final String PROJECT = "berth-it-" + PORT;

    private final Portal portal = Portal.at(PORT);

    @BeforeAll
    static void buildAndStart() throws IOException {
        // Soon asks, and soon believes.
        Files.writeString(folder.resolve("eager.yml"), """
                services:
                  portal:
                    environment:
                      BERTH_ARRIVAL_LOOK_EVERY: 1s
                      BERTH_SCANNING_ASK_EVERY: 1s
                      BERTH_SCANNING_SETTLE: 1s
                """);
        run(Program.of(Path.of(".ci", "images").toAbsolutePath().toString(), System.getProperty("java.home")));
        compose("build");
        compose("up", "-d");
    }

    @AfterAll
    static void remove() {
        compose("down", "--volumes");
    }

    @Test
    void imagesGoFromThePassToTheApprovedUriAndStayOverDownAndUp() throws IOException {
        awaitReady();
        assertThat(inspect("portal", "{{.Config.User}} {{.HostConfig.ReadonlyRootfs}} {{.HostConfig.CapDrop}}"))
                .isEqualTo("65532:65532 true [ALL]");
        assertThat(compose("logs", "portal")).contains("AOT cache in use");

        String password = portal.keysFor("alice").registryPassword(URI.create("http://" + REGISTRY));
        Digest bySkopeo = bySkopeo(password);
        Digest byPodman = byPodman(password);
        Digest byDocker = byDocker(password);

        assertApproved("skopeo", bySkopeo);
        assertApproved("podman", byPodman);
        assertApproved("docker", byDocker);
        compose("down");
        compose("up", "-d");
        awaitReady();
        Portal again = Portal.at(PORT);
        assertThat(again.awaitWords("alice", byDocker, REGISTRY + "/nextflow-approved/alice:docker")
                        .text())
                .contains(byDocker.value());
    }

    @Test
    void thePortalsImageIsSmallAndSaysWhatItIs() {
        long size = Long.parseLong(docker("image", "inspect", "--format", "{{.Size}}", "berth"));
        System.out.printf("Image: %d MB%n", size / 1_000_000);
        assertThat(size).isLessThanOrEqualTo(LARGEST_IMAGE);
        assertThat(docker("image", "inspect", "--format", "{{json .Config.Labels}}", "berth"))
                .contains("org.opencontainers.image.version", "org.opencontainers.image.licenses");
        // Fatal where the cache fits neither the Java nor the flags nor the files of the image.
        docker(
                "run",
                "--rm",
                "--network=none",
                "--read-only",
                "--tmpfs=/tmp",
                "--entrypoint=java",
                "berth",
                "-XX:AOTMode=on",
                "-XX:AOTCache=berth.aot",
                "-XX:+UseSerialGC",
                "-XX:+UseCompactObjectHeaders",
                "-cp",
                "berth.jar",
                "-version");
    }

    private Digest bySkopeo(String password) {
        TestImage image = aDebianImage("bash=5.2.15-2+b7");
        Path layout = image.writeTo(folder.resolve("skopeo"), "v1");
        Skopeo.copyAll("oci:" + layout + ":v1", "docker://" + staged("skopeo"), login(password));
        return image.digest();
    }

    private Digest byPodman(String password) throws IOException {
        Path layout = aDebianImage("bash=5.2.15-2+b8").writeTo(folder.resolve("podman"), "v1");
        Path home = Files.createDirectories(folder.resolve("home"));
        Path storage = Files.writeString(
                home.resolve("storage.conf"),
                "[storage]\ndriver = \"vfs\"\ngraphroot = \"%s\"\nrunroot = \"%s\"\n"
                        .formatted(home.resolve("graph"), home.resolve("run")));
        Map<String, String> place = Map.of("HOME", home.toString(), "CONTAINERS_STORAGE_CONF", storage.toString());
        String id = Tool.PODMAN
                .with("pull", "--quiet", "oci:" + layout + ":v1")
                .withEnvironment(place)
                .run()
                .orFail();
        Path pushed = home.resolve("digest");
        Tool.PODMAN
                .with(
                        "push",
                        "--tls-verify=false",
                        "--creds=AWS:" + password,
                        "--digestfile=" + pushed,
                        id,
                        "docker://" + staged("podman"))
                .withEnvironment(place)
                .run()
                .orFail();
        return Digest.of(Files.readString(pushed).strip());
    }

    private Digest byDocker(String password) throws IOException {
        Path layout = aDebianImage("bash=5.2.15-2+b9").writeTo(folder.resolve("docker"), "v1");
        Path archive = folder.resolve("docker.tar");
        Tool.SKOPEO
                .with("copy", "oci:" + layout + ":v1", "docker-archive:" + archive + ":" + staged("docker"))
                .run()
                .orFail();
        docker("load", "--input", archive.toString());
        Map<String, String> place = Map.of(
                "DOCKER_CONFIG",
                Files.createDirectories(folder.resolve("docker-home")).toString());
        run(Tool.DOCKER_CLI
                .with("login", "--username=AWS", "--password-stdin", REGISTRY)
                .withInput(password)
                .withEnvironment(place));
        String said = run(Tool.DOCKER_CLI.with("push", staged("docker")).withEnvironment(place));
        docker("image", "rm", staged("docker"));
        return Stream.of(said.split("\\s+"))
                .filter(Digest::isDigest)
                .map(Digest::of)
                .findFirst()
                .orElseThrow();
    }

    private void assertApproved(String tag, Digest digest) {
        assertThat(portal.awaitWords("alice", digest, REGISTRY + "/nextflow-approved/alice:" + tag)
                        .text())
                .contains(digest.value());
    }

    private static String staged(String tag) {
        return REGISTRY + "/nextflow-staging/alice:" + tag;
    }

    private static String[] login(String password) {
        return Skopeo.login(folder.resolve("login-" + password.hashCode()), REGISTRY, password);
    }

    private static void awaitReady() {
        Awaitility.await("the portal's health")
                .atMost(LONG)
                .until(() -> inspect("portal", "{{.State.Health.Status}}"), "healthy"::equals);
    }

    private static String inspect(String service, String format) {
        return docker("inspect", "--format", format, compose("ps", "-q", service));
    }

    private static String docker(String... arguments) {
        return run(Tool.DOCKER_CLI.with(arguments));
    }

    private static String compose(String... arguments) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "COMPOSE_PROJECT_NAME", PROJECT,
                "BERTH_PORT", Integer.toString(PORT),
                "SANDBOX_PORT", Integer.toString(SANDBOX_PORT),
                "RUNTIME_IMAGE", "berth-ci/java",
                "POSTGRES_IMAGE", "berth-ci/postgres",
                "DOCKER_BUILDKIT", "0",
                "COMPOSE_DOCKER_CLI_BUILD", "0"));
        List<String> files = List.of(
                "-f", "docker-compose.yml", "-f", folder.resolve("eager.yml").toString());
        return run(Tool.DOCKER_COMPOSE
                .with(Stream.concat(files.stream(), Stream.of(arguments)).toArray(String[]::new))
                .withEnvironment(environment));
    }

    private static String run(Program program) {
        return program.within(LONG).run().orFail();
    }
}
