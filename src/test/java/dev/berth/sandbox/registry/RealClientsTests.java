package dev.berth.sandbox.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.AuthConfig;
import dev.berth.oci.RepositoryName;
import dev.berth.oci.Tag;
import dev.berth.testing.DockerEngine;
import dev.berth.testing.ImageFixtures;
import dev.berth.testing.LocalImages;
import dev.berth.testing.Needs;
import dev.berth.testing.RegistryPusher;
import dev.berth.testing.Skopeo;
import dev.berth.testing.TestImage;
import dev.berth.testing.Tool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RealClientsTests {

    @TempDir
    private static Path directory;

    private static RegistryServer server;

    @BeforeAll
    static void open() {
        server = RegistryServer.on(directory.resolve("state"));
    }

    @AfterAll
    static void close() {
        server.close();
    }

    @Test
    @Needs(Tool.SKOPEO)
    void skopeoPushesAnAttestedIndexAndFindsTheSameDigest() {
        TestImage index = ImageFixtures.anAttestedIndexOf(
                ImageFixtures.anImage().withDebian("12", "bash=5.2.15-2+b7").build(),
                ImageFixtures.anImage()
                        .on("linux/arm64")
                        .withAlpine("3.20.1", "musl=1.2.5-r0")
                        .build());
        RepositoryName repository = server.repository("skopeo/index");
        Path layout = index.writeTo(directory.resolve("index"), "v1");

        Skopeo.copyAll("oci:" + layout + ":v1", image(repository, "v1"), "--dest-creds", credentials());

        assertThat(Skopeo.digestOf(image(repository, "v1"), "--creds", credentials()))
                .isEqualTo(index.digest());
        assertThat(server.store().images(repository)).hasSize(index.children().size() + 1);
    }

    @Test
    @Needs(Tool.SKOPEO)
    void skopeoCopiesWithinTheRegistryByMounting() {
        RepositoryName from = server.repository("skopeo/from");
        RepositoryName to = server.repository("skopeo/to");
        TestImage image = ImageFixtures.anImage()
                .withDebian("12", "bash=5.2.15-2+b7")
                .asDockerSchema2()
                .build();
        RegistryPusher.to(server.address()).as("AWS", RegistryServer.PASSWORD).push(from, Tag.of("v1"), image);

        Skopeo.copyAll(image(from, "v1"), image(to, "v1"), "--dest-creds", credentials(), "--src-creds", credentials());

        assertThat(Skopeo.digestOf(image(to, "v1"), "--creds", credentials())).isEqualTo(image.digest());
    }

    @Test
    @Needs({Tool.SKOPEO, Tool.PODMAN})
    void podmanPushesWhatItPulled() {
        RepositoryName from = server.repository("podman/from");
        RepositoryName to = server.repository("podman/to");
        TestImage image =
                ImageFixtures.anImage().withDebian("12", "bash=5.2.15-2+b7").build();
        RegistryPusher.to(server.address()).as("AWS", RegistryServer.PASSWORD).push(from, Tag.of("v1"), image);
        String source = server.host() + "/" + from + ":v1";
        String target = server.host() + "/" + to + ":v1";

        podman("pull", "--tls-verify=false", "--creds", credentials(), source);
        podman("tag", source, target);
        podman("push", "--tls-verify=false", "--creds", credentials(), "--digestfile", digestFile(), target);

        assertThat(Skopeo.digestOf(image(to, "v1"), "--creds", credentials()).value())
                .isEqualTo(read(digestFile()));
        podman("rmi", "--all", "--force");
        podman("pull", "--tls-verify=false", "--creds", credentials(), target);
    }

    @Test
    @Needs(Tool.DOCKER)
    void dockerPushesAndPullsWhatItPushed() throws Exception {
        RepositoryName repository = server.repository("docker/image");
        String name = server.host() + "/" + repository;
        AuthConfig credentials = new AuthConfig()
                .withRegistryAddress(server.host())
                .withUsername("AWS")
                .withPassword(RegistryServer.PASSWORD);
        Path file = Files.writeString(directory.resolve("greeting"), name);
        try (DockerClient docker = DockerEngine.client()) {
            LocalImages.build(docker, name + ":v1", "FROM scratch\nCOPY greeting /\n", file);
            docker.pushImageCmd(name + ":v1")
                    .withAuthConfig(credentials)
                    .start()
                    .awaitCompletion();

            StoredImage stored = server.store().image(repository, Tag.of("v1")).orElseThrow();
            docker.removeImageCmd(name + ":v1").withForce(true).exec();
            docker.pullImageCmd(name)
                    .withTag("v1")
                    .withAuthConfig(credentials)
                    .start()
                    .awaitCompletion();
            assertThat(docker.inspectImageCmd(name + ":v1").exec().getRepoDigests())
                    .containsExactly(name + "@" + stored.digest());
            docker.removeImageCmd(name + ":v1").withForce(true).exec();
        }
    }

    private static void podman(String... arguments) {
        String[] all = new String[arguments.length + 5];
        // Its own storage, and no overlay: that needs more than a test may ask of a machine.
        all[0] = "--root=" + directory.resolve("podman");
        all[1] = "--runroot=" + directory.resolve("podman-run");
        all[2] = "--storage-driver=vfs";
        all[3] = "--cgroup-manager=cgroupfs";
        all[4] = "--events-backend=none";
        System.arraycopy(arguments, 0, all, 5, arguments.length);
        Tool.PODMAN.with(all).run().orFail();
    }

    private static String digestFile() {
        return directory.resolve("digest").toString();
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String image(RepositoryName repository, String tag) {
        return "docker://" + server.host() + "/" + repository + ":" + tag;
    }

    private static String credentials() {
        return "AWS:" + RegistryServer.PASSWORD;
    }
}
