package dev.berth.oci;

import static dev.berth.oci.ScriptedRegistry.answer;
import static dev.berth.oci.ScriptedRegistry.error;
import static dev.berth.testing.ImageFixtures.aBareImage;
import static dev.berth.testing.ImageFixtures.aDebianImage;
import static dev.berth.testing.ImageFixtures.anArtifactAbout;
import static dev.berth.testing.ImageFixtures.anAttestedIndexOf;
import static dev.berth.testing.ImageFixtures.anImage;
import static dev.berth.testing.ImageFixtures.withSbom;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.berth.testing.Blob;
import dev.berth.testing.Layer;
import dev.berth.testing.TestImage;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The copy and its failures, between two registries that do as they are told. */
class ImageCopierTests {

    private static final RepositoryName FROM = RepositoryName.of("nextflow-staging/alice");
    private static final RepositoryName TO = RepositoryName.of("nextflow-approved/alice");
    private static final Tag TAG = Tag.of("v1");
    private static final CopyLimits ONE_AFTER_THE_OTHER = new CopyLimits(ImageLimits.USUAL, 1 << 20, 1 << 20, 1);

    private final ScriptedRegistry source = ScriptedRegistry.start();
    private final ScriptedRegistry destination = ScriptedRegistry.start();
    private final RegistryClient reading = source.client();
    private final RegistryClient writing = destination.client();

    @AfterEach
    void stop() {
        reading.close();
        writing.close();
        source.close();
        destination.close();
    }

    private CopyReport oneAfterTheOther(TestImage image) {
        return Copies.copier(reading, ONE_AFTER_THE_OTHER).copy(reading, FROM, Copies.scanned(image), writing, TO);
    }

    private static TestImage anIndexWithEverything() {
        TestImage arm = anImage()
                .on("linux/arm64/v8")
                .withDebian("12", "bash=5.2.15-2+b7")
                .build();
        TestImage index = anAttestedIndexOf(aDebianImage("bash=5.2.15-2+b7"), arm);
        TestImage sbom = anArtifactAbout(index, "application/spdx+json", "{\"spdxVersion\":\"SPDX-2.3\"}");
        TestImage signed = sbom.withReferrer(anArtifactAbout(
                sbom, "application/jose+json", "{\"payload\":\"e30\",\"protected\":\"e30\",\"signature\":\"c2ln\"}"));
        return index.withReferrer(signed);
    }

    private CopyReport copy(TestImage image) {
        return Copies.copy(reading, FROM, image, writing, TO);
    }

    @Test
    void theWholeGraphIsCarriedByteForByte() {
        TestImage image = anIndexWithEverything();
        source.put(FROM, TAG, image);

        CopyReport report = copy(image);

        assertThat(image.everyManifest()).hasSize(7).allSatisfy(each -> {
            assertThat(destination.manifest(TO, each.digest()))
                    .isEqualTo(each.manifest().bytes());
            assertThat(each.blobs())
                    .allSatisfy(blob ->
                            assertThat(destination.holdsBlob(TO, blob.digest())).isTrue());
        });
        assertThat(report.manifests()).isEqualTo(7);
        assertThat(report.referrers()).isEqualTo(2);
        assertThat(report.mountedBlobs()).isZero();
        assertThat(report.streamedBytes()).isPositive();
        assertThat(destination.holdsManifest(TO, TAG)).isFalse();
    }

    @Test
    void dockersManifestKeepsItsOddSpaces() {
        TestImage odd = anImage()
                .withAlpine("3.18.4", "musl=1.2.4-r2")
                .asDockerSchema2()
                .build();
        source.put(FROM, TAG, odd);

        copy(odd);

        assertThat(destination.manifest(TO, odd.digest()))
                .isEqualTo(odd.manifest().bytes());
    }

    @Test
    void withinOneRegistryBlobsAreMounted() {
        TestImage image = aBareImage();
        source.put(FROM, TAG, image);

        CopyReport report = Copies.copy(reading, FROM, image, reading, TO);

        assertThat(report.mountedBlobs()).isEqualTo(2);
        assertThat(report.streamedBlobs()).isZero();
        assertThat(source.requests("GET .*/blobs/.*")).isEmpty();
    }

    @Test
    void aDeclinedMountIsTheUploadSession() {
        TestImage image = aBareImage();
        source.decliningMounts().put(FROM, TAG, image);

        CopyReport report = Copies.copy(reading, FROM, image, reading, TO);

        assertThat(report.streamedBlobs()).isEqualTo(2);
        assertThat(source.requests("POST .*")).hasSize(2);
        assertThat(source.openUploads()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 404, 405})
    void aRefusedMountIsFollowedByAnUpload(int status) {
        TestImage image = aBareImage();
        source.put(FROM, TAG, image);
        source.always("POST .*mount=.*", exchange -> answer(exchange, status, ""));

        assertThat(Copies.copy(reading, FROM, image, reading, TO).streamedBlobs())
                .isEqualTo(2);
    }

