package dev.berth.arrival;

import static dev.berth.testing.Artifacts.anIndexSaying;
import static dev.berth.testing.ImageFixtures.aDebianImage;
import static dev.berth.testing.ImageFixtures.anImage;
import static dev.berth.testing.ImageFixtures.anIndexOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.arrival.StagedImage.PlatformManifest;
import dev.berth.oci.Digest;
import dev.berth.oci.ImageLimits;
import dev.berth.oci.Manifest;
import dev.berth.oci.MediaType;
import dev.berth.oci.Platform;
import dev.berth.oci.RepositoryName;
import dev.berth.testing.Layer;
import dev.berth.testing.TestImage;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** However often an index names the same, and however much it names, reading it costs only so many calls. */
class ReadContentTests {

    private static final RepositoryName STAGING = RepositoryName.of("nextflow-staging/alice");

    private final FakeStaging staging = new FakeStaging(InstantSource.system());
    private final ReadContent read = new ReadContent(staging, ImageLimits.USUAL);

    @Test
    void anIndexThatIsNamedManyTimesIsReadOnce() {
        TestImage image = aDebianImage("bash=5.2.15-2+b7");
        TestImage inner = anIndexOf(image);
        staging.push(STAGING, inner);
        Manifest middle = indexOf(Collections.nCopies(60, inner.digest()));
        Manifest outer = indexOf(Collections.nCopies(60, middle.digest()));

        assertThat(read.of(STAGING, outer.digest(), outer, new HashSet<>()))
                .isInstanceOfSatisfying(
                        Content.Platforms.class,
                        content -> assertThat(content.manifests()).hasSize(1));
        assertThat(staging.readings(STAGING)).isEqualTo(3);
    }

    /** What the limit says counts for all that is under the image, wherever it is named. */
    @Test
    void anIndexOfMoreManifestsThanTheLimitIsUnreadable() {
        List<Digest> nested = IntStream.range(0, 40)
                .mapToObj(number -> push(anIndexOf(aDebianImage("bash=" + number))))
                .toList();
        Manifest outer = indexOf(nested);

        assertThat(new ReadContent(staging, new ImageLimits(1_000, 64, 1_000, 1_000))
                        .of(STAGING, outer.digest(), outer, new HashSet<>()))
                .isEqualTo(new Content.Unreadable(
                        "The index and those in it name more than 64 manifests; build it with fewer."));
        assertThat(staging.manifestsRead(STAGING)).isLessThanOrEqualTo(64);
        assertThat(platforms(outer)).hasSize(40);
    }

    @Test
    void asManyPlatformsAsTheLimitSaysAreRead() {
        TestImage[] hundred = IntStream.range(0, 100)
                .mapToObj(number -> aDebianImage("bash=" + number))
                .toArray(TestImage[]::new);
        TestImage index = anIndexOf(hundred);
        push(index);

        assertThat(platforms(index.manifest())).hasSize(100);
        assertThat(staging.readings(STAGING)).isEqualTo(13);
    }

    /** Each of them is read once, though each of the indexes names all. */
    @Test
    void whatManyIndexesNameIsReadOnce() {
        List<Digest> images = IntStream.range(0, 50)
                .mapToObj(number -> push(aDebianImage("bash=" + number)))
                .toList();
        List<Digest> nested = IntStream.range(0, 50)
                .mapToObj(number -> {
                    List<Digest> named = new ArrayList<>(images);
                    Collections.rotate(named, number);
                    return indexOf(named).digest();
                })
                .toList();

        assertThat(platforms(indexOf(nested))).hasSize(50);
        assertThat(staging.manifestsRead(STAGING)).isEqualTo(100);
    }

    @Test
    void manifestsOfMoreBytesThanACopyHoldsAreUnreadableBeforeAllAreRead() {
        List<Digest> large =
                IntStream.range(0, 64).mapToObj(this::anImageOfTwoMebibytes).toList();
        Manifest index = indexOf(large);
        Manifest outer = indexOf(List.of(
                indexOf(large.subList(0, 8)).digest(),
                indexOf(large.subList(8, 32)).digest()));

        for (Manifest manifest : List.of(index, outer)) {
            assertThat(read.of(STAGING, manifest.digest(), manifest, new HashSet<>()))
                    .isInstanceOfSatisfying(
                            Content.Unreadable.class,
                            content -> assertThat(content.reason()).contains("more than 32 MiB together"));
        }
        assertThat(staging.manifestsRead(STAGING)).isEqualTo(16 + 2 + 16);
        assertThat(read.reserved(STAGING, index, new HashSet<>()))
                .isEqualTo(new Content.Artifact(ArtifactKind.RESERVED_TAG, ""));
    }

