package dev.berth.journey;

import static dev.berth.testing.ImageFixtures.aDebianImage;
import static dev.berth.testing.ImageFixtures.anAttestedIndexOf;
import static dev.berth.testing.ImageFixtures.anImage;
import static dev.berth.testing.ImageFixtures.withSbom;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.AuthConfig;
import dev.berth.oci.Digest;
import dev.berth.testing.BerthProcess;
import dev.berth.testing.Browser;
import dev.berth.testing.DockerEngine;
import dev.berth.testing.LocalImages;
import dev.berth.testing.Needs;
import dev.berth.testing.Portal;
import dev.berth.testing.Printed;
import dev.berth.testing.Program;
import dev.berth.testing.PushKeys;
import dev.berth.testing.SandboxedBerth;
import dev.berth.testing.Skopeo;
import dev.berth.testing.TestImage;
import dev.berth.testing.Tool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import software.amazon.awssdk.services.ecr.model.EcrException;

/** From the pass to the approved URI, with the clients that researchers use and over nothing but HTTP. */
@Needs(Tool.SKOPEO)
@Order(2)
@Execution(ExecutionMode.CONCURRENT)
class WholeWayTests {

    @TempDir
    private static Path folder;

    private static SandboxedBerth berth;
    private static Portal portal;

    @BeforeAll
    static void start() {
        berth = SandboxedBerth.in(folder, BerthProcess.Plan::eager);
        portal = berth.portal();
    }

    @AfterAll
    static void stop() {
        berth.close();
    }

    @Test
    @Needs({Tool.AWS_CLI, Tool.DOCKER, Tool.DOCKER_CLI, Tool.MMDEBSTRAP})
    void dockerPushesARealDebianByTheGuideAsPrinted() throws IOException {
        String image = "berth-test/guided-" + berth.process().port() + ":1.0";
        try (DockerClient docker = DockerEngine.client()) {
            LocalImages.build(docker, image, "FROM %s\nENV GUIDED=yes\n".formatted(LocalImages.debian()));

            follow("alice", "DOCKER", image, "docker", "tag-DOCKER", "push-DOCKER");

            assertApproved("alice", "docker", pushed(docker, "alice", "docker"));
        }
    }

    @Test
    @Needs({Tool.AWS_CLI, Tool.PODMAN})
    void podmanPushesByTheGuideAsPrinted() {
        Path layout = aDebianImage("bash=5.2.15-2+b9").writeTo(folder.resolve("for-podman"), "v1");
        String id = Tool.PODMAN
                .with("pull", "--quiet", "oci:" + layout + ":v1")
                .withEnvironment(ownPlace("podman"))
                .run()
                .orFail();
        Tool.PODMAN
                .with("tag", id, "localhost/tool:1.0")
                .withEnvironment(ownPlace("podman"))
                .run()
                .orFail();

        follow("alice", "PODMAN", "localhost/tool:1.0", "podman", "tag-PODMAN", "push-PODMAN");

        assertApproved("alice", "podman", staged("alice", "podman"));
    }

    @Test
    @Needs(Tool.AWS_CLI)
    void skopeoPushesAnAttestedIndexByTheGuideAsPrinted() {
        TestImage image = anAttestedIndexOf(
                aDebianImage("bash=5.2.15-2+b7"),
                anImage()
                        .on("linux/arm64/v8")
                        .withDebian("12", "bash=5.2.15-2+b7")
                        .build());
        Path layout = image.writeTo(folder.resolve("for-skopeo"), "v1");

        follow("alice", "SKOPEO", "oci:" + layout + ":v1", "index", "push-SKOPEO");

        assertApproved("alice", "index", image.digest());
        assertThat(image.everyManifest().map(TestImage::digest))
                .allSatisfy(digest -> assertThat(Skopeo.digestOf(
                                "docker://" + berth.registry() + "/nextflow-approved/alice@" + digest, oracle()))
                        .isEqualTo(digest));
    }

