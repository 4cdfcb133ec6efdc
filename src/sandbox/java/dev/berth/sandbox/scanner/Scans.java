package dev.berth.sandbox.scanner;

import dev.berth.oci.Digest;
import dev.berth.oci.MediaType;
import dev.berth.oci.RepositoryName;
import dev.berth.sandbox.registry.ImagePut;
import dev.berth.sandbox.registry.RegistryStore;
import dev.berth.sandbox.registry.StoredImage;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.springframework.context.event.EventListener;

/**
 * The scans of images by repository and digest. One is on the disk before the push is acknowledged and stays there; what
 * was under way when the process ended is taken up again at the next start.
 */
public final class Scans implements AutoCloseable {

    /** ECR scans an image once in this time, the scan on push included. */
    private static final Duration ONCE_IN = Duration.ofHours(24);

    private record Key(RepositoryName repository, Digest digest) {
        static Key of(StoredImage image) {
            return new Key(image.repository(), image.digest());
        }
    }

    private final RegistryStore store;
    private final Function<StoredImage, Inspection> inspect;
    private final InstantSource clock;
    private final ScanFiles files;
    private final ConcurrentMap<Key, ScanRecord> scans = new ConcurrentHashMap<>();
    private final ExecutorService work = Executors.newFixedThreadPool(
            2, Thread.ofPlatform().daemon().name("scanner-", 0).factory());
    private volatile ScannerSettings settings;

    Scans(RegistryStore store, Function<StoredImage, Inspection> inspect, Path directory, InstantSource clock) {
        this.store = store;
        this.inspect = inspect;
        this.clock = clock;
        this.files = new ScanFiles(directory);
        this.settings = files.settings(ScannerSettings.DEFAULT);
        for (ScanRecord scan : files.scans()) {
            Key key = new Key(RepositoryName.of(scan.repository()), Digest.of(scan.digest()));
            scans.put(key, scan);
            if (scan.finished() == null) {
                schedule(key, scan);
            }
        }
    }

    /**
     * What is told of this image; nothing means `ScanNotFound`.
     *
     * @throws dev.berth.sandbox.registry.RegistryRefusal where there is no such repository
     */
    public Optional<Scan> of(RepositoryName repository, Digest digest) {
        Optional<StoredImage> image = store.image(repository, digest);
        Optional<ScanOverride> override = files.override(digest);
        if (override.isPresent()) {
            return override.filter(set -> !set.status().equals(ScanOverride.NOT_FOUND))
                    .map(set -> new Scan(
                            settings.shape(), set.status(), set.description(), set.completedAt(), set.findings()));
        }
        return image.flatMap(known -> Optional.ofNullable(scans.get(Key.of(known)))
                .filter(scan -> scan.pushedAt().equals(known.pushedAt()))
                .map(scan -> scan.told(settings.shape())));
    }

    /** Scans an image that is there, as StartImageScan does. */
    public Scan start(StoredImage image) {
        if (!isImage(image)) {
            throw new ScanRefusal.UnsupportedImageType(image.mediaType().value());
        }
        Instant since = clock.instant().minus(ONCE_IN);
        ScanRecord earlier = scans.get(Key.of(image));
        if (earlier != null
                && earlier.pushedAt().equals(image.pushedAt())
                && earlier.requestedAt().isAfter(since)) {
            throw new ScanRefusal.LimitExceeded();
        }
        return request(image).told(settings.shape());
    }

    @EventListener
    public void on(ImagePut put) {
        ScanRecord earlier = scans.get(Key.of(put.image()));
        boolean known = earlier != null && earlier.pushedAt().equals(put.image().pushedAt());
        if (put.repository().scanOnPush() && isImage(put.image()) && !known) {
            request(put.image());
        }
    }

    // What a test or a person sets

    public ScannerSettings settings() {
        return settings;
    }

    public void use(ScannerSettings changed) {
        files.keep(changed);
        settings = changed;
    }

    public Optional<ScanOverride> override(Digest digest) {
        return files.override(digest);
    }

    public void override(Digest digest, ScanOverride override) {
        files.keep(digest, override);
    }

    /** From now on the digest is told as it was scanned. */
    public void dropOverride(Digest digest) {
        files.dropOverride(digest);
    }

    /** Waits a little for what is being read; what does not end in time is taken up at the next start. */
    @Override
    public void close() {
        work.shutdown();
        try {
            boolean ended = work.awaitTermination(5, TimeUnit.SECONDS);
            if (!ended) {
                work.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean isImage(StoredImage image) {
        MediaType config = image.artifactMediaType();
        return config != null && config.isImageConfig();
    }

    private ScanRecord request(StoredImage image) {
        ScanRecord scan = new ScanRecord(
                image.repository().value(),
                image.digest().value(),
                image.pushedAt(),
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                null);
        keep(Key.of(image), scan);
        schedule(Key.of(image), scan);
        return scan;
    }

    private void schedule(Key key, ScanRecord scan) {
        Duration left = Duration.between(clock.instant(), scan.requestedAt().plus(settings.delay()));
        CompletableFuture.delayedExecutor(Math.max(0, left.toMillis()), TimeUnit.MILLISECONDS, work)
                .execute(() -> run(key, scan));
    }

    private void run(Key key, ScanRecord scan) {
        Optional<StoredImage> image = store.find(key.repository())
                .flatMap(repository -> store.image(repository.name(), key.digest()))
                .filter(found -> found.pushedAt().equals(scan.pushedAt()));
        image.ifPresent(found -> keep(key, scan.finish(finished(inspected(found)))));
    }

    /** Whatever the reading stumbles over, somebody pushed it: the scan has failed, where otherwise it would never end. */
    private Inspection inspected(StoredImage image) {
        try {
            return inspect.apply(image);
        } catch (RuntimeException e) {
            return new Inspection.Failed("The image cannot be read: " + e);
        }
    }

    private ScanRecord.Finished finished(Inspection inspection) {
        ScannerSettings now = settings;
        Instant at = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        return switch (inspection) {
            case Inspection.Read read ->
                new ScanRecord.Finished(
                        now.shape(),
                        now.shape() == Scan.Shape.BASIC ? Scan.COMPLETE : Scan.ACTIVE,
                        now.shape() == Scan.Shape.BASIC
                                ? "The scan was completed successfully."
                                : "Continuous scan is selected for image.",
                        at,
                        read.findings());
            case Inspection.Unsupported unsupported ->
                new ScanRecord.Finished(now.shape(), Scan.UNSUPPORTED_IMAGE, unsupported.reason(), null, List.of());
            case Inspection.Failed failed ->
                new ScanRecord.Finished(now.shape(), Scan.FAILED, failed.reason(), null, List.of());
        };
    }

    private void keep(Key key, ScanRecord scan) {
        files.keep(scan);
        scans.put(key, scan);
    }
}