    @Test
    void indexesAreFollowedAsDeepAsTheConstantSaysAndNoDeeper() {
        TestImage image = anIndexOf(aDebianImage("bash=deep"));
        push(image);
        Manifest deepest = image.manifest();
        for (int depth = 1; depth < ImageLimits.DEEPEST_INDEX; depth++) {
            deepest = indexOf(List.of(deepest.digest()));
        }
        Manifest tooDeep = indexOf(List.of(deepest.digest()));

        assertThat(platforms(deepest)).hasSize(1);
        assertThat(read.of(STAGING, tooDeep.digest(), tooDeep, new HashSet<>())).isInstanceOf(Content.Unreadable.class);
    }

    /** A label is whatever the pusher wrote; the configuration is what was built. */
    @ParameterizedTest
    @CsvSource({
        "linux/arm64, linux/amd64, linux/arm64",
        "linux/amd64, windows/amd64, linux/amd64",
        "linux/amd64, linux/arm/v7, linux/amd64",
        "linux/arm64, linux/arm64/v8, linux/arm64/v8",
        "linux/arm/v7, linux/arm, linux/arm",
        "unknown/unknown, linux/amd64, linux/amd64",
        "linux/amd64, unknown/unknown, unknown/unknown",
        "linux/amd64, '', linux/amd64"
    })
    void aPlatformsLabelDoesNotOutrankWhatWasBuilt(String built, String label, String platform) {
        TestImage index = anIndexSaying(
                label.isEmpty() ? "" : json(Platform.of(label)),
                anImage().on(built).withDebian("12", "bash=1").build());
        push(index);

        assertThat(platforms(index.manifest()))
                .extracting(PlatformManifest::platform)
                .containsExactly(Platform.of(platform));
    }

    @Test
    void eachLabelledChildsConfigurationIsReadOnce() {
        TestImage[] three = IntStream.range(0, 3)
                .mapToObj(number -> aDebianImage("bash=" + number))
                .toArray(TestImage[]::new);
        TestImage index = anIndexSaying(
                json(Platform.of("linux/amd64")),
                Stream.of(three, three, three).flatMap(Stream::of).toArray(TestImage[]::new));
        push(index);

        assertThat(platforms(index.manifest())).hasSize(3);
        assertThat(staging.configsRead(STAGING)).isEqualTo(3);
    }

    private static String json(Platform platform) {
        return "{\"os\":\"%s\",\"architecture\":\"%s\"%s}"
                .formatted(
                        platform.os(),
                        platform.architecture(),
                        platform.variant() == null ? "" : ",\"variant\":\"" + platform.variant() + "\"");
    }

    @Test
    void moreOfSomethingThanAnImageMayHaveIsASentenceBeforeAnyChildIsRead() {
        ReadContent strict = new ReadContent(staging, new ImageLimits(1, 2, 1, 1));
        TestImage two = anImage()
                .withLayer(Layer.containing("a", "1").gzipped())
                .withLayer(Layer.containing("b", "2").gzipped())
                .build();
        staging.push(STAGING, two);
        Manifest index = indexOf(Collections.nCopies(3, two.digest()));

        assertThat(strict.of(STAGING, index.digest(), index, new HashSet<>()))
                .isEqualTo(new Content.Unreadable(
                        "The image has 3 manifests in its index, and Berth takes at most 2; build it with fewer."));
        assertThat(staging.readings(STAGING)).isZero();
        assertThat(strict.of(STAGING, two.digest(), two.manifest(), new HashSet<>()))
                .isEqualTo(new Content.Unreadable(
                        "The image has 2 layers, and Berth takes at most 1; build it with fewer."));
        assertThat(strict.of(STAGING, anIndexOf(two).digest(), anIndexOf(two).manifest(), new HashSet<>()))
                .isInstanceOf(Content.Unreadable.class);
    }

    private List<PlatformManifest> platforms(Manifest index) {
        return read.of(STAGING, index.digest(), index, new HashSet<>()) instanceof Content.Platforms platforms
                ? platforms.manifests()
                : List.of();
    }

    private Digest push(TestImage image) {
        staging.push(STAGING, image);
        return image.digest();
    }

    private Digest anImageOfTwoMebibytes(int number) {
        TestImage image = aDebianImage("bash=large" + number);
        push(image);
        String padded = new String(image.manifest().bytes(), StandardCharsets.UTF_8) + " ".repeat(2 << 20);
        Manifest manifest = Manifest.of(image.manifest().mediaType(), padded.getBytes(StandardCharsets.UTF_8));
        staging.push(STAGING, manifest.digest(), manifest);
        return manifest.digest();
    }

    private Manifest indexOf(List<Digest> children) {
        String entries = children.stream()
                .map(child ->
                        "{\"mediaType\":\"%s\",\"size\":1,\"digest\":\"%s\"}".formatted(MediaType.OCI_INDEX, child))
                .collect(Collectors.joining(","));
        Manifest index = Manifest.of(
                MediaType.OCI_INDEX,
                "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[%s]}"
                        .formatted(MediaType.OCI_INDEX, entries)
                        .getBytes(StandardCharsets.UTF_8));
        staging.push(STAGING, index.digest(), index);
        return index;
    }
}
