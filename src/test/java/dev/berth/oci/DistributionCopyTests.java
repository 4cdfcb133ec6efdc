package dev.berth.oci;

import static dev.berth.testing.ImageFixtures.aBareImage;
import static dev.berth.testing.ImageFixtures.aDebianImage;
import static dev.berth.testing.ImageFixtures.aDockerListOf;
import static dev.berth.testing.ImageFixtures.anArtifactAbout;
import static dev.berth.testing.ImageFixtures.anAttestedIndexOf;
import static dev.berth.testing.ImageFixtures.anImage;
import static dev.berth.testing.ImageFixtures.withSbom;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.berth.testing.Blob;
import dev.berth.testing.DistributionRegistry;
import dev.berth.testing.Layer;
import dev.berth.testing.Needs;
import dev.berth.testing.RegistryPusher;
import dev.berth.testing.Skopeo;
import dev.berth.testing.TestImage;
import dev.berth.testing.Tool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** From and to a registry that Berth has no part in, judged by a client that Berth has no part in. */
@Needs({Tool.DOCKER_REGISTRY, Tool.SKOPEO})
class DistributionCopyTests {

    private static final RepositoryName FROM = RepositoryName.of("nextflow-staging/alice");
    private static final RepositoryName TO = RepositoryName.of("nextflow-approved/alice");
    private static final Tag TAG = Tag.of("v1");

    @TempDir
    private static Path folder;

    private static DistributionRegistry first;
    private static DistributionRegistry second;

    @BeforeAll
    static void start() throws IOException {
        first = DistributionRegistry.start(Files.createDirectory(folder.resolve("first")));
        second = DistributionRegistry.start(Files.createDirectory(folder.resolve("second")));
    }

    @AfterAll
    static void stop() {
        first.close();
        second.close();
    }

