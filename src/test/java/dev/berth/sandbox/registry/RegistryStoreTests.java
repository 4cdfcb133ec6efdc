package dev.berth.sandbox.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.oci.Digest;
import dev.berth.oci.Manifest;
import dev.berth.oci.MediaType;
import dev.berth.oci.RepositoryName;
import dev.berth.oci.Tag;
import dev.berth.testing.Blob;
import dev.berth.testing.ImageFixtures;
import dev.berth.testing.TestImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegistryStoreTests {

    private static final RepositoryName ALICE = RepositoryName.of("nextflow-staging/alice");
    private static final RepositoryName BOB = RepositoryName.of("nextflow-staging/bob");
    private static final InstantSource CLOCK = InstantSource.system();

    @TempDir
    private Path directory;

    /** A store and its uploads, of one run. Dropping it without a word is what a kill does. */
    private record RunningStore(RegistryStore store, LayerUploads uploads, List<ImagePut> told) {

        static RunningStore start(Path directory) {
            List<ImagePut> told = new ArrayList<>();
            RegistryStore store = new RegistryStore(directory, CLOCK, told::add);
            return new RunningStore(store, new LayerUploads(store, directory, CLOCK), told);
        }

        void pushBlobs(RepositoryName repository, TestImage image) {
            for (Blob blob : image.blobs()) {
                try (InputStream content = blob.content().get()) {
                    uploads.whole(repository, blob.digest(), blob.size(), content);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }

        StoredImage push(RepositoryName repository, String tag, TestImage image) {
            image.children().forEach(child -> {
                pushBlobs(repository, child);
                store.put(repository, child.manifest(), null);
            });
            pushBlobs(repository, image);
            return store.put(repository, image.manifest(), Tag.of(tag)).image();
        }
    }

    private RunningStore start() {
        RunningStore running = RunningStore.start(directory);
        if (running.store().find(ALICE).isEmpty()) {
            running.store().create(ALICE, TagMutability.MUTABLE, true, Map.of("owner", "alice"));
        }
        return running;
    }

    // Over restarts and kills

    @Test
    void everythingAcknowledgedIsThereAfterAKill() {
        RunningStore before = start();
        TestImage index = ImageFixtures.anAttestedIndexOf(debian("1"), debian("2"));
        TestImage odd = ImageFixtures.anImage()
                .withDebian("12", "a=1")
                .asDockerSchema2()
                .build();
        before.push(ALICE, "index", index);
        before.push(ALICE, "odd", odd);
        before.store()
                .update(
                        ALICE,
                        now -> now.withLifecyclePolicy("{\"rules\": []}")
                                .with(new TagMutability(
                                        TagMutability.Rule.IMMUTABLE_WITH_EXCLUSION, List.of("dev-*"))));
        before.store().create(BOB, TagMutability.MUTABLE, false, Map.of());
        before.store().mount(BOB, ALICE, odd.blobs().getFirst().digest());

        RegistryStore after = RunningStore.start(directory).store();

        assertThat(after.all()).isEqualTo(before.store().all());
        assertThat(after.images(ALICE)).isEqualTo(before.store().images(ALICE));
        assertThat(after.manifest(ALICE, Tag.of("odd")).bytes())
                .isEqualTo(odd.manifest().bytes());
        assertThat(after.blob(BOB, odd.blobs().getFirst().digest())).isPresent();
        assertThat(after.blob(BOB, odd.blobs().getLast().digest())).isEmpty();
    }

    @Test
    void nothingOfAnUploadUnderWayIsThereAfterAKill() {
        RunningStore before = start();
        byte[] content = bytes(100_000);
        UploadId upload = before.uploads().begin(ALICE);
        before.uploads().append(ALICE, upload, null, null, new ByteArrayInputStream(content));

        RunningStore after = start();

        assertThat(directory.resolve("uploads")).isEmptyDirectory();
        assertThat(directory.resolve("contents")).isEmptyDirectory();
        assertThat(after.store().blob(ALICE, Digest.ofContent(content))).isEmpty();
        assertThatThrownBy(() -> after.uploads().received(ALICE, upload))
                .isInstanceOf(RegistryRefusal.UploadUnknown.class);
    }

    @Test
    void halfWrittenFilesAndContentThatNobodyKnowsAreDroppedAtTheStart() throws IOException {
        RunningStore before = start();
        TestImage image = debian("1");
        before.push(ALICE, "v1", image);
        Files.writeString(directory.resolve("repositories/half.tmp"), "{\"name\": \"nextf");
        Files.writeString(directory.resolve("contents/half.tmp"), "half");
        Files.writeString(
                directory.resolve("contents/" + Digest.ofContent(bytes(3)).hex()), "of nobody");

        RegistryStore after = start().store();

        assertThat(RegistryDisk.files(directory.resolve("repositories"))).hasSize(1);
        assertThat(RegistryDisk.files(directory.resolve("contents")))
                .hasSize(image.blobs().size() + 1);
        assertThat(after.image(ALICE, Tag.of("v1"))).isPresent();
    }

    @Test
    void anUploadThatNobodyGoesOnWithIsDroppedAfterADay() {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
        RegistryStore store = start().store();
        LayerUploads uploads = new LayerUploads(store, directory, now::get);
        UploadId idle = uploads.begin(ALICE);
        uploads.append(ALICE, idle, null, null, new ByteArrayInputStream(bytes(10)));
        now.set(now.get().plus(Duration.ofHours(23)));
        UploadId busy = uploads.begin(ALICE);
        uploads.append(ALICE, busy, null, null, new ByteArrayInputStream(bytes(10)));

        now.set(now.get().plus(Duration.ofHours(2)));
        uploads.begin(ALICE);

        assertThatThrownBy(() -> uploads.received(ALICE, idle)).isInstanceOf(RegistryRefusal.UploadUnknown.class);
        assertThat(uploads.received(ALICE, busy)).isEqualTo(10);
        assertThat(RegistryDisk.files(directory.resolve("uploads"))).containsExactly(busy.toString());
    }

    // At once

    @Test
    void theSameBlobPushedOftenAtOnceIsThereOnce() {
        RunningStore running = start();
        byte[] content = bytes(500_000);
        Digest digest = Digest.ofContent(content);

        List<CompletedUpload> done = atOnce(
                8,
                i -> running.uploads().whole(ALICE, digest, (long) content.length, new ByteArrayInputStream(content)));

        assertThat(done).filteredOn(upload -> !upload.existed()).hasSize(1);
        assertThat(running.store().blob(ALICE, digest).orElseThrow().file()).hasBinaryContent(content);
        assertThat(directory.resolve("uploads")).isEmptyDirectory();
        assertThat(RegistryDisk.files(directory.resolve("contents"))).containsExactly(digest.hex());
    }

    @Test
    void aTagPushedByManyAtOnceEndsAtOneOfThemAndLosesNoImage() {
        RunningStore running = start();
        List<TestImage> images =
                IntStream.range(0, 8).mapToObj(i -> debian("1." + i)).toList();
        images.forEach(image -> running.pushBlobs(ALICE, image));

        atOnce(8, i -> running.store().put(ALICE, images.get(i).manifest(), Tag.of("latest")));

        assertThat(running.store().images(ALICE)).hasSize(8);
        assertThat(running.store().images(ALICE))
                .filteredOn(image -> !image.tags().isEmpty())
                .hasSize(1);
        assertThat(start().store().images(ALICE)).isEqualTo(running.store().images(ALICE));
    }

    @Test
    void anImmutableTagPushedByManyAtOnceIsTakenByOne() {
        RunningStore running = start();
        running.store().update(ALICE, now -> now.with(TagMutability.IMMUTABLE));
        List<TestImage> images =
                IntStream.range(0, 6).mapToObj(i -> debian("1." + i)).toList();
        images.forEach(image -> running.pushBlobs(ALICE, image));

        List<Boolean> taken = atOnce(6, i -> {
            try {
                running.store().put(ALICE, images.get(i).manifest(), Tag.of("v1"));
                return true;
            } catch (RegistryRefusal.TagImmutable refused) {
                return false;
            }
        });

        assertThat(taken).containsOnlyOnce(true);
        assertThat(running.store().images(ALICE)).hasSize(1);
    }

    @Test
    void aRepositoryCreatedTwiceAtOnceIsCreatedOnce() {
        RunningStore running = start();

        List<Boolean> created = atOnce(4, i -> {
            try {
                running.store().create(BOB, TagMutability.MUTABLE, true, Map.of());
                return true;
            } catch (RegistryRefusal.RepositoryExists refused) {
                return false;
            }
        });

        assertThat(created).containsOnlyOnce(true);
    }

    // Images

    @Test
    void anImageIsDescribedAsEcrDoes() {
        RunningStore running = start();
        TestImage small = debian("1");
        TestImage large = ImageFixtures.anImage()
                .withDebian("12", "a=1", "b=2", "c=3", "d=4")
                .build();
        TestImage index = ImageFixtures.anIndexOf(small, large);

        StoredImage stored = running.push(ALICE, "latest", index);

        assertThat(stored.imageSize())
                .as("of the largest platform")
                .isEqualTo(large.blobs().stream().mapToLong(Blob::size).sum());
        assertThat(stored.artifactMediaType()).isNull();
        assertThat(stored.tags()).containsExactly(Tag.of("latest"));
        StoredImage child = running.store().image(ALICE, small.digest()).orElseThrow();
        assertThat(child.artifactMediaType()).isEqualTo(small.blobs().getFirst().mediaType());
        assertThat(child.tags()).isEmpty();
    }

    @Test
    void aPutOfWhatIsThereChangesNothingAndIsToldAgain() {
        RunningStore running = start();
        TestImage image = debian("1");
        StoredImage first = running.push(ALICE, "latest", image);

        PutImage again = running.store().put(ALICE, image.manifest(), Tag.of("latest"));

        assertThat(again.changed()).isFalse();
        assertThat(again.image()).isEqualTo(first);
        assertThat(running.told()).hasSize(2);
    }

    @Test
    void aTagIsRemovedAloneUntilItIsTheLast() {
        RunningStore running = start();
        TestImage image = debian("1");
        running.push(ALICE, "a", image);
        running.push(ALICE, "b", image);

        assertThat(running.store().remove(ALICE, Tag.of("a")).manifestRemoved()).isFalse();
        assertThat(running.store().image(ALICE, image.digest())).isPresent();
        assertThat(running.store().remove(ALICE, Tag.of("b")).manifestRemoved()).isTrue();

        assertThat(running.store().images(ALICE)).isEmpty();
        assertThatThrownBy(() -> running.store().remove(ALICE, image.digest()))
                .isInstanceOf(RegistryRefusal.ImageUnknown.class);
    }

    @Test
    void anImageThatAnIndexNamesIsNotRemoved() {
        RunningStore running = start();
        TestImage child = debian("1");
        TestImage index = ImageFixtures.anIndexOf(child);
        running.push(ALICE, "index", index);

        assertThatThrownBy(() -> running.store().remove(ALICE, child.digest()))
                .isInstanceOf(RegistryRefusal.ImageReferenced.class);
        running.store().remove(ALICE, index.digest());
        running.store().remove(ALICE, child.digest());

        assertThat(running.store().images(ALICE)).isEmpty();
    }

    /** Each names the one below it twice: who walked down all ways would not come back. */
    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aTowerOfIndexesIsAsLargeAsTheImageAtItsFoot() {
        RunningStore running = start();
        TestImage image = debian("1");
        long size = running.push(ALICE, "foot", image).imageSize();
        Manifest top = image.manifest();
        for (int level = 0; level < 50; level++) {
            String below = "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}"
                    .formatted(top.mediaType(), top.digest(), top.size());
            String index = "{\"schemaVersion\":2,\"manifests\":[%s,%s]}".formatted(below, below);
            top = Manifest.of(MediaType.OCI_INDEX, index.getBytes(StandardCharsets.UTF_8));
            running.store().put(ALICE, top, null);
        }

        assertThat(size).isPositive();
        assertThat(running.store().image(ALICE, top.digest()).orElseThrow().imageSize())
                .isEqualTo(size);
        assertThat(start().store().images(ALICE)).isEqualTo(running.store().images(ALICE));
    }

    @Test
    void aRepositoryWithImagesIsDeletedByForceOnly() {
        RunningStore running = start();
        running.push(ALICE, "latest", debian("1"));

        assertThatThrownBy(() -> running.store().delete(ALICE, false))
                .isInstanceOf(RegistryRefusal.RepositoryNotEmpty.class);
        running.store().delete(ALICE, true);

        assertThat(RunningStore.start(directory).store().all()).isEmpty();
        assertThatThrownBy(() -> running.store().images(ALICE)).isInstanceOf(RegistryRefusal.RepositoryUnknown.class);
    }

    @Test
    void theLongestNameIsKeptToo() {
        RepositoryName longest = RepositoryName.of("a".repeat(256));
        start().store().create(longest, TagMutability.MUTABLE, false, Map.of());

        assertThat(start().store().find(longest)).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "MUTABLE, v1, false",
        "IMMUTABLE, v1, true",
        "IMMUTABLE_WITH_EXCLUSION, v1, true",
        "IMMUTABLE_WITH_EXCLUSION, dev-1, false",
        "IMMUTABLE_WITH_EXCLUSION, my-dev-1, true",
        "MUTABLE_WITH_EXCLUSION, v1, false",
        "MUTABLE_WITH_EXCLUSION, dev-1, true"
    })
    void aTagMovesAsTheRepositoryRules(TagMutability.Rule rule, String tag, boolean stays) {
        assertThat(new TagMutability(rule, List.of("dev-*")).protects(Tag.of(tag)))
                .isEqualTo(stays);
    }

    @Test
    void aManifestIsVerbatimHoweverItIsAskedFor() {
        RunningStore running = start();
        TestImage image = ImageFixtures.anImage()
                .withDebian("12", "a=1")
                .asDockerSchema2()
                .build();
        running.push(ALICE, "latest", image);

        Manifest read = running.store().manifest(ALICE, image.digest());

        assertThat(read).isEqualTo(image.manifest());
    }

    private static <T> List<T> atOnce(int count, IntFunction<T> work) {
        CountDownLatch start = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<T>> running = IntStream.range(0, count)
                    .mapToObj(i -> CompletableFuture.supplyAsync(
                            () -> {
                                try {
                                    start.await();
                                } catch (InterruptedException e) {
                                    throw new IllegalStateException(e);
                                }
                                return work.apply(i);
                            },
                            threads))
                    .toList();
            start.countDown();
            return running.stream().map(CompletableFuture::join).toList();
        }
    }

    private static TestImage debian(String version) {
        return ImageFixtures.anImage().withDebian("12", "bash=" + version).build();
    }

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        return bytes;
    }
}
