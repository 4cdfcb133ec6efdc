package dev.berth.testing;

import static dev.berth.testing.ImageFixtures.aBareImage;
import static dev.berth.testing.ImageFixtures.aDebianImage;
import static dev.berth.testing.ImageFixtures.anAttestedIndexOf;
import static dev.berth.testing.ImageFixtures.anImage;
import static dev.berth.testing.ImageFixtures.withSbom;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.berth.oci.Digest;
import dev.berth.oci.ManifestContent;
import dev.berth.oci.RepositoryName;
import dev.berth.oci.Tag;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Independent programs agree that the fixtures are what they say. */
class ImageFixturesTests {

    private static final RepositoryName REPOSITORY = RepositoryName.of("team/tool");
    private static final Tag TAG = Tag.of("v1");

    @TempDir
    static Path folder;

    static Stream<TestImage> everyKind() {
        TestImage docker = anImage()
                .withAlpine("3.18.4", "musl=1.2.4-r2")
                .asDockerSchema2()
                .build();
        return Stream.concat(Stream.of(docker), everyOciKind());
    }

    static Stream<TestImage> everyOciKind() {
        TestImage arm = anImage()
                .on("linux/arm64/v8")
                .withDebian("12", "bash=5.2.15-2+b7")
                .build();
        return Stream.of(
                aBareImage(),
                withSbom(aDebianImage("openssl=3.0.15-1~deb12u1")),
                anAttestedIndexOf(aDebianImage("bash=5.2.15-2+b7"), arm),
                anImage().withLayer(Layer.ofSize(3_000_001)).build());
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    @Needs({Tool.SKOPEO, Tool.DOCKER_REGISTRY})
    void skopeoReadsTheDigestOfWhatWasPushed(TestImage image) throws IOException {
        try (DistributionRegistry registry = DistributionRegistry.start(folder)) {
            RegistryPusher.to(registry.address()).push(REPOSITORY, TAG, image);

            assertThat(Skopeo.digestOf("docker://" + registry.name() + "/team/tool:v1"))
                    .isEqualTo(image.digest());
        }
    }

    @ParameterizedTest
    @MethodSource("everyOciKind")
    @Needs({Tool.SKOPEO, Tool.DOCKER_REGISTRY})
    void skopeoPushesALayoutUnderTheSameDigest(TestImage image) throws IOException {
        Path layout = image.writeTo(folder.resolve(image.digest().hex()), "v1");
        try (DistributionRegistry registry = DistributionRegistry.start(folder)) {
            Skopeo.copyAll("oci:" + layout + ":v1", "docker://" + registry.name() + "/team/copied:v1");

            assertThat(Skopeo.digestOf("docker://" + registry.name() + "/team/copied:v1"))
                    .isEqualTo(image.digest());
        }
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void everyManifestNamesExactlyTheBlobsThatComeWithIt(TestImage image) {
        assertThat(image.everyManifest()).allSatisfy(each -> {
            if (each.manifest().content() instanceof ManifestContent.Image content) {
                assertThat(content.blobs())
                        .extracting(blob -> blob.digest())
                        .containsExactlyElementsOf(
                                each.blobs().stream().map(Blob::digest).toList());
            }
        });
    }

    @Test
    void theSameImageHasTheSameDigestEachTime() {
        assertThat(aDebianImage("bash=5.2.15-2+b7").digest())
                .isEqualTo(aDebianImage("bash=5.2.15-2+b7").digest());
    }

    @Test
    void aLayerLargerThanTheHeapIsReadTwiceAlike() throws IOException {
        Layer layer = Layer.ofSize(5_000_000);

        assertThat(layer.blob().size()).isGreaterThan(5_000_000).isLessThan(5_010_000);
        assertThat(Digest.ofContent(layer.blob().content().get().readAllBytes()))
                .isEqualTo(layer.blob().digest());
    }

    @Test
    @Needs(Tool.DOCKER_REGISTRY)
    void aPushThatTheRegistryRefusesSaysWhatItAnswered() throws IOException {
        TestImage image = aBareImage();
        TestImage incomplete =
                new TestImage(image.manifest(), image.blobs().subList(0, 1), image.children(), image.referrers());
        try (DistributionRegistry registry = DistributionRegistry.start(folder)) {
            assertThatExceptionOfType(RegistryPusher.Refused.class)
                    .isThrownBy(() -> RegistryPusher.to(registry.address())
                            .push(RepositoryName.of("team/incomplete"), TAG, incomplete))
                    .withMessageContaining("BLOB_UNKNOWN");
        }
    }
}
