package dev.berth.arrival;

import dev.berth.oci.Descriptor;
import dev.berth.oci.Digest;
import dev.berth.oci.Manifest;
import dev.berth.oci.MediaType;
import dev.berth.oci.Platform;
import dev.berth.oci.RepositoryName;
import dev.berth.oci.Tag;
import dev.berth.testing.Blob;
import dev.berth.testing.TestImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** A registry in memory that counts what it is asked, and refuses to be asked within a transaction. */
public final class FakeStaging implements StagingRegistry {

    private final Map<RepositoryName, Shelf> shelves = new HashMap<>();
    private final InstantSource clock;

    public FakeStaging(InstantSource clock) {
        this.clock = clock;
    }

    /** Pushes an image with all that is under it, and lets these tags name it. */
    public synchronized void push(RepositoryName repository, TestImage image, String... tags) {
        Shelf shelf = shelf(repository);
        image.everyManifest().forEach(part -> {
            shelf.put(part.digest(), part.manifest(), clock.instant());
            part.blobs().forEach(blob -> shelf.blobs.put(blob.digest(), blob));
        });
        tag(repository, image.digest(), tags);
    }

    /** As it stands, well formed or not. */
    public synchronized void push(RepositoryName repository, Digest digest, Manifest manifest, String... tags) {
        shelf(repository).put(digest, manifest, clock.instant());
        tag(repository, digest, tags);
    }

    synchronized void tag(RepositoryName repository, Digest digest, String... tags) {
        for (String tag : tags) {
            shelf(repository).tags.put(Tag.of(tag), digest);
        }
    }

    synchronized void untag(RepositoryName repository, String tag) {
        shelf(repository).tags.remove(Tag.of(tag));
    }

    synchronized void remove(RepositoryName repository, Digest digest) {
        shelf(repository).manifests.remove(digest);
    }

    /** One listing shows the tag on this digest too, as when it moves between two pages. */
    synchronized void listAlso(RepositoryName repository, Digest digest, String tag) {
        shelf(repository).twice.put(digest, Tag.of(tag));
    }

    /** Until it is told null again. */
    synchronized void fail(RepositoryName repository, @Nullable String message) {
        shelf(repository).failure = message;
    }

    /** Lists all and gives nothing, until it is told null again. */
    synchronized void failReading(RepositoryName repository, @Nullable String message) {
        shelf(repository).readingFailure = message;
    }

    /** Lists it and does not give it, be it a manifest or a config. */
    synchronized void withhold(RepositoryName repository, Digest digest) {
        shelf(repository).withheld.add(digest);
    }

    synchronized void give(RepositoryName repository, Digest digest) {
        shelf(repository).withheld.remove(digest);
    }

    /** Runs once, after the next listing was made and before it is handed out. */
    synchronized void afterListing(RepositoryName repository, Runnable meanwhile) {
        shelf(repository).meanwhile = meanwhile;
    }

    synchronized int listings(RepositoryName repository) {
        return shelf(repository).listings;
    }

    synchronized int readings(RepositoryName repository) {
        return shelf(repository).readings;
    }

    synchronized int manifestsRead(RepositoryName repository) {
        return shelf(repository).manifestsRead;
    }

    synchronized int configsRead(RepositoryName repository) {
        return shelf(repository).configsRead;
    }

    synchronized int mostListingsAtOnce(RepositoryName repository) {
        return shelf(repository).mostAtOnce;
    }

    @Override
    public List<Listed> list(RepositoryName repository) {
        outsideTransactions();
        Shelf shelf = begin(repository);
        try {
            Runnable meanwhile;
            List<Listed> listed = new ArrayList<>();
            synchronized (this) {
                shelf.listings++;
                shelf.throwFailure();
                Map<Digest, Set<Tag>> tags = new LinkedHashMap<>();
                shelf.manifests.keySet().forEach(digest -> tags.put(digest, new HashSet<>()));
                shelf.tags.forEach((tag, digest) ->
                        tags.computeIfAbsent(digest, key -> new HashSet<>()).add(tag));
                shelf.twice.forEach((digest, tag) ->
                        tags.computeIfAbsent(digest, key -> new HashSet<>()).add(tag));
                shelf.twice.clear();
                tags.forEach((digest, names) -> listed.add(listed(shelf, digest, names)));
                meanwhile = shelf.meanwhile;
                shelf.meanwhile = () -> {};
            }
            meanwhile.run();
            return listed;
        } finally {
            end(shelf);
        }
    }

