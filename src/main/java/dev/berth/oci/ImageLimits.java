package dev.berth.oci;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * How much of each an image may have; no honest one comes near.
 *
 * @param layers of one manifest
 * @param children that one index names, together with the indexes in it
 * @param annotations of one manifest, and of each descriptor in it
 * @param tags that name one image
 */
public record ImageLimits(int layers, int children, int annotations, int tags) {

    public static final ImageLimits USUAL = new ImageLimits(1_000, 1_000, 1_000, 1_000);

    /** An index may name an index, and so on; nobody builds deeper than this. */
    public static final int DEEPEST_INDEX = 3;

    /** What the manifests of one image may have together, since they are held in memory; an honest one has a few kilobytes. */
    public static final long MOST_MANIFEST_BYTES = 32L << 20;

    /** How many manifests may refer to an image, to one of these, and so on. */
    static final int MOST_REFERRING = 1_000;

    public ImageLimits {
        if (layers < 1 || children < 1 || annotations < 1 || tags < 1) {
            throw new IllegalArgumentException("An image may have at least one of each");
        }
    }

    /** How many manifests there are of one image at most: itself, what it names, and what refers to any of them. */
    long manifests() {
        return 1L + children + MOST_REFERRING;
    }

    /** A sentence where the manifest has more than it may. */
    public Optional<String> exceededBy(ManifestContent content) {
        int annotated = Stream.concat(
                        Stream.of(content.annotations().size()),
                        descriptors(content)
                                .map(descriptor -> descriptor.annotations().size()))
                .max(Integer::compare)
                .orElse(0);
        if (annotated > annotations) {
            return exceeded("annotations", annotated, annotations);
        }
        return switch (content) {
            case ManifestContent.Image image ->
                exceeded("layers", image.layers().size(), layers);
            case ManifestContent.Index index ->
                exceeded("manifests in its index", index.manifests().size(), children);
        };
    }

    private static Optional<String> exceeded(String what, int found, int most) {
        return found > most ? Optional.of(sentence(what, found, most)) : Optional.empty();
    }

    private static Stream<Descriptor> descriptors(ManifestContent content) {
        return switch (content) {
            case ManifestContent.Image image -> image.blobs().stream();
            case ManifestContent.Index index -> index.manifests().stream();
        };
    }

    private static String sentence(String what, int found, int most) {
        return "The image has %,d %s, and Berth takes at most %,d; build it with fewer".formatted(found, what, most);
    }
}
