package dev.berth.oci;

import static dev.berth.oci.ScriptedRegistry.answer;
import static dev.berth.oci.ScriptedRegistry.error;
import static dev.berth.testing.ImageFixtures.aBareImage;
import static dev.berth.testing.ImageFixtures.anImage;
import static dev.berth.testing.ImageFixtures.anIndexOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.berth.testing.Blob;
import dev.berth.testing.ImageFixtures;
import dev.berth.testing.Layer;
import dev.berth.testing.TestImage;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How many requests a copy takes, how many of them at once, and what becomes of the others where one fails. */
class CopyAtOnceTests {

    private static final RepositoryName FROM = RepositoryName.of("nextflow-staging/alice");
    private static final RepositoryName TO = RepositoryName.of("nextflow-approved/alice");

    private final ScriptedRegistry registry = ScriptedRegistry.start();
    private final RegistryClient client = registry.client();

    @AfterEach
    void stop() {
        client.close();
        registry.close();
    }

    private static TestImage anImageOf(int layers, String platform) {
        ImageFixtures.Builder image = anImage().on(platform);
        IntStream.range(0, layers)
                .forEach(i -> image.withLayer(Layer.containing("file-" + platform.replace('/', '-'), "layer " + i)
                        .gzipped()));
        return image.build();
    }

    private CopyReport copy(TestImage image) {
        return new ImageCopier(CopyLimits.USUAL, sizesOf(image)).copy(client, FROM, Copies.scanned(image), client, TO);
    }