    private synchronized Shelf begin(RepositoryName repository) {
        Shelf shelf = shelf(repository);
        shelf.asking++;
        shelf.mostAtOnce = Math.max(shelf.mostAtOnce, shelf.asking);
        return shelf;
    }

    private synchronized void end(Shelf shelf) {
        shelf.asking--;
    }

    private static Listed listed(Shelf shelf, Digest digest, Set<Tag> tags) {
        Manifest manifest = shelf.manifests.get(digest);
        return new Listed(
                digest,
                tags,
                manifest == null ? MediaType.OCI_MANIFEST : manifest.mediaType(),
                1000,
                shelf.pushedAt(digest));
    }

    @Override
    public synchronized Map<Digest, Manifest> manifests(RepositoryName repository, Collection<Digest> digests) {
        outsideTransactions();
        if (digests.size() > MANIFESTS_AT_ONCE) {
            throw new AssertionError("%d manifests are asked for at once".formatted(digests.size()));
        }
        Shelf shelf = shelf(repository);
        shelf.readings++;
        shelf.manifestsRead += digests.size();
        shelf.throwFailure();
        if (shelf.readingFailure != null) {
            throw new StagingUnavailable(shelf.readingFailure);
        }
        digests.forEach(shelf::throwWithheld);
        Map<Digest, Manifest> found = new HashMap<>(shelf.manifests);
        found.keySet().retainAll(digests);
        return found;
    }

    @Override
    public synchronized Platform platform(RepositoryName repository, Descriptor config) {
        outsideTransactions();
        shelf(repository).configsRead++;
        shelf(repository).throwWithheld(config.digest());
        Blob blob = shelf(repository).blobs.get(config.digest());
        if (blob == null) {
            return Platform.UNKNOWN;
        }
        try (InputStream content = blob.content().get()) {
            return Platform.ofConfig(content.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void outsideTransactions() {
        if (TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new AssertionError("A remote call within a transaction");
        }
    }

    private Shelf shelf(RepositoryName repository) {
        return shelves.computeIfAbsent(repository, key -> new Shelf());
    }

    private static final class Shelf {

        private final Map<Digest, Manifest> manifests = new LinkedHashMap<>();
        private final Map<Digest, Instant> pushedAt = new HashMap<>();
        private final Map<Digest, Blob> blobs = new HashMap<>();
        private final Map<Tag, Digest> tags = new LinkedHashMap<>();
        private final Set<Digest> withheld = new HashSet<>();
        private final Map<Digest, Tag> twice = new HashMap<>();
        private Runnable meanwhile = () -> {};
        private @Nullable String failure;
        private @Nullable String readingFailure;
        private int listings;
        private int readings;
        private int manifestsRead;
        private int configsRead;
        private int asking;
        private int mostAtOnce;

        /** As ECR keeps it: the same digest again is no other push, and fractions of a second are not told. */
        private void put(Digest digest, Manifest manifest, Instant now) {
            if (!manifests.containsKey(digest)) {
                pushedAt.put(digest, now.truncatedTo(ChronoUnit.SECONDS));
            }
            manifests.put(digest, manifest);
        }

        private Instant pushedAt(Digest digest) {
            return pushedAt.getOrDefault(digest, Instant.EPOCH);
        }

        private void throwFailure() {
            if (failure != null) {
                throw new StagingUnavailable(failure);
            }
        }

        private void throwWithheld(Digest digest) {
            if (withheld.contains(digest)) {
                throw new ImageWithheld("Not given: " + digest);
            }
        }
    }
}
