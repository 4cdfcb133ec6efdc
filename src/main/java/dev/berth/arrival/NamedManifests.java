package dev.berth.arrival;

import dev.berth.oci.Descriptor;
import dev.berth.oci.Digest;
import dev.berth.oci.ImageLimits;
import dev.berth.oci.MalformedManifest;
import dev.berth.oci.Manifest;
import dev.berth.oci.ManifestContent;
import dev.berth.oci.ManifestContent.Index;
import dev.berth.oci.RepositoryName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The manifests that one image's indexes name: each read once, a few at a time, and no more of them than an image may have.
 * A pusher writes an index of a thousand large ones in a moment.
 */
final class NamedManifests {

    private final StagingRegistry registry;
    private final RepositoryName repository;
    private final ImageLimits limits;
    private final Function<Manifest, ManifestContent> content;
    private final Map<Digest, ManifestContent> read = new HashMap<>();
    private long bytes;

    NamedManifests(
            StagingRegistry registry,
            RepositoryName repository,
            ImageLimits limits,
            Manifest image,
            Function<Manifest, ManifestContent> content) {
        this.registry = registry;
        this.repository = repository;
        this.limits = limits;
        this.content = content;
        this.bytes = image.size();
    }

    /**
     * Remote.
     *
     * @throws MalformedManifest where they are too many or too large, or one cannot be read
     */
    void readAll(Index index) {
        List<Digest> unread = index.manifests().stream()
                .map(Descriptor::digest)
                .distinct()
                .filter(digest -> !read.containsKey(digest))
                .toList();
        if (read.size() + unread.size() > limits.children()) {
            throw new MalformedManifest("The index and those in it name more than %,d manifests; build it with fewer"
                    .formatted(limits.children()));
        }
        for (int from = 0; from < unread.size(); from += StagingRegistry.MANIFESTS_AT_ONCE) {
            read(unread.subList(from, Math.min(unread.size(), from + StagingRegistry.MANIFESTS_AT_ONCE)));
        }
    }

    private void read(List<Digest> some) {
        Map<Digest, Manifest> found = registry.manifests(repository, some);
        for (Manifest manifest : found.values()) {
            bytes += manifest.size();
        }
        if (bytes > ImageLimits.MOST_MANIFEST_BYTES) {
            throw new MalformedManifest(
                    "The manifests that the index names have more than %d MiB together, and an image's have a few kilobytes; build it anew"
                            .formatted(ImageLimits.MOST_MANIFEST_BYTES >> 20));
        }
        found.forEach((digest, manifest) -> {
            // Of schema 1 some registries take the digest without its signatures.
            if (manifest.digest().equals(digest) || manifest.mediaType().isSchema1()) {
                read.put(digest, content.apply(manifest));
            }
        });
    }

    /** Empty where it was read and is not in staging, or is another there. */
    Optional<ManifestContent> at(Digest digest) {
        return Optional.ofNullable(read.get(digest));
    }
}