    @Test
    @Needs({Tool.DOCKER, Tool.MMDEBSTRAP})
    void dockerPushesARealDebianThroughItsApi() throws IOException, InterruptedException {
        String name = berth.registry() + "/nextflow-staging/bob";
        AuthConfig login = new AuthConfig()
                .withUsername("AWS")
                .withPassword(portal.keysFor("bob").registryPassword(berth.sandbox()))
                .withRegistryAddress(berth.registry());
        try (DockerClient docker = DockerEngine.client()) {
            String image = "berth-test/tool-" + berth.process().port();
            LocalImages.build(docker, image, "FROM %s\nENTRYPOINT [\"/bin/bash\"]\n".formatted(LocalImages.debian()));
            docker.tagImageCmd(image, name, "debian").exec();

            docker.pushImageCmd(name)
                    .withTag("debian")
                    .withAuthConfig(login)
                    .start()
                    .awaitCompletion();

            assertApproved("bob", "debian", pushed(docker, "bob", "debian"));
        }
    }

    @Test
    void anImageWithAReferrerIsPromotedTogetherWithIt() {
        TestImage image = withSbom(aDebianImage("bash=5.2.15-2+b8"));
        push("bob", "signed", image);

        assertApproved("bob", "signed", image.digest());
        Digest sbom = image.referrers().getFirst().digest();
        assertThat(Skopeo.digestOf("docker://" + berth.registry() + "/nextflow-approved/bob@" + sbom, oracle()))
                .isEqualTo(sbom);
    }

    @Test
    void aCriticalVulnerabilityStopsAnImageUntilAnAdminApprovesIt() {
        TestImage image = aDebianImage("zlib1g=1:1.2.11.dfsg-4");
        push("bob", "outdated", image);

        String page = portal.awaitArrival("bob", image.digest());
        portal.awaitWords("bob", image.digest(), "CRITICAL");
        assertThat(portal.as("bob").get(page).text()).doesNotContain("nextflow-approved/bob:outdated");

        Browser.Page review = portal.awaitReview("dave", image.digest());
        assertThat(review.text()).contains("CRITICAL", "CVE-2022-37434");
        review.submit(
                review.address().getPath(),
                Map.of("decision", "approve", "reason", "Only read by a test that never unpacks it"));

        assertApproved("bob", "outdated", image.digest());
    }

    @Test
    void invariant4_aSessionThatStaffRevokeIsRefusedByTheCloud() {
        Browser.Page reveal = portal.openSession("bob", portal.issuePass("bob"));
        PushKeys keys = PushKeys.on(reveal);
        String[] login = Skopeo.login(
                folder.resolve("revoked-" + UUID.randomUUID()),
                berth.registry(),
                keys.registryPassword(berth.sandbox()));
        Path layout = aDebianImage("bash=5.2.15-2+b6").writeTo(folder.resolve("for-nobody"), "v1");
        Matcher session = Pattern.compile("/my(/sessions/[0-9a-f-]{36})").matcher(reveal.body());
        assertThat(session.find()).isTrue();
        String page = "/staff" + session.group(1);

        portal.as("carol").submit(page, page + "/revocation", Map.of("reason", "The laptop is lost"));
        portal.awaitWords("carol", page, "The session is revoked");

        assertThatThrownBy(() -> keys.registryPassword(berth.sandbox()))
                .isInstanceOfSatisfying(
                        EcrException.class,
                        refused -> assertThat(refused.awsErrorDetails().errorCode())
                                .isEqualTo("AccessDeniedException"));
        Program.Outcome push = Tool.SKOPEO
                .with(
                        "copy",
                        "--dest-tls-verify=false",
                        login[0],
                        "oci:" + layout + ":v1",
                        "docker://" + berth.registry() + "/nextflow-staging/bob:revoked")
                .run();
        assertThat(push.succeeded()).isFalse();
        assertThat(push.errors()).contains("403 (Forbidden)");
    }