    @Test
    void whatIsThereAlreadyIsLeftAlone() {
        TestImage image = anIndexWithEverything();
        source.put(FROM, TAG, image);
        copy(image);
        destination.forgetRequests();

        CopyReport again = copy(image);

        assertThat(again.manifests() + again.streamedBlobs()).isZero();
        assertThat(again.skippedManifests()).isEqualTo(7);
        assertThat(destination.requests("(PUT|POST|DELETE|PATCH) .*")).isEmpty();
    }

    @Test
    void aCopyCutShortBetweenBlobsShowsNothingAndIsFinishedByRunningItAgain() {
        TestImage image = anImage()
                .withLayer(Layer.ofSize(100_000, 1))
                .withLayer(Layer.ofSize(100_000, 2))
                .build();
        source.put(FROM, TAG, image);
        Digest last = image.blobs().getLast().digest();
        source.next(1, "GET .*/blobs/" + last, exchange -> error(exchange, 403, "DENIED", "not now"));

        assertThatExceptionOfType(RegistryRefused.class).isThrownBy(() -> oneAfterTheOther(image));
        assertThat(destination.manifests(TO)).isZero();
        assertThat(destination.openUploads()).isEmpty();
        CopyReport report = oneAfterTheOther(image);

        assertThat(report.skippedBlobs()).isEqualTo(2);
        assertThat(report.streamedBlobs()).isEqualTo(1);
        assertThat(destination.holdsManifest(TO, image.digest())).isTrue();
    }

    @Test
    void aReferrerPutButNotYetListedIsListedByRunningAgain() {
        destination.withoutReferrers();
        TestImage image = withSbom(aBareImage());
        source.put(FROM, TAG, image);
        copy(image);
        destination.removeManifest(TO, Referrers.fallbackTag(image.digest()));

        copy(image);

        assertThat(writing.referrers(TO, image.digest()))
                .extracting(Descriptor::digest)
                .containsExactly(image.referrers().getFirst().digest());
    }

    @Test
    void aTokenThatRunsOutInTheMiddleIsRenewed() {
        TestImage image = anIndexWithEverything();
        source.put(FROM, TAG, image);
        AtomicInteger asked = new AtomicInteger();
        AtomicInteger answered = new AtomicInteger();
        destination.always(".*", exchange -> {
            int token = answered.getAndIncrement() / 7 + 1;
            String shown = exchange.getRequestHeaders().getFirst("Authorization");
            if (("Bearer " + token).equals(shown)) {
                return false;
            }
            answered.decrementAndGet();
            exchange.getRequestBody().readAllBytes();
            return error(exchange, 401, "UNAUTHORIZED", "token has run out");
        });
        try (RegistryClient client = new RegistryClient(
                destination.address(),
                destination.name(),
                () -> new RegistryCredentials.Bearer(Integer.toString(asked.incrementAndGet()), null),
                ScriptedRegistry.PATIENCE,
                InstantSource.system())) {
            Copies.copier(reading, ONE_AFTER_THE_OTHER).copy(reading, FROM, Copies.scanned(image), client, TO);
        }

        assertThat(destination.manifests(TO)).isEqualTo(7);
        assertThat(destination.openUploads()).isEmpty();
        assertThat(asked).hasValueGreaterThan(5);
    }

    /** ECR's word for it is a denial. */
    @ParameterizedTest
    @CsvSource({"401, UNAUTHORIZED", "403, DENIED"})
    void aPasswordThatRunsOutBeforeABlobMovesIsRenewedAndTheBlobSentAnew(int status, String code) {
        TestImage image = aBareImage();
        source.put(FROM, TAG, image);
        AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T12:00:00Z"));
        ScriptedRegistry.Script ranOut = exchange -> {
            exchange.getRequestBody().readAllBytes();
            now.set(now.get().plusSeconds(120));
            return error(exchange, status, code, "Your authorization token has expired. Reauthenticate and try again.");
        };
        destination.next(1, "PUT .*/blobs/uploads/.*", ranOut);
        source.next(1, "GET .*/blobs/.*", ranOut);
        try (RegistryClient from = client(source, now::get);
                RegistryClient to = client(destination, now::get)) {
            Copies.copy(from, FROM, image, to, TO);
        }

        assertThat(destination.requests("PUT .*/blobs/uploads/.*")).hasSize(3);
        assertThat(destination.holdsManifest(TO, image.digest())).isTrue();
        assertThat(destination.openUploads()).isEmpty();
    }

