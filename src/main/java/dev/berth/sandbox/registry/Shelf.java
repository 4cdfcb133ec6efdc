package dev.berth.sandbox.registry;

import dev.berth.oci.Descriptor;
import dev.berth.oci.Digest;
import dev.berth.oci.Manifest;
import dev.berth.oci.ManifestContent;
import dev.berth.oci.MediaType;
import dev.berth.oci.Reference;
import dev.berth.oci.Tag;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One repository's whole state, unchangeable: a change makes the next shelf, which is on the disk before it is seen. */
record Shelf(Repository repository, Map<Digest, Held> manifests, Map<Tag, Digest> tags, Set<Digest> blobs) {

    /** A manifest without its bytes, which stay on the disk. */
    record Held(Described manifest, ManifestContent content, long imageSize, Instant pushedAt) {

        /** @param there all that it may name: indexes may hold indexes, so the size of each is summed up but once */
        static Held of(Manifest manifest, ManifestContent content, Instant pushedAt, Map<Digest, Held> there) {
            return new Held(
                    new Described(manifest.mediaType(), manifest.digest(), manifest.size()),
                    content,
                    size(content, there),
                    pushedAt);
        }

        private static long size(ManifestContent content, Map<Digest, Held> there) {
            return switch (content) {
                case ManifestContent.Image image ->
                    image.blobs().stream().mapToLong(Descriptor::size).sum();
                case ManifestContent.Index index ->
                    index.manifests().stream()
                            .flatMap(entry -> Stream.ofNullable(there.get(entry.digest())))
                            .mapToLong(Held::imageSize)
                            .max()
                            .orElse(0);
            };
        }
    }

    record Described(MediaType mediaType, Digest digest, int size) {}

    Shelf {
        manifests = Collections.unmodifiableMap(new LinkedHashMap<>(manifests));
        tags = Collections.unmodifiableMap(new LinkedHashMap<>(tags));
        blobs = Collections.unmodifiableSet(new LinkedHashSet<>(blobs));
    }

    static Shelf empty(Repository repository) {
        return new Shelf(repository, Map.of(), Map.of(), Set.of());
    }

    Shelf with(Repository changed) {
        return new Shelf(changed, manifests, tags, blobs);
    }

    Shelf withBlob(Digest digest) {
        Set<Digest> more = new LinkedHashSet<>(blobs);
        more.add(digest);
        return new Shelf(repository, manifests, tags, more);
    }

    Shelf with(Held held) {
        Map<Digest, Held> more = new LinkedHashMap<>(manifests);
        more.putIfAbsent(held.manifest().digest(), held);
        return new Shelf(repository, more, tags, blobs);
    }

    Shelf with(Tag tag, Digest digest) {
        Map<Tag, Digest> more = new LinkedHashMap<>(tags);
        more.put(tag, digest);
        return new Shelf(repository, manifests, more, blobs);
    }

    Shelf without(Tag tag) {
        Map<Tag, Digest> fewer = new LinkedHashMap<>(tags);
        fewer.remove(tag);
        return new Shelf(repository, manifests, fewer, blobs);
    }

    Shelf without(Digest digest) {
        Map<Digest, Held> fewer = new LinkedHashMap<>(manifests);
        fewer.remove(digest);
        Map<Tag, Digest> left = new LinkedHashMap<>(tags);
        left.values().removeIf(digest::equals);
        return new Shelf(repository, fewer, left, blobs);
    }

    Optional<Digest> resolve(Reference reference) {
        return switch (reference) {
            case Tag tag -> Optional.ofNullable(tags.get(tag));
            case Digest digest -> manifests.containsKey(digest) ? Optional.of(digest) : Optional.empty();
        };
    }

    List<Tag> tagsOf(Digest digest) {
        return tags.entrySet().stream()
                .filter(entry -> entry.getValue().equals(digest))
                .map(Map.Entry::getKey)
                .sorted(Comparator.comparing(Tag::value))
                .toList();
    }

    Optional<StoredImage> image(Digest digest) {
        return Optional.ofNullable(manifests.get(digest)).map(held -> {
            ManifestContent content = held.content();
            Descriptor subject = content.subject();
            return switch (content) {
                case ManifestContent.Image image ->
                    stored(held, image.config().mediaType(), orConfig(image), subject, image.annotations());
                case ManifestContent.Index index ->
                    stored(held, null, index.artifactType(), subject, index.annotations());
            };
        });
    }

    private static String orConfig(ManifestContent.Image image) {
        String artifactType = image.artifactType();
        return artifactType == null ? image.config().mediaType().value() : artifactType;
    }

    private StoredImage stored(
            Held held,
            @Nullable MediaType artifactMediaType,
            @Nullable String artifactType,
            @Nullable Descriptor subject,
            Map<String, String> annotations) {
        Described manifest = held.manifest();
        return new StoredImage(
                repository.name(),
                manifest.digest(),
                manifest.mediaType(),
                manifest.size(),
                held.imageSize(),
                artifactMediaType,
                artifactType,
                subject == null ? null : subject.digest(),
                annotations,
                held.pushedAt(),
                tagsOf(manifest.digest()));
    }

    /** The index that names this manifest, if any. */
    Optional<Digest> parentOf(Digest digest) {
        return manifests.values().stream()
                .filter(held -> held.content() instanceof ManifestContent.Index index
                        && index.manifests().stream()
                                .anyMatch(entry -> entry.digest().equals(digest)))
                .map(held -> held.manifest().digest())
                .findFirst();
    }

    /** What must be there before this manifest: blobs of an image but those kept elsewhere by their nature, children of an index. */
    void requireComplete(ManifestContent content) {
        switch (content) {
            case ManifestContent.Image image -> {
                List<Digest> missing = image.blobs().stream()
                        .filter(blob -> !isKeptElsewhere(blob.mediaType()))
                        .map(Descriptor::digest)
                        .filter(blob -> !blobs.contains(blob))
                        .distinct()
                        .toList();
                if (!missing.isEmpty()) {
                    throw new RegistryRefusal.BlobsMissing(missing);
                }
            }
            case ManifestContent.Index index -> {
                List<Digest> missing = index.manifests().stream()
                        .map(Descriptor::digest)
                        .filter(child -> !manifests.containsKey(child))
                        .distinct()
                        .toList();
                if (!missing.isEmpty()) {
                    throw new RegistryRefusal.ChildrenMissing(missing);
                }
            }
        }
    }

    private static boolean isKeptElsewhere(MediaType mediaType) {
        return mediaType.value().contains("nondistributable")
                || mediaType.value().contains(".foreign.");
    }
}
