package dev.berth.oci;

import dev.berth.testing.TestImage;
import java.util.List;
import java.util.stream.Stream;

/** Copies as promotion makes them. */
final class Copies {

    private Copies() {}

    static ImageCopier copier(RegistryClient source) {
        return copier(source, CopyLimits.USUAL);
    }

    static ImageCopier copier(RegistryClient source, CopyLimits limits) {
        return new ImageCopier(limits, BlobSizes.asking(source, limits.atOnce()));
    }

    static CopyReport copy(
            RegistryClient source,
            RepositoryName from,
            TestImage image,
            RegistryClient destination,
            RepositoryName to) {
        return copier(source).copy(source, from, scanned(image), destination, to);
    }

    /** As arrival has it: all that the image names but BuildKit's attestations. */
    static ScannedImage scanned(TestImage image) {
        return ScannedImage.of(
                image.digest(), platforms(image).map(TestImage::digest).toList());
    }

    /** The same of what some client pushed. */
    static ScannedImage scanned(RegistryClient registry, RepositoryName repository, Digest digest) {
        return ScannedImage.of(digest, platforms(registry, repository, digest).toList());
    }

    private static Stream<Digest> platforms(RegistryClient registry, RepositoryName repository, Digest digest) {
        return switch (registry.manifest(repository, digest).orElseThrow().content()) {
            case ManifestContent.Index index ->
                index.platforms().stream().flatMap(child -> platforms(registry, repository, child.digest()));
            case ManifestContent.Image single -> Stream.of(digest);
        };
    }

    /** One that is an image by itself. */
    static ScannedImage scanned(Digest digest) {
        return ScannedImage.of(digest, List.of(digest));
    }

    private static Stream<TestImage> platforms(TestImage image) {
        return switch (image.manifest().content()) {
            case ManifestContent.Index index -> image.children().stream().flatMap(Copies::platforms);
            case ManifestContent.Image single ->
                single.layers().stream().anyMatch(layer -> layer.mediaType().equals(MediaType.IN_TOTO))
                        ? Stream.empty()
                        : Stream.of(image);
        };
    }
}