    private static RegistryClient client(ScriptedRegistry registry, InstantSource clock) {
        return new RegistryClient(
                registry.address(),
                registry.name(),
                () -> RegistryCredentials.basic("AWS", "password"),
                ScriptedRegistry.PATIENCE,
                clock);
    }

    @Test
    void anInterruptionLeavesNoUploadOpen() {
        TestImage image = aBareImage();
        source.put(FROM, TAG, image);
        Thread copying = Thread.currentThread();
        destination.next(1, "PUT .*/blobs/uploads/.*", exchange -> {
            exchange.getRequestBody().readAllBytes();
            copying.interrupt();
            return answer(exchange, 500, "");
        });

        assertThatExceptionOfType(RegistryUnreachable.class).isThrownBy(() -> copy(image));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(destination.openUploads()).isEmpty();
    }

    @Test
    void aRegistryThatFailsForAMomentIsAskedAgain() {
        TestImage image = anIndexWithEverything();
        source.put(FROM, TAG, image);
        for (String request : List.of("HEAD .*", "POST .*", "PUT .*uploads.*", "PUT .*manifests.*", "GET .*")) {
            destination.next(2, request, exchange -> answer(exchange, 503, ""));
        }
        source.next(2, "GET .*manifests.*", exchange -> answer(exchange, 500, ""));
        source.next(2, "GET .*blobs.*", exchange -> error(exchange, 429, "TOOMANYREQUESTS", "slow down"));
        source.next(2, "GET .*referrers.*", exchange -> answer(exchange, 502, ""));

        copy(image);

        assertThat(destination.manifests(TO)).isEqualTo(7);
    }

    @Test
    void aBodyThatBreaksOffIsReadAnew() {
        TestImage image = anImage().withLayer(Layer.ofSize(300_000)).build();
        source.put(FROM, TAG, image);
        source.next(
                1,
                "GET .*/blobs/" + image.blobs().getLast().digest(),
                exchange -> ScriptedRegistry.truncate(
                        exchange, new byte[(int) image.blobs().getLast().size()], 200_000));

        copy(image);

        assertThat(destination.holdsManifest(TO, image.digest())).isTrue();
        assertThat(destination.openUploads()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 400_000})
    void aBlobWithOtherBytesThanItsDigestIsNeverPut(int wrongSize) {
        TestImage image = anImage().withLayer(Layer.ofSize(300_000)).build();
        source.put(FROM, TAG, image);
        int size = wrongSize == 0 ? (int) image.blobs().getLast().size() : wrongSize;
        source.always(
                "GET .*/blobs/" + image.blobs().getLast().digest(),
                exchange -> ScriptedRegistry.send(exchange, 200, new byte[size]));

        assertThatExceptionOfType(RegistryFailure.class)
                .isThrownBy(() -> copy(image))
                .isInstanceOfAny(DigestMismatch.class, SizeMismatch.class);

        assertThat(destination.openUploads()).isEmpty();
        assertThat(destination.manifests(TO)).isZero();
    }

    @Test
    void aBlobThatEndsTooSoonEachTimeIsNeverPutAndMayBeThereLater() {
        TestImage image = anImage().withLayer(Layer.ofSize(300_000)).build();
        source.put(FROM, TAG, image);
        source.always(
                "GET .*/blobs/" + image.blobs().getLast().digest(),
                exchange -> ScriptedRegistry.send(exchange, 200, new byte[100_000]));

        assertThatExceptionOfType(RegistryUnreachable.class)
                .isThrownBy(() -> copy(image))
                .withMessageContaining("broke off after 100000 of");

        assertThat(destination.openUploads()).isEmpty();
        assertThat(destination.manifests(TO)).isZero();
    }

    @Test
    void aDestinationThatSaysAnotherDigestStopsTheCopy() {
        TestImage image = aBareImage();
        source.put(FROM, TAG, image);
        destination.always("PUT .*manifests.*", exchange -> {
            exchange.getResponseHeaders()
                    .set("Docker-Content-Digest", Digest.ofContent(new byte[0]).value());
            return answer(exchange, 201, "");
        });

        assertThatExceptionOfType(DigestMismatch.class).isThrownBy(() -> copy(image));
    }

    @Test
    void whatVanishedFromTheSourceIsNamed() {
        TestImage image = anIndexWithEverything();
        source.put(FROM, TAG, image);
        Digest child = image.children().getLast().digest();
        source.removeManifest(FROM, child);

        assertThatExceptionOfType(ContentMissing.class)
                .isThrownBy(() -> copy(image))
                .withMessage(source.name() + "/nextflow-staging/alice has no " + child);
        assertThat(destination.holdsManifest(TO, image.digest())).isFalse();
    }