    /** Pastes what the pages show into a terminal: the variables, the check, the login and the push. */
    private static void follow(String researcher, String client, String image, String tag, String... push) {
        String pass = portal.issuePass(researcher);
        String secret = new Printed(portal.openSession(researcher, pass)).block("secret-BASH");
        Printed guide = new Printed(portal.as(researcher)
                .get("/my/passes/" + pass + "?image=" + URLEncoder.encode(image, StandardCharsets.UTF_8) + "&tag="
                        + tag));
        Map<String, String> terminal = ownPlace(client.toLowerCase(Locale.ROOT));

        String said = Program.of("bash", "-s")
                .withEnvironment(terminal)
                .withInput(secret + "\n"
                        + guide.script(Program.joined(new String[] {"verify", "login-" + client + "-BASH"}, push)))
                .run()
                .orFail();

        assertThat(said).contains("assumed-role/berth-push/");
    }

    /** A home and a storage of its own for each client, and a path on which the working AWS CLI comes first. */
    private static Map<String, String> ownPlace(String client) {
        try {
            Path home = Files.createDirectories(folder.resolve("home-" + client));
            Path storage = home.resolve("storage.conf");
            Files.writeString(
                    storage,
                    "[storage]\ndriver = \"vfs\"\ngraphroot = \"%s\"\nrunroot = \"%s\"\n"
                            .formatted(home.resolve("graph"), home.resolve("run")));
            // Podman wants the file that it is told of to be there.
            Path logins = home.resolve("auth.json");
            if (!Files.exists(logins)) {
                Files.writeString(logins, "{}");
            }
            Map<String, String> environment = new HashMap<>();
            environment.put("HOME", home.toString());
            environment.put("CONTAINERS_STORAGE_CONF", storage.toString());
            environment.put("REGISTRY_AUTH_FILE", logins.toString());
            if (Tool.AWS_CLI.isHere()) {
                environment.put("PATH", Path.of(Tool.AWS_CLI.path()).getParent() + ":" + System.getenv("PATH"));
            }
            return environment;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** By Skopeo, and what refers to the image first, so that it is there when the image is promoted. */
    private static void push(String researcher, String tag, TestImage image) {
        String[] login = Skopeo.login(
                folder.resolve("push-" + UUID.randomUUID()),
                berth.registry(),
                portal.keysFor(researcher).registryPassword(berth.sandbox()));
        image.referrers().forEach(referrer -> push(researcher, "about-" + tag, referrer, login));
        push(researcher, tag, image, login);
    }

    private static void push(String researcher, String tag, TestImage image, String[] login) {
        Path layout = image.writeTo(folder.resolve(UUID.randomUUID().toString()), tag);
        Skopeo.copyAll(
                "oci:" + layout + ":" + tag,
                "docker://" + berth.registry() + "/nextflow-staging/" + researcher + ":" + tag,
                login);
    }

    /** What Docker says it pushed. */
    private static Digest pushed(DockerClient docker, String researcher, String tag) {
        String name = berth.registry() + "/nextflow-staging/" + researcher;
        List<String> known = Objects.requireNonNull(
                docker.inspectImageCmd(name + ":" + tag).exec().getRepoDigests());
        return known.stream()
                .filter(digest -> digest.startsWith(name + "@"))
                .map(digest -> Digest.of(digest.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow();
    }

    private static Digest staged(String researcher, String tag) {
        return Skopeo.digestOf(
                "docker://" + berth.registry() + "/nextflow-staging/" + researcher + ":" + tag, oracle());
    }

    /** The researcher reads the approved URI and the digest, and Skopeo the same digest in both repositories. */
    private static void assertApproved(String researcher, String tag, Digest digest) {
        String uri = berth.registry() + "/nextflow-approved/" + researcher + ":" + tag;

        assertThat(portal.awaitWords(researcher, digest, uri).text()).contains(digest.value());
        assertThat(staged(researcher, tag)).isEqualTo(digest);
        assertThat(Skopeo.digestOf("docker://" + uri, oracle())).isEqualTo(digest);
    }

    private static String[] oracle() {
        return Skopeo.login(folder.resolve("oracle-" + UUID.randomUUID()), berth.registry(), berth.portalPassword());
    }
}
