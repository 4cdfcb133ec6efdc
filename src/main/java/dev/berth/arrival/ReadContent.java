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
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Finds the platform manifests under a digest: everything in it that could run somewhere, so that all of it is
 * scanned.
 */
@Component
class ReadContent {

    private final StagingRegistry registry;
    private final ImageLimits limits;

    ReadContent(StagingRegistry registry, ImageLimits limits) {
        this.registry = registry;
        this.limits = limits;
    }

    /**
     * Remote.
     *
     * @param digest by which the registry lists it
     * @param parts is given each digest that an index in it names
     */
    Content of(RepositoryName repository, Digest digest, Manifest manifest, Set<Digest> parts) {
        MediaType mediaType = manifest.mediaType();
        if (!mediaType.isManifest() && !mediaType.isSchema1()) {
            return ArtifactKinds.of(mediaType);
        }
        // Of schema 1 some registries take the digest without its signatures.
        if (!manifest.digest().equals(digest) && !mediaType.isSchema1()) {
            return new Content.Unreadable("The registry answered with another manifest.");
        }
        try {
            return switch (content(manifest, parts)) {
                case Image image -> read(repository, digest, image);
                case Index index -> read(repository, named(repository, manifest, parts), index);
            };
        } catch (MalformedManifest e) {
            return new Content.Unreadable(sentence(e));
        }
    }

    /** The same where no tag names it but those that belong to signatures: at best it is one. Remote. */
    Content reserved(RepositoryName repository, Manifest manifest, Set<Digest> parts) {
        try {
            return switch (content(manifest, parts)) {
                case Image image -> reserved(isAttachment(image));
                case Index index -> reserved(isListOfAttachments(named(repository, manifest, parts), index));
            };
        } catch (MalformedManifest e) {
            return reserved(false);
        }
    }

    private static Content reserved(boolean attachment) {
        return new Content.Artifact(attachment ? ArtifactKind.ATTACHMENT : ArtifactKind.RESERVED_TAG, "");
    }

    private static boolean isAttachment(Image image) {
        return ArtifactKinds.of(image)
                .filter(artifact -> artifact.kind() == ArtifactKind.ATTACHMENT)
                .isPresent();
    }

    /** As clients keep it where the registry does not know referrers. */
    private static boolean isListOfAttachments(NamedManifests named, Index index) {
        named.readAll(index);
        return index.manifests().stream()
                .flatMap(entry -> named.at(entry.digest()).stream())
                .allMatch(child -> child instanceof Image image && isAttachment(image));
    }

    private NamedManifests named(RepositoryName repository, Manifest manifest, Set<Digest> parts) {
        return new NamedManifests(registry, repository, limits, manifest, child -> content(child, parts));
    }

    private Content read(RepositoryName repository, Digest digest, Image image) {
        if (ArtifactKinds.isImageWithOddConfig(image)) {
            return new Content.Unreadable(oddConfig(image) + ".");
        }
        Optional<Content.Artifact> artifact = ArtifactKinds.of(image);
        return artifact.isPresent()
                ? artifact.get()
                : new Content.Platforms(List.of(new PlatformManifest(
                        digest,
                        registry.platform(repository, image.config()),
                        null,
                        Compression.of(image) == Compression.ZSTD)));
    }

    private Content read(RepositoryName repository, NamedManifests named, Index index) {
        Optional<Content.Artifact> artifact = ArtifactKinds.of(index);
        if (artifact.isPresent()) {
            return artifact.get();
        }
        Map<Digest, Found> found = new LinkedHashMap<>();
        collect(repository, named, index, 1, found, new HashSet<>());
        if (found.isEmpty()) {
            return new Content.Unreadable(
                    "The index names no image for any platform. Push the image itself, such as with docker push.");
        }
        List<Content.Artifact> artifacts = found.values().stream()
                .flatMap(child -> ArtifactKinds.of(child.image()).stream())
                .toList();
        return artifacts.size() == found.size()
                ? artifacts.getFirst()
                : new Content.Platforms(Distinction.of(found.values()));
    }

    private void collect(
            RepositoryName repository,
            NamedManifests named,
            Index index,
            int depth,
            Map<Digest, Found> platforms,
            Set<Digest> indexes) {
        if (depth > ImageLimits.DEEPEST_INDEX) {
            throw new MalformedManifest("The index names indexes that name indexes, deeper than Berth follows");
        }
        named.readAll(index);
        for (Descriptor entry : index.manifests()) {
            ManifestContent child = named.at(entry.digest())
                    .orElseThrow(() -> new MalformedManifest(
                            "The index names %s, which is not in staging".formatted(entry.digest())));
            switch (child) {
                case Index nested -> {
                    if (indexes.add(entry.digest())) {
                        collect(repository, named, nested, depth + 1, platforms, indexes);
                    }
                }
                case Image image -> {
                    if (ArtifactKinds.isImageWithOddConfig(image)) {
                        throw new MalformedManifest(oddConfig(image));
                    }
                    if (!isAttestation(entry, image)) {
                        platforms.computeIfAbsent(
                                entry.digest(),
                                digest -> new Found(
                                        digest, platform(repository, entry, image), entry.platformDetail(), image));
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

    /**
     * The label is any word of the pusher's, and what runs is what the configuration was built for: where both speak and differ, it
     * counts. What the label says to run nowhere no engine chooses.
     */
    private Platform platform(RepositoryName repository, Descriptor entry, Image image) {
        Platform label = entry.platform();
        if (label == null) {
            return registry.platform(repository, image.config());
        }
        if (label.equals(Platform.UNKNOWN)) {
            return label;
        }
        Platform built = registry.platform(repository, image.config());
        return built.equals(Platform.UNKNOWN) || built.isLike(label) ? label : built;
    }

    private ManifestContent content(Manifest manifest, Set<Digest> parts) {
        if (manifest.mediaType().isSchema1()) {
            throw new MalformedManifest(
                    "It is in Docker's schema 1, an old format that is neither scanned nor run any more. Build the image anew from"
                            + " its Dockerfile and push it again, or convert it: skopeo copy --format v2s2 docker://<where it is from>"
                            + " docker://<where you push to>");
        }
        ManifestContent content = manifest.content();
        if (content instanceof Index index) {
            index.manifests().forEach(entry -> parts.add(entry.digest()));
        }
        limits.exceededBy(content).ifPresent(sentence -> {
            throw new MalformedManifest(sentence);
        });
        return content;
    }

    private static String oddConfig(Image image) {
        return ("Its configuration is called %s, which no scanner takes for that of a container image, so it can be neither scanned"
                        + " nor approved. Build the image with docker build, podman build or buildah and push it again")
                .formatted(image.config().mediaType());
    }

    private static String sentence(MalformedManifest malformed) {
        return malformed.getMessage() + ".";
    }

    /** A manifest that may run somewhere. */
    record Found(Digest digest, Platform platform, @Nullable String detail, Image image) {}
}
