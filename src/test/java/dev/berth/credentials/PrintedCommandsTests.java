package dev.berth.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.oci.Digest;
import dev.berth.testing.Browser.Page;
import dev.berth.testing.ImageFixtures;
import dev.berth.testing.Needs;
import dev.berth.testing.Portal;
import dev.berth.testing.Printed;
import dev.berth.testing.Program;
import dev.berth.testing.SandboxTest;
import dev.berth.testing.Skopeo;
import dev.berth.testing.TestImage;
import dev.berth.testing.Tool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;

/** What the pages print is pasted into a real shell, with the real AWS CLI and real clients, and works. */
@SandboxTest
class PrintedCommandsTests {

    @Autowired
    Environment environment;

    @TempDir
    Path folder;

    Portal portal;
    String pass;

    @BeforeEach
    void aPass() {
        portal = Portal.at(environment.getRequiredProperty("local.server.port", Integer.class));
        pass = portal.issuePass("alice");
    }

    @Test
    @Needs({Tool.AWS_CLI, Tool.SKOPEO})
    void skopeoPushesWithTheCommandsAsPrinted() {
        TestImage image = ImageFixtures.anAttestedIndexOf(
                ImageFixtures.anImage().build(), ImageFixtures.anImage().build());
        image.writeTo(folder.resolve("layout"), "3.2");
        Page opened = open();
        Page guide = guide("oci:layout:3.2");

        Program.Outcome outcome = pasted(List.of(
                printed(opened, "secret-BASH"),
                printed(guide, "verify"),
                printed(guide, "login-SKOPEO-BASH"),
                printed(guide, "push-SKOPEO")));

        assertThat(outcome.orFail())
                .contains("assumed-role/berth-push/berth-alice-")
                .contains("Login Succeeded!");
        assertThat(digestInStaging("layout-3.2")).isEqualTo(image.digest());
    }

    @Test
    @Needs({Tool.AWS_CLI, Tool.SKOPEO, Tool.PODMAN})
    void podmanPushesWithTheCommandsAsPrinted() {
        ImageFixtures.anImage().build().writeTo(folder.resolve("layout"), "1.0");
        podman("load-test:1.0");
        Page opened = open();
        Page guide = guide("localhost/load-test:1.0");

        Program.Outcome outcome = pasted(List.of(
                printed(opened, "secret-BASH"),
                printed(guide, "login-PODMAN-BASH"),
                printed(guide, "tag-PODMAN"),
                printed(guide, "push-PODMAN")));

        outcome.orFail();
        assertThat(digestInStaging("load-test-1.0").toString()).startsWith("sha256:");
    }

    @Test
    @Needs({Tool.AWS_CLI, Tool.SKOPEO, Tool.PODMAN})
    void anImageWithoutANameIsPushedByItsIdUnderTheTagThatIsTyped() {
        ImageFixtures.anImage().build().writeTo(folder.resolve("layout"), "1.0");
        podman("nameless:1.0");
        String id = Tool.PODMAN
                .with("images", "--no-trunc", "--quiet", "localhost/nameless:1.0")
                .withEnvironment(surroundings())
                .run()
                .orFail()
                .strip();
        assertThat(id).matches("sha256:[0-9a-f]{64}");
        Page opened = open();

        for (String typed : List.of(id.substring(7, 19), id)) {
            assertThat(guide(typed).text())
                    .contains("An ID does not say what the image is")
                    .doesNotContain("podman tag");
            String tag = "by-id-" + typed.length();
            Page guide = guide(typed + "&tag=" + tag);
            pasted(List.of(
                            printed(opened, "secret-BASH"),
                            printed(guide, "login-PODMAN-BASH"),
                            printed(guide, "tag-PODMAN"),
                            printed(guide, "push-PODMAN")))
                    .orFail();

            assertThat(digestInStaging(tag).toString()).startsWith("sha256:");
        }
    }

    @Test
    @Needs(Tool.AWS_CLI)
    void withoutTheVariablesTheCliSaysSoAndPushesNothing() {
        Page guide = guide("oci:layout:3.2");

        Program.Outcome outcome = pasted(List.of(printed(guide, "verify")));

        assertThat(outcome.succeeded()).isFalse();
    }

    private Page open() {
        return portal.openSession("alice", pass);
    }

    private Page guide(String image) {
        return portal.as("alice").get("/my/passes/" + pass + "?image=" + image);
    }

    /** As somebody selects and copies it. */
    private static String printed(Page page, String id) {
        return new Printed(page).block(id);
    }

    private Program.Outcome pasted(List<String> commands) {
        Program shell = Program.of("bash", "-e", "-o", "pipefail")
                .withEnvironment(surroundings())
                .withInput("cd " + folder + "\n" + String.join("\n", commands) + "\n");
        return shell.run();
    }

    /** A home of its own, and the programs that answer first on the path. */
    private Map<String, String> surroundings() {
        Map<String, String> environment = new HashMap<>();
        environment.put("HOME", folder.toString());
        environment.put("REGISTRY_AUTH_FILE", folder.resolve("auth.json").toString());
        environment.put(
                "PATH", Objects.requireNonNull(Path.of(Tool.AWS_CLI.path()).getParent()) + ":" + System.getenv("PATH"));
        environment.put("AWS_EC2_METADATA_DISABLED", "true");
        environment.put("CONTAINERS_STORAGE_CONF", storage().toString());
        return environment;
    }

    private Path storage() {
        try {
            return Files.writeString(
                    folder.resolve("storage.conf"),
                    "[storage]\ndriver = \"vfs\"\nrunroot = \"%1$s/run\"\ngraphroot = \"%1$s/store\"\n"
                            .formatted(folder));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void podman(String name) {
        Tool.SKOPEO
                .with("copy", "oci:" + folder.resolve("layout") + ":1.0", "containers-storage:localhost/" + name)
                .withEnvironment(surroundings())
                .run()
                .orFail();
    }

    private Digest digestInStaging(String tag) {
        String registry = environment.getRequiredProperty("berth.aws.registry");
        Program login = Program.of(
                        "bash",
                        "-c",
                        "aws ecr get-login-password --region %s --endpoint-url %s"
                                .formatted(
                                        environment.getRequiredProperty("berth.aws.region"),
                                        environment.getRequiredProperty("berth.aws.endpoint")))
                .withEnvironment(portalSurroundings());
        return Skopeo.digestOf(
                "docker://%s/nextflow-staging/alice:%s".formatted(registry, tag),
                "--creds",
                "AWS:" + login.run().orFail());
    }

    private Map<String, String> portalSurroundings() {
        Map<String, String> portal = new HashMap<>(surroundings());
        portal.put("AWS_ACCESS_KEY_ID", environment.getRequiredProperty("berth.aws.access-key-id"));
        portal.put("AWS_SECRET_ACCESS_KEY", environment.getRequiredProperty("berth.aws.secret-access-key"));
        return portal;
    }
}
