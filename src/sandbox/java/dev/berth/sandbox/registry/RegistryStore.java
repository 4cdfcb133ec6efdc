package dev.berth.sandbox.registry;

import dev.berth.oci.Digest;
import dev.berth.oci.Manifest;
import dev.berth.oci.Reference;
import dev.berth.oci.RepositoryName;
import dev.berth.oci.Tag;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The repositories and what is in them, on the disk under one directory. Reads see the last acknowledged state and wait
 * for nobody; writes are one after another, each on the disk before it is seen or acknowledged. What cannot be done is
 * a {@link RegistryRefusal}. A blob is visible only in repositories it was uploaded or mounted to.
 */
public final class RegistryStore {

    private final Path directory;
    private final Contents contents;
    private final InstantSource clock;
    private final Consumer<ImagePut> listener;
    private final ConcurrentMap<RepositoryName, Shelf> shelves = new ConcurrentHashMap<>();
    private final ReentrantLock writing = new ReentrantLock();

    /** Opens what an earlier process left, and drops what it had not finished. One process at a time per directory. */
    public RegistryStore(Path directory, InstantSource clock, Consumer<ImagePut> listener) {
        this.directory = directory.resolve("repositories");
        this.contents = new Contents(directory.resolve("contents"));
        this.clock = clock;
        this.listener = listener;
        DurableFiles.createDirectories(this.directory);
        load();
    }

    // Repositories

    public Repository create(
            RepositoryName name, TagMutability mutability, boolean scanOnPush, Map<String, String> resourceTags) {
        return locked(() -> {
            if (shelves.containsKey(name)) {
                throw new RegistryRefusal.RepositoryExists(name);
            }
            Repository created = new Repository(
                    name, clock.instant().truncatedTo(ChronoUnit.MILLIS), mutability, scanOnPush, resourceTags, null);
            keep(Shelf.empty(created));
            return created;
        });
    }

    public Optional<Repository> find(RepositoryName name) {
        return Optional.ofNullable(shelves.get(name)).map(Shelf::repository);
    }

    public Repository get(RepositoryName name) {
        return shelf(name).repository();
    }

    /** By name. */
    public List<Repository> all() {
        return shelves.values().stream()
                .map(Shelf::repository)
                .sorted(Comparator.comparing(repository -> repository.name().value()))
                .toList();
    }

    /** Changes settings; the name and the time of creation stay what they are. */
    public Repository update(RepositoryName name, UnaryOperator<Repository> change) {
        return locked(() -> {
            Shelf shelf = shelf(name);
            Repository changed = change.apply(shelf.repository());
            keep(shelf.with(changed));
            return changed;
        });
    }

    /** @param force deletes it with the images that are in it */
    public Repository delete(RepositoryName name, boolean force) {
        return locked(() -> {
            Shelf shelf = shelf(name);
            if (!force && !shelf.manifests().isEmpty()) {
                throw new RegistryRefusal.RepositoryNotEmpty(name);
            }
            DurableFiles.delete(RepositoryFile.in(directory, name));
            shelves.remove(name);
            return shelf.repository();
        });
    }

    // Images

    /** In the order in which they were pushed first. */
    public List<StoredImage> images(RepositoryName name) {
        Shelf shelf = shelf(name);
        return shelf.manifests().keySet().stream()
                .flatMap(digest -> shelf.image(digest).stream())
                .toList();
    }

    public Optional<StoredImage> image(RepositoryName name, Reference reference) {
        Shelf shelf = shelf(name);
        return shelf.resolve(reference).flatMap(shelf::image);
    }

    public Manifest manifest(RepositoryName name, Reference reference) {
        StoredImage image = image(name, reference).orElseThrow(RegistryRefusal.ImageUnknown::new);
        return Manifest.of(image.mediaType(), contents.read(image.digest()));
    }

    /** In lexical order. */
    public List<Tag> tags(RepositoryName name) {
        return shelf(name).tags().keySet().stream()
                .sorted(Comparator.comparing(Tag::value))
                .toList();
    }

    /** The images whose subject this digest is, whether it is there or not. */
    public List<StoredImage> referrers(RepositoryName name, Digest subject) {
        return images(name).stream()
                .filter(image -> subject.equals(image.subject()))
                .toList();
    }