    static Stream<TestImage> everyKind() {
        TestImage amd = aDebianImage("bash=5.2.15-2+b7");
        TestImage arm = anImage()
                .on("linux/arm64/v8")
                .withDebian("12", "bash=5.2.15-2+b7")
                .build();
        TestImage docker = anImage()
                .withAlpine("3.18.4", "musl=1.2.4-r2")
                .asDockerSchema2()
                .build();
        return Stream.of(
                aBareImage(),
                docker,
                aDockerListOf(docker),
                withSbom(amd),
                withSbom(anAttestedIndexOf(amd, arm)),
                anImage().withLayer(Layer.ofSize(20_000_003)).build());
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void skopeoReadsTheSameDigestInTheOtherRegistry(TestImage image) {
        RegistryPusher.to(first.address()).push(FROM, TAG, image);

        try (RegistryClient reading = client(first);
                RegistryClient writing = client(second)) {
            Copies.copy(reading, FROM, image, writing, TO);
            writing.tag(TO, image.manifest(), TAG);
        }

        assertSame(image, second);
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void skopeoReadsTheSameDigestInTheSameRegistryWhereEveryBlobWasMounted(TestImage image) {
        RepositoryName to = RepositoryName.of("mounted/" + image.digest().shortened());
        RegistryPusher.to(first.address()).push(FROM, TAG, image);

        try (RegistryClient client = client(first)) {
            CopyReport report = Copies.copy(client, FROM, image, client, to);
            client.tag(to, image.manifest(), TAG);

            assertThat(report.streamedBlobs()).isZero();
            assertThat(report.mountedBlobs()).isPositive();
        }

        assertThat(Skopeo.digestOf("docker://" + first.name() + "/" + to + ":v1"))
                .isEqualTo(image.digest());
    }

    @Test
    void whatSkopeoPushedIsCopiedUnderItsDigestAndASecondCopyPutsNothing() {
        TestImage image = anAttestedIndexOf(aDebianImage("openssl=3.0.15-1~deb12u1"));
        Path layout = image.writeTo(folder.resolve("layout"), "v1");
        Skopeo.copyAll("oci:" + layout + ":v1", "docker://" + first.name() + "/" + FROM + ":skopeo");

        try (RegistryClient reading = client(first);
                RegistryClient writing = client(second)) {
            RepositoryName to = RepositoryName.of("approved/skopeo");
            Digest digest = reading.head(FROM, Tag.of("skopeo")).orElseThrow();
            Copies.copy(reading, FROM, image, writing, to);

            CopyReport again = Copies.copy(reading, FROM, image, writing, to);

            assertThat(digest).isEqualTo(image.digest());
            assertThat(again.manifests() + again.streamedBlobs()).isZero();
            writing.tag(to, again.image(), TAG);
            writing.tag(to, again.image(), TAG);
            assertThat(writing.head(to, TAG)).contains(digest);
        }
    }

    @Test
    void referrersAndCosignTagsGoAlongToARegistryThatListsNone() {
        TestImage image = aDebianImage("bash=5.2.15-2+b8");
        TestImage sbom = anArtifactAbout(image, "application/spdx+json", "{\"spdxVersion\":\"SPDX-2.3\"}");
        TestImage signature = anArtifactAbout(
                sbom, "application/jose+json", "{\"payload\":\"e30\",\"protected\":\"e30\",\"signature\":\"c2ln\"}");
        TestImage cosign = Graphs.image(List.of(
                Blob.of(MediaType.OCI_CONFIG.value(), new byte[] {'{', '}'}),
                Blob.of(
                        "application/vnd.dev.cosign.simplesigning.v1+json",
                        "{\"critical\":{}}".getBytes(StandardCharsets.UTF_8))));
        RegistryPusher pusher = RegistryPusher.to(first.address());
        pusher.push(FROM, TAG, image.withReferrer(sbom.withReferrer(signature)));
        Tag cosignTag = Tag.of("sha256-" + image.digest().hex() + ".sig");
        pusher.push(FROM, cosignTag, cosign);

        try (RegistryClient reading = client(first);
                RegistryClient writing = client(second)) {
            RepositoryName to = RepositoryName.of("approved/signed");
            CopyReport report = Copies.copy(reading, FROM, image, writing, to);

            assertThat(report.referrers()).isEqualTo(3);
            assertThat(writing.referrers(to, image.digest()))
                    .extracting(Descriptor::digest)
                    .containsExactly(sbom.digest());
            assertThat(writing.referrers(to, sbom.digest()))
                    .extracting(Descriptor::digest)
                    .containsExactly(signature.digest());
            assertThat(writing.head(to, cosignTag)).contains(cosign.digest());
        }
    }

    @Test
    void aManifestThatNamesMissingBlobsIsRefusedInTheRegistrysOwnWords() {
        try (RegistryClient client = client(first)) {
            assertThat(client.head(RepositoryName.of("no/such"), TAG)).isEmpty();
            TestImage image = aDebianImage("bash=1");
            assertThatExceptionOfType(RegistryRefused.class)
                    .isThrownBy(
                            () -> client.putManifest(RepositoryName.of("no/blobs"), image.digest(), image.manifest()))
                    .matches(refused -> refused.code().equals("MANIFEST_BLOB_UNKNOWN")
                            || refused.code().equals("BLOB_UNKNOWN"));
        }
    }

    private static RegistryClient client(DistributionRegistry registry) {
        return new RegistryClient(registry.address(), Registry.of(registry.name()), RegistryCredentials::anonymous);
    }

    private static void assertSame(TestImage image, DistributionRegistry registry) {
        String repository = "docker://" + registry.name() + "/" + TO;
        assertThat(Skopeo.digestOf(repository + ":v1")).isEqualTo(image.digest());
        assertThat(image.everyManifest())
                .allSatisfy(each -> assertThat(Skopeo.digestOf(repository + "@" + each.digest()))
                        .isEqualTo(each.digest()));
    }
}
