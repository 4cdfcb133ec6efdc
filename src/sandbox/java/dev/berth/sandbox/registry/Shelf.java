package dev.berth.sandbox.registry;

import dev.berth.oci.Digest;
import dev.berth.oci.Manifest;
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

/** One repository's whole state, unchangeable: a change makes the next shelf, which is on the disk before it is seen. */
record Shelf(Repository repository, Map<Digest, Held> manifests, Map<Tag, Digest> tags, Set<Digest> blobs) {

    /** A manifest without its bytes, which stay on the disk. */
    record Held(Described manifest, Contained content, long imageSize, Instant pushedAt) {

        /** @param there all that it may name: indexes may hold indexes, so the size of each is summed up but once */
        static Held of(Manifest manifest, Contained content, Instant pushedAt, Map<Digest, Held> there) {
            long largest = content.children().stream()
                    .flatMap(child -> Stream.ofNullable(there.get(child)))
                    .mapToLong(Held::imageSize)
                    .max()
                    .orElse(0);
            return new Held(
                    new Described(manifest.mediaType(), manifest.digest(), manifest.size()),
                    content,
                    content.size() + largest,
                    pushedAt);
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
        return Optional.ofNullable(manifests.get(digest)).map(this::stored);
    }

    private StoredImage stored(Held held) {
        Described manifest = held.manifest();
        Contained content = held.content();
        return new StoredImage(
                repository.name(),
                manifest.digest(),
                manifest.mediaType(),
                manifest.size(),
                held.imageSize(),
                content.config(),
                content.artifactType(),
                content.subject(),
                content.annotations(),
                held.pushedAt(),
                tagsOf(manifest.digest()));
    }

    /** The index that names this manifest, if any. */
    Optional<Digest> parentOf(Digest digest) {
        return manifests.values().stream()
                .filter(held -> held.content().children().contains(digest))
                .map(held -> held.manifest().digest())
                .findFirst();
    }

    /** What must be there before this manifest: blobs of an image, children of an index. */
    void requireComplete(Contained content) {
        List<Digest> blobsMissing =
                content.blobs().stream().filter(blob -> !blobs.contains(blob)).toList();
        if (!blobsMissing.isEmpty()) {
            throw new RegistryRefusal.BlobsMissing(blobsMissing);
        }
        List<Digest> childrenMissing = content.children().stream()
                .filter(child -> !manifests.containsKey(child))
                .toList();
        if (!childrenMissing.isEmpty()) {
            throw new RegistryRefusal.ChildrenMissing(childrenMissing);
        }
    }
}
