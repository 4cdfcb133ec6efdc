package dev.berth.oci;

import static dev.berth.testing.ImageFixtures.aDebianImage;
import static dev.berth.testing.ImageFixtures.anArtifactAbout;
import static dev.berth.testing.ImageFixtures.anAttestedIndexOf;
import static dev.berth.testing.ImageFixtures.anImage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.berth.sandbox.registry.RegistryServer;
import dev.berth.testing.RegistryPusher;
import dev.berth.testing.TestImage;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The copy within the sandbox's registry, which speaks the specification 1.1 as ECR does: referrers, mounts, Basic. */
class SandboxCopyTests {

    private static final Tag TAG = Tag.of("v1");

    @TempDir
    private static Path directory;

    private static RegistryServer server;

    @BeforeAll
    static void open() {
        server = RegistryServer.on(directory);
    }

    @AfterAll
    static void close() {
        server.close();
    }

    private static RegistryClient client(String password) {
        return new RegistryClient(
                server.address(),
                Registry.of(server.host()),
                () -> RegistryCredentials.basic("AWS", password),
                ScriptedRegistry.PATIENCE,
                InstantSource.system());
    }

    @Test
    void anIndexWithAttestationsAndReferrersIsMountedWhole() {
        RepositoryName from = server.repository("nextflow-staging/alice");
        RepositoryName to = server.repository("nextflow-approved/alice");
        TestImage arm = anImage()
                .on("linux/arm64/v8")
                .withDebian("12", "bash=5.2.15-2+b7")
                .build();
        TestImage index = anAttestedIndexOf(aDebianImage("bash=5.2.15-2+b7"), arm);
        TestImage sbom = anArtifactAbout(index, "application/spdx+json", "{\"spdxVersion\":\"SPDX-2.3\"}");
        TestImage child = index.children().getFirst();
        TestImage aboutChild = anArtifactAbout(
                child, "application/jose+json", "{\"payload\":\"e30\",\"protected\":\"e30\",\"signature\":\"c2ln\"}");
        RegistryPusher pusher = RegistryPusher.to(server.address()).as("AWS", RegistryServer.PASSWORD);
        pusher.push(from, TAG, index.withReferrer(sbom));
        pusher.push(from, aboutChild.digest(), aboutChild);

        try (RegistryClient client = client(RegistryServer.PASSWORD)) {
            CopyReport report = Copies.copy(client, from, index, client, to);
            CopyReport again = Copies.copy(client, from, index, client, to);

            assertThat(report.streamedBlobs()).isZero();
            assertThat(report.referrers()).isEqualTo(2);
            assertThat(again.skippedManifests()).isEqualTo(report.manifests());
            assertThat(client.manifest(to, index.digest())).contains(index.manifest());
            assertThat(client.referrers(to, index.digest()))
                    .extracting(Descriptor::digest)
                    .containsExactly(sbom.digest());
            assertThat(client.referrers(to, child.digest()))
                    .extracting(Descriptor::digest)
                    .containsExactly(aboutChild.digest());
            assertThat(client.head(to, TAG)).isEmpty();
            client.tag(to, again.image(), TAG);
            client.tag(to, again.image(), TAG);
            assertThat(client.head(to, TAG)).contains(index.digest());
        }
    }

    @Test
    void aWrongPasswordIsARefusalAndNotAnEmptyRepository() {
        RepositoryName repository = server.repository("nextflow-staging/bob");
        try (RegistryClient client = client("another")) {
            assertThatExceptionOfType(RegistryRefused.class)
                    .isThrownBy(() -> client.manifest(repository, TAG))
                    .matches(refused -> refused.code().equals("UNAUTHORIZED"));
        }
    }
}