    /** As ECR tells them: all in one call, which is none of the registry's. */
    private static BlobSizes sizesOf(TestImage image) {
        Map<Digest, Long> sizes = new LinkedHashMap<>();
        image.everyManifest()
                .flatMap(each -> each.blobs().stream())
                .forEach(blob -> sizes.put(blob.digest(), blob.size()));
        return (repository, digests) -> sizes;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 60})
    void mountingTakesARequestForEachLayerAndEightMore(int layers) {
        TestImage image = anImageOf(layers, "linux/amd64");
        registry.put(FROM, image.digest(), image);

        CopyReport report = copy(image);

        assertThat(report.mountedBlobs()).isEqualTo(layers + 1);
        assertThat(registry.requests()).hasSizeLessThanOrEqualTo(layers + 8);
    }

    @Test
    void threePlatformsTakeFewerRequestsThanHalfOfWhatTheyTook() {
        TestImage image =
                anIndexOf(anImageOf(3, "linux/amd64"), anImageOf(3, "linux/arm64"), anImageOf(3, "linux/s390x"));
        registry.put(FROM, image.digest(), image);

        copy(image);

        assertThat(registry.requests()).hasSizeLessThanOrEqualTo(30);
    }

    @Test
    void eachDigestIsReadBackOnce() {
        TestImage image = anIndexOf(anImageOf(2, "linux/amd64"), anImageOf(2, "linux/arm64"));
        registry.put(FROM, image.digest(), image);

        copy(image);

        assertThat(image.everyManifest().toList())
                .allSatisfy(each -> assertThat(registry.requests("GET /v2/" + TO + "/manifests/" + each.digest()))
                        .hasSize(1));
    }

    /** ECR has more than a page where people push often: then three questions are fewer than all pages. */
    @Test
    void whereTheTagsAreMoreThanOnePageEachCosignTagIsAskedFor() {
        TestImage image = aBareImage();
        registry.put(FROM, image.digest(), image);
        registry.always("GET .*/tags/list.*", exchange -> {
            exchange.getResponseHeaders().set("Link", "</v2/x/tags/list?last=y>; rel=\"next\"");
            return answer(exchange, 200, "{\"tags\":[]}");
        });

        copy(image);

        assertThat(registry.requests("HEAD .*/manifests/sha256-.*")).hasSize(3);
    }

    @Test
    void sixBlobsAreOnTheirWayAtOnceAndNoMore() {
        TestImage image = anImageOf(11, "linux/amd64");
        registry.put(FROM, image.digest(), image);
        CyclicBarrier six = new CyclicBarrier(6);
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        registry.always("POST .*mount=.*", exchange -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            await(six);
            now.decrementAndGet();
            return false;
        });

        assertThat(copy(image).mountedBlobs()).isEqualTo(12);
        assertThat(most).hasValue(6);
    }

    private static void await(CyclicBarrier barrier) throws IOException {
        try {
            barrier.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new IOException("fewer than six came", e);
        }
    }

    @Test
    void childrenAreReadAndPutAtOnce() {
        TestImage image =
                anIndexOf(anImageOf(1, "linux/amd64"), anImageOf(1, "linux/arm64"), anImageOf(1, "linux/s390x"));
        registry.put(FROM, image.digest(), image);
        String children = String.join(
                "|",
                image.children().stream().map(each -> each.digest().value()).toList());
        CyclicBarrier read = new CyclicBarrier(3);
        CyclicBarrier put = new CyclicBarrier(3);
        registry.next(3, "GET /v2/" + FROM + "/manifests/(" + children + ")", exchange -> {
            await(read);
            return false;
        });
        registry.next(3, "PUT /v2/" + TO + "/manifests/(" + children + ")", exchange -> {
            await(put);
            return false;
        });

        assertThat(copy(image).manifests()).isEqualTo(4);
    }

    /** Five are in the middle of their upload when the sixth is refused. */
    @Test
    void whereOneOfSixFailsTheOthersEndAndLeaveNoUploadOpenAndTheFirstFailureIsTold() {
        TestImage image = anImageOf(5, "linux/amd64");
        registry.decliningMounts().put(FROM, image.digest(), image);
        Digest refused = image.blobs().getLast().digest();
        CyclicBarrier all = new CyclicBarrier(6);
        CountDownLatch told = new CountDownLatch(1);
        registry.next(6, "GET .*/blobs/.*", exchange -> {
            await(all);
            if (exchange.getRequestURI().getPath().endsWith(refused.value())) {
                error(exchange, 403, "DENIED", "not this one");
                told.countDown();
                return true;
            }
            return false;
        });

        assertThatExceptionOfType(RegistryRefused.class)
                .isThrownBy(() -> copy(image))
                .withMessageContaining("not this one");
        assertThat(told.getCount()).isZero();
        assertThat(registry.openUploads()).isEmpty();
        assertThat(registry.manifests(TO)).isZero();
        assertThat(copy(image).manifests()).as("run again").isEqualTo(1);
    }

    @Test
    void afterAFailureNoOtherBlobIsBegun() {
        TestImage image = anImageOf(40, "linux/amd64");
        registry.put(FROM, image.digest(), image);
        registry.always("POST .*mount=.*", exchange -> error(exchange, 401, "UNAUTHORIZED", "go away"));

        assertThatExceptionOfType(RegistryRefused.class).isThrownBy(() -> copy(image));
        assertThat(registry.requests("POST .*")).hasSizeLessThan(41);
        assertThat(registry.openUploads()).isEmpty();
    }

    /** ECR's password ends for all that are on their way; the registry is asked for a new one once. */
    @ParameterizedTest
    @CsvSource({"401, UNAUTHORIZED", "403, DENIED"})
    void aPasswordThatEndsForSixAtOnceIsRenewedOnce(int status, String code) {
        TestImage image = anImageOf(5, "linux/amd64");
        registry.put(FROM, image.digest(), image);
        AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T12:00:00Z"));
        AtomicInteger given = new AtomicInteger();
        CyclicBarrier six = new CyclicBarrier(6);
        registry.next(6, "POST .*mount=.*", exchange -> {
            now.set(Instant.parse("2026-01-01T13:00:00Z"));
            await(six);
            return error(exchange, status, code, "Your authorization token has expired.");
        });
        try (RegistryClient expiring = new RegistryClient(
                registry.address(),
                registry.name(),
                () -> RegistryCredentials.basic("AWS", "password-" + given.incrementAndGet()),
                ScriptedRegistry.PATIENCE,
                now::get)) {
            new ImageCopier(CopyLimits.USUAL, sizesOf(image)).copy(expiring, FROM, Copies.scanned(image), expiring, TO);
        }

        assertThat(given).hasValue(2);
        assertThat(registry.holdsManifest(TO, image.digest())).isTrue();
    }

    @Test
    void aSizeThatIsNotTheLayersOwnRefusesTheImageBeforeAnythingIsMounted() {
        TestImage image = anImageOf(2, "linux/amd64");
        Blob layer = image.blobs().getLast();
        TestImage lying = Graphs.image(
                List.of(image.blobs().getFirst(), new Blob(layer.mediaType(), layer.digest(), 1, layer.content())));
        registry.put(FROM, lying.digest(), lying);

        assertThatExceptionOfType(SizeMismatch.class)
                .isThrownBy(() -> Copies.copy(client, FROM, lying, client, TO))
                .withMessageContaining("though the manifest says 1 bytes");
        assertThat(registry.requests("(POST|PUT) .*")).isEmpty();
    }

    @Test
    void soDoesAnIndexsSizeOfAManifest() {
        TestImage child = aBareImage();
        TestImage lying = Graphs.changed(
                Graphs.indexOf(child),
                index -> ((tools.jackson.databind.node.ObjectNode)
                                index.withArray("manifests").get(0))
                        .put("size", 7));
        registry.put(FROM, lying.digest(), lying);

        assertThatExceptionOfType(SizeMismatch.class).isThrownBy(() -> Copies.copy(client, FROM, lying, client, TO));
        assertThat(registry.requests("(POST|PUT) .*")).isEmpty();
    }

    @Test
    void moreOfSomethingThanAnImageMayHaveIsRefusedAfterOneRequest() {
        TestImage image = anImageOf(4, "linux/amd64");
        registry.put(FROM, image.digest(), image);
        CopyLimits three = new CopyLimits(new ImageLimits(3, 3, 3, 3), 1, 1, 6);

        assertThatExceptionOfType(GraphTooLarge.class)
                .isThrownBy(() -> Copies.copier(client, three).copy(client, FROM, Copies.scanned(image), client, TO))
                .withMessage("The image has 4 layers, and Berth takes at most 3; build it with fewer");
        assertThat(registry.requests()).hasSize(1);
    }

    /** A second copy is quick: the image is there, and so is all that it names. */
    @Test
    void aSecondCopyMountsAndPutsNothing() {
        TestImage image = anImageOf(20, "linux/amd64");
        registry.put(FROM, image.digest(), image);
        copy(image);
        registry.forgetRequests();

        CopyReport again = copy(image);

        assertThat(again.skippedManifests()).isEqualTo(1);
        assertThat(registry.requests("(POST|PUT) .*")).isEmpty();
        assertThat(registry.requests()).hasSizeLessThanOrEqualTo(6);
    }

    @Test
    void anInterruptedCopyLeavesNoUploadOpenAndKeepsTheInterruption() throws InterruptedException {
        TestImage image = anImageOf(5, "linux/amd64");
        registry.decliningMounts().put(FROM, image.digest(), image);
        Thread copying = Thread.currentThread();
        CyclicBarrier six = new CyclicBarrier(6);
        AtomicInteger once = new AtomicInteger();
        registry.always("PUT .*/blobs/uploads/.*", exchange -> {
            exchange.getRequestBody().readAllBytes();
            await(six);
            if (once.getAndIncrement() == 0) {
                copying.interrupt();
            }
            return answer(exchange, 500, "");
        });

        assertThatExceptionOfType(RegistryFailure.class).isThrownBy(() -> copy(image));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(registry.openUploads()).isEmpty();
        assertThat(registry.manifests(TO)).isZero();
    }
}
