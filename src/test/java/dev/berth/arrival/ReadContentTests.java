package dev.berth.arrival;

import static dev.berth.testing.ImageFixtures.aDebianImage;
import static dev.berth.testing.ImageFixtures.anImage;
import static dev.berth.testing.ImageFixtures.anIndexOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.oci.Digest;
import dev.berth.oci.ImageLimits;
import dev.berth.oci.Manifest;
import dev.berth.oci.MediaType;
import dev.berth.oci.RepositoryName;
import dev.berth.testing.Layer;
import dev.berth.testing.TestImage;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** However often an index names the same, and however much it names, reading it costs only so many calls. */
class ReadContentTests {

    private static final RepositoryName STAGING = RepositoryName.of("nextflow-staging/alice");

    private final FakeStaging staging = new FakeStaging();
    private final ReadContent read = new ReadContent(staging, ImageLimits.USUAL);

    @Test
    void anIndexThatIsNamedManyTimesIsReadOnce() {
        TestImage image = aDebianImage("bash=5.2.15-2+b7");
        TestImage inner = anIndexOf(image);
        staging.push(STAGING, inner);
        Manifest middle = indexOf(Collections.nCopies(60, inner.digest()));
        Manifest outer = indexOf(Collections.nCopies(60, middle.digest()));

        assertThat(read.of(STAGING, outer.digest(), outer))
                .isInstanceOfSatisfying(
                        Content.Platforms.class,
                        content -> assertThat(content.manifests()).hasSize(1));
        assertThat(staging.readings(STAGING)).isEqualTo(3);
    }

    @Test
    void anIndexOfMoreManifestsThanAnybodyBuildsIsUnreadable() {
        List<Digest> nested = IntStream.range(0, 40)
                .mapToObj(number -> {
                    TestImage image = aDebianImage("bash=" + number);
                    TestImage index = anIndexOf(image);
                    staging.push(STAGING, index);
                    return index.digest();
                })
                .toList();

        Manifest outer = indexOf(nested);
        assertThat(read.of(STAGING, outer.digest(), outer)).isInstanceOf(Content.Unreadable.class);
        assertThat(staging.readings(STAGING)).isLessThan(64);
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

        assertThat(strict.of(STAGING, index.digest(), index))
                .isEqualTo(new Content.Unreadable(
                        "The image has 3 manifests in its index, and Berth takes at most 2; build it with fewer."));
        assertThat(staging.readings(STAGING)).isZero();
        assertThat(strict.of(STAGING, two.digest(), two.manifest()))
                .isEqualTo(new Content.Unreadable(
                        "The image has 2 layers, and Berth takes at most 1; build it with fewer."));
        assertThat(strict.of(STAGING, anIndexOf(two).digest(), anIndexOf(two).manifest()))
                .isInstanceOf(Content.Unreadable.class);
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
