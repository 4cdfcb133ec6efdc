package dev.berth.oci;

import static dev.berth.testing.ImageFixtures.aDebianImage;
import static dev.berth.testing.ImageFixtures.anAttestedIndexOf;
import static dev.berth.testing.ImageFixtures.withSbom;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.DockerClient;
import dev.berth.testing.DistributionContainer;
import dev.berth.testing.DistributionRegistry;
import dev.berth.testing.DockerEngine;
import dev.berth.testing.LocalImages;
import dev.berth.testing.Needs;
import dev.berth.testing.RegistryPusher;
import dev.berth.testing.Skopeo;
import dev.berth.testing.TestImage;
import dev.berth.testing.Tool;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What a real Docker pushed into a registry in a container, carried to another registry. */
@Needs({Tool.DOCKER, Tool.DOCKER_REGISTRY, Tool.MMDEBSTRAP, Tool.SKOPEO})
@Execution(ExecutionMode.CONCURRENT)
class ContainerCopyTests {

    private static final RepositoryName FROM = RepositoryName.of("nextflow-staging/alice");
    private static final RepositoryName TO = RepositoryName.of("nextflow-approved/alice");

    @TempDir
    private static Path folder;

    private static DistributionContainer container;
    private static DistributionRegistry other;

    @BeforeAll
    static void start() throws IOException {
        container = new DistributionContainer();
        container.start();
        other = DistributionRegistry.start(folder);
    }

    @AfterAll
    static void stop() {
        other.close();
        container.close();
    }

    @Test
    void aRealDebianThatDockerPushedKeepsItsDigest() throws IOException, InterruptedException {
        String name = container.name() + "/" + FROM;
        try (DockerClient docker = DockerEngine.client()) {
            docker.tagImageCmd(LocalImages.debian(), name, "debian").exec();
            docker.pushImageCmd(name).withTag("debian").start().awaitCompletion();
        }

        carry(Tag.of("debian"), container.address(), TO);
        carry(Tag.of("debian"), other.address(), TO);

        Digest pushed = Skopeo.digestOf("docker://" + name + ":debian");
        assertThat(Skopeo.digestOf("docker://" + container.name() + "/" + TO + ":debian"))
                .isEqualTo(pushed);
        assertThat(Skopeo.digestOf("docker://" + other.name() + "/" + TO + ":debian"))
                .isEqualTo(pushed);
    }

    @Test
    void anAttestedIndexWithAReferrerKeepsItsDigest() {
        TestImage image = withSbom(anAttestedIndexOf(aDebianImage("bash=5.2.15-2+b7")));
        RegistryPusher.to(container.address()).push(FROM, Tag.of("index"), image);

        carry(Tag.of("index"), other.address(), TO);

        assertThat(Skopeo.digestOf("docker://" + other.name() + "/" + TO + ":index"))
                .isEqualTo(image.digest());
        try (RegistryClient client = client(other.address())) {
            assertThat(client.referrers(TO, image.digest()))
                    .extracting(Descriptor::digest)
                    .containsExactly(image.referrers().getFirst().digest());
        }
    }

    private void carry(Tag tag, URI to, RepositoryName repository) {
        try (RegistryClient reading = client(container.address());
                RegistryClient writing = client(to)) {
            Digest digest = reading.head(FROM, tag).orElseThrow();
            CopyReport report = Copies.copier(reading)
                    .copy(reading, FROM, Copies.scanned(reading, FROM, digest), writing, repository);
            writing.tag(repository, report.image(), tag);
        }
    }

    private static RegistryClient client(URI address) {
        return new RegistryClient(address, Registry.of(address.getAuthority()), RegistryCredentials::anonymous);
    }
}