    @Test
    void aBlobThatVanishedFromTheSourceIsNamed() {
        TestImage image = aBareImage();
        source.put(FROM, TAG, image);
        source.removeBlob(FROM, image.blobs().getLast().digest());

        assertThatExceptionOfType(ContentMissing.class)
                .isThrownBy(() -> copy(image))
                .withMessageContaining(image.blobs().getLast().digest().value());
        assertThat(destination.openUploads()).isEmpty();
    }

    @Test
    void aLayerThatIsKeptOutsideOfTheRegistryIsRefusedWithASentence() {
        Blob config = Blob.of(MediaType.OCI_CONFIG.value(), new byte[] {'{', '}'});
        Blob foreign = Blob.of("application/vnd.docker.image.rootfs.foreign.diff.tar.gzip", new byte[] {1});
        TestImage image = Graphs.image(List.of(config, foreign));
        source.put(FROM, TAG, image);
        source.removeBlob(FROM, foreign.digest());

        assertThatExceptionOfType(ForeignLayer.class)
                .isThrownBy(() -> copy(image))
                .withMessageContaining("is kept outside of the registry");
    }

    @Test
    void aForeignLayerThatTheSourceHasIsCopiedLikeAnyOther() {
        Blob config = Blob.of(MediaType.OCI_CONFIG.value(), new byte[] {'{', '}'});
        Blob foreign = Blob.of("application/vnd.docker.image.rootfs.foreign.diff.tar.gzip", new byte[] {1});
        TestImage image = Graphs.image(List.of(config, foreign));
        source.put(FROM, TAG, image);

        assertThat(copy(image).streamedBlobs()).isEqualTo(2);
    }

    @Test
    void aGraphWithoutEndIsRefused() {
        TestImage image = aBareImage();
        for (int level = 0; level <= ManifestGraph.MAX_DEPTH; level++) {
            image = Graphs.indexOf(image);
        }
        source.put(FROM, TAG, image);
        TestImage deep = image;

        assertThatExceptionOfType(GraphTooLarge.class).isThrownBy(() -> copy(deep));
        assertThat(destination.manifests(TO)).isZero();
    }

    @Test
    void aTagIsSetByOneRequestWhereTheRegistrySaysWhatItTook() {
        TestImage image = aBareImage();
        destination.put(TO, image.digest(), image);

        writing.tag(TO, image.manifest(), TAG);

        assertThat(destination.manifest(TO, TAG)).isEqualTo(image.manifest().bytes());
        assertThat(destination.requests()).hasToString("[PUT /v2/nextflow-approved/alice/manifests/v1]");
    }

    @Test
    void aTagIsAskedForWhereTheRegistryDoesNotSayWhatItTook() {
        TestImage image = aBareImage();
        destination.always("PUT .*", exchange -> answer(exchange, 201, ""));

        assertThatExceptionOfType(TagMoved.class).isThrownBy(() -> writing.tag(TO, image.manifest(), TAG));

        destination.put(TO, TAG, image);
        writing.tag(TO, image.manifest(), TAG);
    }

    @Test
    void aTagThatNamesTheManifestAlreadyMayBeOneThatNobodyCanMove() {
        TestImage image = aBareImage();
        destination.put(TO, TAG, image);
        destination.always("PUT .*", exchange -> answer(exchange, 400, ""));

        writing.tag(TO, image.manifest(), TAG);

        assertThatExceptionOfType(RegistryRefused.class)
                .isThrownBy(() -> writing.tag(TO, image.manifest(), Tag.of("v2")));
    }

    @Test
    void aRefusalToTellWhatATagNamesIsNotTakenForTheTagInItsPlace() {
        TestImage image = aBareImage();
        destination.put(TO, TAG, image);
        destination.always("PUT .*", exchange -> answer(exchange, 400, ""));
        destination.always("HEAD .*", exchange -> answer(exchange, 403, ""));

        assertThatExceptionOfType(RegistryRefused.class).isThrownBy(() -> writing.tag(TO, image.manifest(), TAG));
    }

    @Test
    void aFirstCopyAsksForNothingAtTheDestination() {
        TestImage image = anImage().withLayer(Layer.ofSize(10)).build();
        source.put(FROM, TAG, image);

        CopyReport first = Copies.copier(reading)
                .copyFirst(reading, FROM, ScannedImage.of(image.digest(), List.of(image.digest())), writing, TO);

        assertThat(first.manifests()).isOne();
        assertThat(destination.requests("HEAD .*manifests.*")).isEmpty();
        assertThat(destination.requests("GET .*")).hasSize(1);
    }
}
