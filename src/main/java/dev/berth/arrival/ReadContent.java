package dev.berth.arrival;

import dev.berth.arrival.StagedImage.PlatformManifest;
import dev.berth.oci.Descriptor;
import dev.berth.oci.Digest;
import dev.berth.oci.ImageLimits;
import dev.berth.oci.MalformedManifest;
import dev.berth.oci.Manifest;
import dev.berth.oci.ManifestContent;
import dev.berth.oci.ManifestContent.Image;
import dev.berth.oci.ManifestContent.Index;
import dev.berth.oci.MediaType;
import dev.berth.oci.Platform;
import dev.berth.oci.RepositoryName;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Finds the platform manifests under a digest: everything in it that could run somewhere, so that all of it is scanned. */
@Component
class ReadContent {

    /** An index may hold an index. Nobody builds deeper than this. */
    private static final int DEEPEST = 3;

    private static final int MOST_MANIFESTS = 64;

    private final StagingRegistry registry;
    private final ImageLimits limits;

    ReadContent(StagingRegistry registry, ImageLimits limits) {
        this.registry = registry;
        this.limits = limits;
    }

    /** Remote. */
    Content of(RepositoryName repository, Manifest manifest) {
        try {
            return switch (bounded(manifest)) {
                case Image image -> read(repository, manifest.digest(), image);
                case Index index -> read(repository, index);
            };
        } catch (MalformedManifest e) {
            return new Content.Unreadable(sentence(e));
        }
    }

    private ManifestContent bounded(Manifest manifest) {
        ManifestContent content = manifest.content();
        limits.exceededBy(content).ifPresent(sentence -> {
            throw new MalformedManifest(sentence);
        });
        return content;
    }

    private Content read(RepositoryName repository, Digest digest, Image image) {
        if (image.subject() != null) {
            return new Content.Artifact("It belongs to " + image.subject().digest());
        }
        if (image.artifactType() != null || !image.config().mediaType().isImageConfig()) {
            return new Content.Artifact("It is a "
                    + (image.artifactType() != null
                            ? image.artifactType()
                            : image.config().mediaType().value()));
        }
        return new Content.Platforms(
                List.of(new PlatformManifest(digest, registry.platform(repository, image.config()))));
    }

    private Content read(RepositoryName repository, Index index) {
        if (index.subject() != null) {
            return new Content.Artifact("It belongs to " + index.subject().digest());
        }
        if (index.artifactType() != null) {
            return new Content.Artifact("It is a " + index.artifactType());
        }
        Map<Digest, PlatformManifest> platforms = new LinkedHashMap<>();
        collect(repository, index, 1, platforms, new HashSet<>());
        return platforms.isEmpty()
                ? new Content.Unreadable("The index names no image for any platform.")
                : new Content.Platforms(List.copyOf(platforms.values()));
    }

    private void collect(
            RepositoryName repository,
            Index index,
            int depth,
            Map<Digest, PlatformManifest> platforms,
            Set<Digest> indexes) {
        if (depth > DEEPEST
                || platforms.size() + indexes.size() + index.manifests().size() > MOST_MANIFESTS) {
            throw new MalformedManifest("The index names more manifests, or deeper ones, than Berth follows");
        }
        Map<Digest, Manifest> children = registry.manifests(
                repository,
                index.manifests().stream().map(Descriptor::digest).distinct().toList());
        for (Descriptor entry : index.manifests()) {
            Manifest child = children.get(entry.digest());
            if (child == null || !child.digest().equals(entry.digest())) {
                throw new MalformedManifest("The index names %s, which is not in staging".formatted(entry.digest()));
            }
            switch (bounded(child)) {
                case Index nested -> {
                    if (indexes.add(entry.digest())) {
                        collect(repository, nested, depth + 1, platforms, indexes);
                    }
                }
                case Image image -> {
                    if (!isAttestation(entry, image)) {
                        platforms.computeIfAbsent(
                                entry.digest(),
                                digest -> new PlatformManifest(digest, platform(repository, entry, image)));
                    }
                }
            }
        }
    }

    /** The annotation alone proves nothing: it could stand on an image that somebody would rather not have scanned. */
    private static boolean isAttestation(Descriptor entry, Image image) {
        return entry.isAttestation()
                && !image.layers().isEmpty()
                && image.layers().stream().allMatch(layer -> layer.mediaType().equals(MediaType.IN_TOTO));
    }

    private Platform platform(RepositoryName repository, Descriptor entry, Image image) {
        return entry.platform() != null ? entry.platform() : registry.platform(repository, image.config());
    }

    private static String sentence(MalformedManifest malformed) {
        return malformed.getMessage() + ".";
    }
}