    /**
     * Takes a manifest verbatim.
     *
     * @param tag moves here; none puts by digest alone
     * @throws dev.berth.oci.MalformedManifest where the bytes are not what their media type says
     */
    public PutImage put(RepositoryName name, Manifest manifest, @Nullable Tag tag) {
        Contained content = Contained.in(manifest);
        PutImage put = locked(() -> {
            Shelf shelf = shelf(name);
            Digest digest = manifest.digest();
            if (tag != null
                    && shelf.tags().containsKey(tag)
                    && shelf.repository().mutability().protects(tag)) {
                throw new RegistryRefusal.TagImmutable(tag, name);
            }
            shelf.requireComplete(content);
            boolean known = shelf.manifests().containsKey(digest);
            boolean tagged = tag == null || digest.equals(shelf.tags().get(tag));
            Shelf next = shelf;
            if (!known) {
                contents.keep(digest, manifest.bytes());
                next = next.with(Shelf.Held.of(
                        manifest, content, clock.instant().truncatedTo(ChronoUnit.MILLIS), shelf.manifests()));
            }
            if (tag != null && !tagged) {
                next = next.with(tag, digest);
            }
            if (!known || !tagged) {
                keep(next);
            }
            return new PutImage(next.image(digest).orElseThrow(), !known || !tagged);
        });
        listener.accept(new ImagePut(get(name), put.image()));
        return put;
    }

    /** A tag alone, and with the last tag the image, as ECR does; a digest with all its tags. */
    public RemovedImage remove(RepositoryName name, Reference reference) {
        return locked(() -> {
            Shelf shelf = shelf(name);
            Digest digest = shelf.resolve(reference).orElseThrow(RegistryRefusal.ImageUnknown::new);
            List<Tag> tags = shelf.tagsOf(digest);
            if (reference instanceof Tag tag && tags.size() > 1) {
                keep(shelf.without(tag));
                return new RemovedImage(digest, List.of(tag), false);
            }
            shelf.parentOf(digest).ifPresent(parent -> {
                throw new RegistryRefusal.ImageReferenced(digest, parent);
            });
            keep(shelf.without(digest));
            return new RemovedImage(digest, tags, true);
        });
    }

    // Blobs

    public Optional<StoredBlob> blob(RepositoryName name, Digest digest) {
        return shelf(name).blobs().contains(digest) ? Optional.of(stored(digest)) : Optional.empty();
    }

    /** Makes a blob of one repository one of another too; nothing where the first does not hold it, or is not there. */
    public Optional<StoredBlob> mount(RepositoryName to, RepositoryName from, Digest digest) {
        return locked(() -> {
            Shelf target = shelf(to);
            Shelf source = shelves.get(from);
            if (source == null || !source.blobs().contains(digest)) {
                return Optional.empty();
            }
            link(target, digest);
            return Optional.of(stored(digest));
        });
    }

    /** @param file forced to the disk, of exactly this digest; it is moved */
    CompletedUpload adopt(RepositoryName name, Digest digest, Path file) {
        return locked(() -> {
            Shelf shelf = shelf(name);
            contents.adopt(digest, file);
            return new CompletedUpload(stored(digest), !link(shelf, digest));
        });
    }

    private boolean link(Shelf shelf, Digest digest) {
        if (shelf.blobs().contains(digest)) {
            return false;
        }
        keep(shelf.withBlob(digest));
        return true;
    }

    private StoredBlob stored(Digest digest) {
        return new StoredBlob(digest, contents.size(digest), contents.file(digest));
    }

    private Shelf shelf(RepositoryName name) {
        Shelf shelf = shelves.get(name);
        if (shelf == null) {
            throw new RegistryRefusal.RepositoryUnknown(name);
        }
        return shelf;
    }

    private void keep(Shelf shelf) {
        RepositoryFile.write(directory, shelf);
        shelves.put(shelf.repository().name(), shelf);
    }

    private interface Work<T> {
        T run();
    }

    private <T> T locked(Work<T> work) {
        writing.lock();
        try {
            return work.run();
        } finally {
            writing.unlock();
        }
    }

    private void load() {
        Set<Digest> wanted = new HashSet<>();
        for (Path file : files()) {
            if (file.toString().endsWith(DurableFiles.TEMPORARY)) {
                DurableFiles.delete(file);
                continue;
            }
            Shelf shelf = RepositoryFile.read(file, contents);
            shelves.put(shelf.repository().name(), shelf);
            wanted.addAll(shelf.blobs());
            wanted.addAll(shelf.manifests().keySet());
        }
        contents.dropAllBut(wanted);
    }

    private List<Path> files() {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
