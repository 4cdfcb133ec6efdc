package dev.berth.oci;

import static dev.berth.testing.ImageFixtures.aDebianImage;
import static dev.berth.testing.ImageFixtures.anArtifactAbout;
import static dev.berth.testing.ImageFixtures.anAttestedIndexOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.berth.testing.TestImage;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestContentTests {

    private static final String DIGEST = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private static final String CONFIG = "{\"mediaType\":\"a/b\",\"digest\":\"%s\",\"size\":2}".formatted(DIGEST);

    private static ManifestContent image(String text) {
        return ManifestContent.parse(MediaType.OCI_MANIFEST, text.getBytes(StandardCharsets.UTF_8));
    }

    private static ManifestContent index(String manifests) {
        return ManifestContent.parse(
                MediaType.OCI_INDEX,
                "{\"schemaVersion\":2,\"manifests\":%s}".formatted(manifests).getBytes(StandardCharsets.UTF_8));
    }

    private static ManifestContent imageWithConfig(String config) {
        return image("{\"schemaVersion\":2,\"config\":" + config + ",\"layers\":[]}");
    }

    private static ManifestContent imageWith(String field) {
        return image("{\"schemaVersion\":2,\"config\":" + CONFIG + ",\"layers\":[]," + field + "}");
    }

    @Test
    void anImageNamesItsConfigAndItsLayers() {
        TestImage image = aDebianImage("bash=1");

        ManifestContent.Image content = (ManifestContent.Image) image.manifest().content();

        assertThat(content.blobs())
                .extracting(Descriptor::size)
                .containsExactly(
                        image.blobs().getFirst().size(), image.blobs().getLast().size());
        assertThat(content.subject()).isNull();
    }

    @Test
    void anIndexTellsWhatRunsSomewhereFromWhatAttestsIt() {
        TestImage index = anAttestedIndexOf(aDebianImage("bash=1"));

        ManifestContent.Index content = (ManifestContent.Index) index.manifest().content();

        assertThat(content.manifests()).hasSize(2);
        assertThat(content.platforms()).extracting(Descriptor::platform).containsExactly(Platform.of("linux/amd64"));
    }

    @Test
    void anArtifactNamesItsSubject() {
        TestImage image = aDebianImage("bash=1");
        ManifestContent content =
                anArtifactAbout(image, "application/spdx+json", "{}").manifest().content();

        assertThat(content).isInstanceOfSatisfying(ManifestContent.Image.class, artifact -> {
            assertThat(artifact.subject()).extracting(Descriptor::digest).isEqualTo(image.digest());
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "2",
                "{",
                "{}",
                "{\"schemaVersion\":1,\"config\":{},\"layers\":[]}",
                "{\"schemaVersion\":\"2\",\"config\":{},\"layers\":[]}",
                "{\"schemaVersion\":2.0,\"config\":{},\"layers\":[]}",
                "{\"schemaVersion\":2}",
                "{\"schemaVersion\":2,\"config\":null,\"layers\":[]}",
                "{\"schemaVersion\":2,\"config\":[],\"layers\":[]}",
                "{\"schemaVersion\":2,\"config\":{},\"layers\":{}}",
                "{\"schemaVersion\":2,\"manifests\":[]}",
                "\u0000"
            })
    void whatIsNoImageManifestIsRefusedWithASentence(String text) {
        assertThatExceptionOfType(MalformedManifest.class)
                .isThrownBy(() -> image(text))
                .matches(malformed -> malformed.getMessage() != null
                        && !malformed.getMessage().isBlank());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "1.5", "1e3", "\"2\"", "null", "9223372036854775808", "1e400", "[2]", "true"})
    void aSizeThatIsNoNumberOfBytesIsRefused(String size) {
        assertThatExceptionOfType(MalformedManifest.class)
                .isThrownBy(() -> imageWithConfig(
                        "{\"mediaType\":\"a/b\",\"digest\":\"%s\",\"size\":%s}".formatted(DIGEST, size)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sha512:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                "sha256:E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855",
                "sha256:../../secret",
                ""
            })
    void aDigestThatIsNotSha256IsRefusedWithASentence(String digest) {
        assertThatExceptionOfType(MalformedManifest.class)
                .isThrownBy(
                        () -> imageWithConfig("{\"mediaType\":\"a/b\",\"digest\":\"%s\",\"size\":2}".formatted(digest)))
                .withMessageContaining("looks like sha256:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\"", "\"a\"", "\"a/b\\n\"", "\"a/\\ud800\"", "\"a/\\u0000\"", "7", "null"})
    void aMediaTypeThatIsNoneIsRefused(String mediaType) {
        assertThatExceptionOfType(MalformedManifest.class)
                .isThrownBy(() -> imageWithConfig(
                        "{\"mediaType\":%s,\"digest\":\"%s\",\"size\":2}".formatted(mediaType, DIGEST)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"a\"", "\"a\\u0000b\"", "\"a/\\u0000\"", "\"a/\\ud800\"", "\"a/b c\"", "7"})
    void anArtifactTypeIsAMediaTypeToo(String artifactType) {
        assertThatExceptionOfType(MalformedManifest.class)
                .isThrownBy(() -> imageWith("\"artifactType\":" + artifactType));
        assertThatExceptionOfType(MalformedManifest.class)
                .isThrownBy(() -> index("[],\"artifactType\":" + artifactType));
        assertThatExceptionOfType(MalformedManifest.class)
                .isThrownBy(
                        () -> imageWithConfig("{\"mediaType\":\"a/b\",\"digest\":\"%s\",\"size\":2,\"artifactType\":%s}"
                                .formatted(DIGEST, artifactType)));
    }

    @Test
    void anEmptyArtifactTypeIsNone() {
        assertThat(imageWith("\"artifactType\":\"\""))
                .isInstanceOfSatisfying(
                        ManifestContent.Image.class,
                        image -> assertThat(image.artifactType()).isNull());
    }

    /** Engines written in Go take the last of two fields, and any spelling: they would run other layers than Berth read. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"layers\":[]",
                "\"Layers\":[]",
                "\"LAYERS\":[]",
                "\"layer\u017f\":[]",
                "\"Config\":{}",
                "\"MediaType\":\"x\"",
                "\"annotations\":{\"a\":\"1\",\"a\":\"2\"}"
            })
    void whatCanBeReadInTwoWaysIsRefused(String field) {
        assertThatExceptionOfType(MalformedManifest.class).isThrownBy(() -> imageWith(field));
    }

    @Test
    void soIsAFieldOfADescriptorInAnotherSpelling() {
        assertThatExceptionOfType(MalformedManifest.class)
                .isThrownBy(
                        () -> imageWithConfig("{\"mediaType\":\"a/b\",\"digest\":\"%s\",\"Digest\":\"%s\",\"size\":2}"
                                .formatted(DIGEST, DIGEST)));
    }

    @Test
    void fieldsThatNobodyKnowsAreLeftAlone() {
        assertThat(imageWith("\"org.example\":{\"x\":[1,2]}")).isInstanceOf(ManifestContent.Image.class);
    }

    @Test
    void aSecondDocumentBehindTheFirstIsRefused() {
        assertThatExceptionOfType(MalformedManifest.class)
                .isThrownBy(() -> image("{\"schemaVersion\":2,\"config\":%s,\"layers\":[]} {}".formatted(CONFIG)));
    }

    @Test
    void veryDeepJsonIsRefusedAndNotFollowed() {
        String deep = "[".repeat(1_000_000) + "]".repeat(1_000_000);

        assertThatExceptionOfType(MalformedManifest.class).isThrownBy(() -> imageWith("\"x\":" + deep));
    }

    @Test
    void aNumberWithoutEndIsRefused() {
        assertThatExceptionOfType(MalformedManifest.class)
                .isThrownBy(() -> imageWith("\"x\":" + "9".repeat(1_000_000)));
    }

    @Test
    void theMediaTypeInsideHasToBeTheOneOutside() {
        assertThatExceptionOfType(MalformedManifest.class)
                .isThrownBy(() -> imageWith("\"mediaType\":\"application/vnd.oci.image.index.v1+json\""));
        assertThatExceptionOfType(MalformedManifest.class).isThrownBy(() -> imageWith("\"manifests\":[]"));
        assertThatExceptionOfType(MalformedManifest.class).isThrownBy(() -> index("[],\"layers\":[]"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "{}",
                "[]",
                "7",
                "\"linux/amd64\"",
                "{\"os\":\"linux\"}",
                "{\"os\":\"\",\"architecture\":\"\"}",
                "{\"os\":\" \",\"architecture\":\"amd64\"}",
                "{\"os\":\"linux\",\"architecture\":null}",
                "{\"os\":\"linux\",\"architecture\":\"arm/v7\"}",
                "{\"os\":\"linux\",\"architecture\":\"arm\",\"variant\":\"v 7\"}",
                "{\"os\":\"linux\",\"architecture\":\"arm\",\"variant\":7}",
                "{\"os\":\"linux\\u0000\",\"architecture\":\"amd64\"}",
                "{\"os\":\"\\ud800\",\"architecture\":\"amd64\"}",
                "{\"os\":7,\"architecture\":\"amd64\"}",
                "{\"os\":\"linux\",\"architecture\":\"amd64\",\"OS\":\"windows\"}"
            })
    void aPlatformThatIsNotSaidReadablyIsNotSaid(String platform) {
        String entry =
                "{\"mediaType\":\"a/b\",\"digest\":\"%s\",\"size\":2,\"platform\":%s}".formatted(DIGEST, platform);

        assertThat(((ManifestContent.Index) index("[%s]".formatted(entry))).manifests())
                .singleElement()
                .satisfies(child -> assertThat(child.platform()).isNull());
    }

    @Test
    void anEmptyVariantIsNone() {
        String entry =
                "{\"mediaType\":\"a/b\",\"digest\":\"%s\",\"size\":2,\"platform\":{\"os\":\"linux\",\"architecture\":\"amd64\",\"variant\":\"\"}}"
                        .formatted(DIGEST);

        assertThat(((ManifestContent.Index) index("[%s]".formatted(entry))).manifests())
                .extracting(Descriptor::platform)
                .containsExactly(Platform.of("linux/amd64"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"layers\":null", "\"layers\":[]", "\"x\":1", "\"layers\":null,\"manifests\":null"})
    void aListOfLayersThatIsNullOrMissingIsEmpty(String layers) {
        assertThat(image("{\"schemaVersion\":2,\"config\":" + CONFIG + "," + layers + "}"))
                .isInstanceOfSatisfying(
                        ManifestContent.Image.class,
                        image -> assertThat(image.layers()).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",\"manifests\":null", ",\"manifests\":[]", ",\"manifests\":null,\"layers\":null"})
    void soIsAListOfManifests(String manifests) {
        assertThat(ManifestContent.parse(
                        MediaType.OCI_INDEX,
                        ("{\"schemaVersion\":2" + manifests + "}").getBytes(StandardCharsets.UTF_8)))
                .isInstanceOfSatisfying(
                        ManifestContent.Index.class,
                        index -> assertThat(index.manifests()).isEmpty());
    }

    /** Eighty thousand keys of one hash code. The tables of Map.copyOf look at half of them for each that is added. */
    @Test
    void annotationsWithCraftedKeysAreReadIntoATableThatOrdersThem() {
        StringBuilder annotations = new StringBuilder();
        for (int key = 0; key < 80_000; key++) {
            annotations.append(key == 0 ? "" : ",").append('"');
            for (int bit = 0; bit < 17; bit++) {
                annotations.append((key >> bit & 1) == 0 ? "Aa" : "BB");
            }
            annotations.append("\":\"\"");
        }

        ManifestContent content = imageWith("\"annotations\":{" + annotations + "}");

        assertThat(content.annotations()).hasSize(80_000);
        assertThat(content.annotations().keySet().stream()
                        .mapToInt(String::hashCode)
                        .distinct()
                        .count())
                .isEqualTo(1);
        assertThat(content.annotations().getClass().getName()).doesNotContain("ImmutableCollections");
        assertThat(new ImageLimits(1_000, 1_000, 1_000, 1_000).exceededBy(content))
                .contains("The image has 80,000 annotations, and Berth takes at most 1,000; build it with fewer");
    }

    @Test
    void soAreTheAnnotationsOfADescriptor() {
        ManifestContent content = imageWithConfig(
                "{\"mediaType\":\"a/b\",\"digest\":\"%s\",\"size\":2,\"annotations\":{\"a\":\"1\",\"b\":\"2\"}}"
                        .formatted(DIGEST));

        assertThat(((ManifestContent.Image) content)
                        .config()
                        .annotations()
                        .getClass()
                        .getName())
                .doesNotContain("ImmutableCollections");
        assertThat(new ImageLimits(1, 1, 1, 1).exceededBy(content)).isPresent();
    }

    /** Each takes dozens of times the memory of its text, and a manifest has room for more than a million. */
    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "0", "\"\"", "{\"a\":0}", "null"})
    void moreSmallPartsThanAnImageNeedsAreRefused(String part) {
        String many = (part + ",").repeat(200_000);

        for (String manifest : List.of("\"x\":[" + many + "0]", "\"annotations\":{\"a\":[" + many + "0]}")) {
            assertThatExceptionOfType(MalformedManifest.class)
                    .isThrownBy(() -> imageWith(manifest))
                    .withMessageEndingWith("or has too many parts");
        }
    }

    @Test
    void aThousandLayersWithFourKilobytesOfAnnotationsEachAreNotTooManyParts() {
        String annotations = IntStream.range(0, 80)
                .mapToObj(number -> "\"org.example.annotation.%02d\":\"a value as they are\"".formatted(number))
                .collect(Collectors.joining(","));
        String layer = "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":1,\"annotations\":{%s}}"
                .formatted("application/vnd.oci.image.layer.v1.tar+gzip", DIGEST, annotations);

        ManifestContent content = image("{\"schemaVersion\":2,\"config\":%s,\"layers\":[%s]}"
                .formatted(CONFIG, String.join(",", Collections.nCopies(1_000, layer))));

        assertThat(((ManifestContent.Image) content).layers()).hasSize(1_000);
        assertThat(layer.length()).isBetween(4_000, Manifest.MAX_BYTES / 1_000);
    }

    @Test
    void schemaOneIsRefused() {
        assertThatExceptionOfType(MalformedManifest.class)
                .isThrownBy(() -> ManifestContent.parse(
                        new MediaType("application/vnd.docker.distribution.manifest.v1+prettyjws"), new byte[0]))
                .withMessageContaining("is not a manifest that Berth reads");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 64, 1_000, 100_000, Integer.MAX_VALUE})
    void aCopyFollowsAsManyManifestsAsAnIndexMayNameAndThoseThatReferToThem(int children) {
        assertThat(new ImageLimits(1, children, 1, 1).manifests()).isEqualTo(1L + children + 1_000);
    }
}
