package dev.berth.oci;

import static dev.berth.oci.ScriptedRegistry.answer;
import static dev.berth.oci.ScriptedRegistry.error;
import static dev.berth.testing.ImageFixtures.aBareImage;
import static dev.berth.testing.ImageFixtures.anImage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.berth.testing.Blob;
import dev.berth.testing.Layer;
import dev.berth.testing.TestImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryClientTests {

    private static final RepositoryName REPOSITORY = RepositoryName.of("team/tool");
    private static final Tag TAG = Tag.of("v1");
    private static final TestImage IMAGE = aBareImage();
    private static final Blob LAYER = IMAGE.blobs().getLast();

    private ScriptedRegistry registry;
    private RegistryClient client;

    @BeforeEach
    void start() {
        registry = ScriptedRegistry.start();
        registry.put(REPOSITORY, TAG, IMAGE);
        client = registry.client();
    }

    @AfterEach
    void stop() {
        client.close();
        registry.close();
    }

    @Test
    void readsAManifestByTagAndByDigestAsItStandsThere() {
        TestImage odd = anImage()
                .withLayer(Layer.containing("a", "b").gzipped())
                .asDockerSchema2()
                .build();
        registry.put(REPOSITORY, Tag.of("odd"), odd);

        assertThat(client.manifest(REPOSITORY, Tag.of("odd"))).contains(odd.manifest());
        assertThat(client.manifest(REPOSITORY, odd.digest())).contains(odd.manifest());
        assertThat(client.head(REPOSITORY, Tag.of("odd"))).contains(odd.digest());
    }

    @Test
    void whatIsNotThereIsEmpty() {
        Digest other = Digest.ofContent(new byte[] {1});

        assertThat(client.manifest(REPOSITORY, Tag.of("other"))).isEmpty();
        assertThat(client.head(REPOSITORY, other)).isEmpty();
        assertThat(client.hasBlob(REPOSITORY, other)).isFalse();
        assertThatExceptionOfType(ContentMissing.class)
                .isThrownBy(() -> client.blob(REPOSITORY, other))
                .withMessage(registry.name() + "/team/tool has no " + other);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 429, 500, 503})
    void everyOtherRefusalIsNoAbsence(int status) {
        registry.always(".*", exchange -> error(exchange, status, "DENIED", "not\nfor you"));

        assertThatExceptionOfType(RegistryRefused.class)
                .isThrownBy(() -> client.head(REPOSITORY, TAG))
                .satisfies(refused -> assertThat(refused.status()).isEqualTo(status));
        assertThatExceptionOfType(RegistryRefused.class).isThrownBy(() -> client.hasBlob(REPOSITORY, LAYER.digest()));
        assertThatExceptionOfType(RegistryRefused.class)
                .isThrownBy(() -> client.manifest(REPOSITORY, TAG))
                .satisfies(refused -> assertThat(refused.code()).isEqualTo("DENIED"))
                .withMessage("%s refused to give v1 of team/tool (%d DENIED: not for you)"
                        .formatted(registry.name(), status));
    }

    @Test
    void aRefusalWithoutAReadableBodySaysTheStatus() {
        registry.always("GET .*", exchange -> answer(exchange, 403, "<html>"));

        assertThatExceptionOfType(RegistryRefused.class)
                .isThrownBy(() -> client.manifest(REPOSITORY, TAG))
                .withMessageEndingWith("(403 DENIED)");
    }

    @Test
    void whatCannotBeSeenInARefusalIsASpace() {
        registry.always("GET .*", exchange -> error(exchange, 403, "DENIED", "not\u202e\u200bfor\u2028you\u0085"));

        assertThatExceptionOfType(RegistryRefused.class)
                .isThrownBy(() -> client.manifest(REPOSITORY, TAG))
                .withMessageEndingWith("(403 DENIED: not for you)");
    }

    @Test
    void asksAgainAfterAFailureThatPasses() {
        registry.next(1, "GET .*", exchange -> answer(exchange, 503, ""));
        registry.next(1, "GET .*", exchange -> {
            exchange.getResponseHeaders().set("Retry-After", "0");
            return error(exchange, 429, "TOOMANYREQUESTS", "slow down");
        });

        assertThat(client.manifest(REPOSITORY, TAG)).isPresent();
        assertThat(registry.requests("GET .*")).hasSize(3);
    }

    @Test
    void asksNoMoreOftenThanItIsAllowedTo() {
        registry.always("GET .*", exchange -> answer(exchange, 500, ""));

        assertThatExceptionOfType(RegistryRefused.class)
                .isThrownBy(() -> client.manifest(REPOSITORY, TAG))
                .matches(RegistryFailure::isPassing);
        assertThat(registry.requests("GET .*")).hasSize(ScriptedRegistry.PATIENCE.attempts());
    }

    @Test
    void asksAgainWhenTheBodyBreaksOff() {
        byte[] bytes = IMAGE.manifest().bytes();
        registry.next(1, "GET .*", exchange -> ScriptedRegistry.truncate(exchange, bytes, 10));

        assertThat(client.manifest(REPOSITORY, TAG)).contains(IMAGE.manifest());
    }

    @Test
    void aRegistryThatIsNotThereIsUnreachable() {
        registry.close();

        assertThatExceptionOfType(RegistryUnreachable.class)
                .isThrownBy(() -> client.head(REPOSITORY, TAG))
                .withMessageStartingWith(registry.name() + " did not answer when asked to say whether it has v1")
                .matches(RegistryFailure::isPassing);
    }

    @Test
    @Timeout(60)
    void aRegistryThatNeverAnswersIsUnreachable() {
        CountDownLatch end = new CountDownLatch(1);
        registry.always("GET .*", exchange -> waitFor(end));
        try (RegistryClient hasty = registry.client(hasty(1))) {
            assertThatExceptionOfType(RegistryUnreachable.class)
                    .isThrownBy(() -> hasty.manifest(REPOSITORY, TAG))
                    .withMessageContaining("nothing came within");
        } finally {
            end.countDown();
        }
    }

    @Test
    void aManifestWithOtherBytesThanItsDigestIsRefused() {
        registry.always("GET .*", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", MediaType.OCI_MANIFEST.value());
            return answer(exchange, 200, "{\"schemaVersion\":2}");
        });

        assertThatExceptionOfType(DigestMismatch.class)
                .isThrownBy(() -> client.manifest(REPOSITORY, IMAGE.digest()))
                .withMessageContaining(IMAGE.digest().value());
    }

    @Test
    void aTagWhoseDigestHeaderDoesNotFitTheBytesIsRefused() {
        registry.always("GET .*", exchange -> {
            exchange.getResponseHeaders()
                    .set("Docker-Content-Digest", IMAGE.digest().value());
            return answer(exchange, 200, "{}");
        });

        assertThatExceptionOfType(DigestMismatch.class).isThrownBy(() -> client.manifest(REPOSITORY, TAG));
    }

    @Test
    void aManifestOfMoreThanFourMebibytesIsNotRead() {
        registry.always("GET .*", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] spaces = " ".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < 64; i++) {
                exchange.getResponseBody().write(spaces);
            }
            return true;
        });

        assertThatExceptionOfType(RegistryRefused.class)
                .isThrownBy(() -> client.manifest(REPOSITORY, TAG))
                .matches(refused -> refused.code().equals("SIZE_INVALID"));
    }

    @Test
    void aRegistryThatKeepsTheDigestToItselfIsAskedForTheManifest() {
        registry.next(1, "HEAD .*", exchange -> answer(exchange, 200, ""));

        assertThat(client.head(REPOSITORY, TAG)).contains(IMAGE.digest());
    }

    @Test
    void aBlobWithOtherBytesThanItsDigestFailsAtItsEnd() {
        registry.always("GET .*", exchange -> answer(exchange, 200, "something else"));

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> readAll(client.blob(REPOSITORY, LAYER.digest())))
                .withCauseInstanceOf(DigestMismatch.class);
    }

    @Test
    @Timeout(60)
    void aBlobThatStallsFails() {
        CountDownLatch end = new CountDownLatch(1);
        registry.always("GET .*", exchange -> {
            exchange.sendResponseHeaders(200, 1000);
            exchange.getResponseBody().write(1);
            exchange.getResponseBody().flush();
            return waitFor(end);
        });
        try (RegistryClient hasty = registry.client(hasty(1))) {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> readAll(hasty.blob(REPOSITORY, LAYER.digest())));
        } finally {
            end.countDown();
        }
    }

    @Test
    void uploadsABlobWholeWithItsLength() {
        RepositoryName other = RepositoryName.of("team/other");
        byte[] content = "content".getBytes(StandardCharsets.UTF_8);
        Digest digest = Digest.ofContent(content);

        client.upload(client.startUpload(other), digest, content.length, new ByteArrayInputStream(content));

        assertThat(client.hasBlob(other, digest)).isTrue();
        assertThat(registry.requests("PUT .*"))
                .singleElement()
                .satisfies(put -> assertThat(put.header("Content-length")).isEqualTo("7"));
        assertThat(registry.requests("PATCH .*")).isEmpty();
    }

    @Test
    void uploadsAnEmptyBlob() {
        Digest empty = Digest.ofContent(new byte[0]);

        client.upload(client.startUpload(REPOSITORY), empty, 0, InputStream.nullInputStream());

        assertThat(client.hasBlob(REPOSITORY, empty)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"content!", "CONTENT"})
    void wrongContentIsNotUploaded(String wrong) {
        Digest digest = Digest.ofContent("content".getBytes(StandardCharsets.UTF_8));
        UploadSession session = client.startUpload(REPOSITORY);

        assertThatExceptionOfType(RegistryFailure.class)
                .isThrownBy(() -> client.upload(
                        session, digest, 7, new ByteArrayInputStream(wrong.getBytes(StandardCharsets.UTF_8))))
                .isInstanceOfAny(DigestMismatch.class, SizeMismatch.class);
        client.abandon(session);

        assertThat(registry.openUploads()).isEmpty();
        assertThat(client.hasBlob(REPOSITORY, digest)).isFalse();
    }

    @Test
    void contentThatBreaksOffIsNotUploadedAndMayBeThereLater() {
        byte[] cut = "conten".getBytes(StandardCharsets.UTF_8);
        Digest digest = Digest.ofContent("content".getBytes(StandardCharsets.UTF_8));

        assertThatExceptionOfType(RegistryUnreachable.class)
                .isThrownBy(
                        () -> client.upload(client.startUpload(REPOSITORY), digest, 7, new ByteArrayInputStream(cut)))
                .withMessageContaining("broke off after 6 of 7 bytes")
                .matches(RegistryFailure::isPassing);

        assertThat(client.hasBlob(REPOSITORY, digest)).isFalse();
    }

    @Test
    @Timeout(60)
    void anUploadThatStallsIsGivenUp() {
        CountDownLatch end = new CountDownLatch(1);
        registry.always("PUT .*", exchange -> waitFor(end));
        UploadSession session = client.startUpload(REPOSITORY);
        try (RegistryClient hasty = registry.client(hasty(1))) {
            byte[] content = new byte[8 << 20];

            assertThatExceptionOfType(RegistryUnreachable.class)
                    .isThrownBy(() -> hasty.upload(
                            session, Digest.ofContent(content), content.length, new ByteArrayInputStream(content)))
                    .withMessageContaining("no byte moved");
        } finally {
            end.countDown();
        }
    }

    /** Nothing moves while the registry stores what it was sent, and that may take longer than any byte on its way. */
    @Test
    @Timeout(60)
    void aBlobThatWasSentWholeIsWaitedForAsLongAsStoringTakes() {
        CountDownLatch end = new CountDownLatch(1);
        registry.always("PUT .*", exchange -> waitFor(end));
        UploadSession session = client.startUpload(REPOSITORY);
        Duration brief = Duration.ofSeconds(1);
        Duration storing = Duration.ofMillis(1500);
        try (RegistryClient sending = registry.client(new Patience(brief, brief, brief, storing, 1, Duration.ZERO))) {
            assertThatExceptionOfType(RegistryUnreachable.class)
                    .isThrownBy(() -> sending.upload(
                            session,
                            LAYER.digest(),
                            LAYER.size(),
                            LAYER.content().get()))
                    .withMessageEndingWith("nothing came within PT1.5S");
        } finally {
            end.countDown();
        }
    }

    @Test
    void endingAnUploadThatIsGoneIsFine() {
        UploadSession session = client.startUpload(REPOSITORY);

        client.abandon(session);
        client.abandon(session);

        assertThat(registry.openUploads()).isEmpty();
    }

    @Test
    void aMountIsTakenOrDeclinedWithAPlaceToUploadTo() {
        RepositoryName other = RepositoryName.of("team/other");

        assertThat(client.mount(REPOSITORY, other, LAYER.digest())).isEqualTo(new MountAnswer.Mounted());
        registry.decliningMounts();
        assertThat(client.mount(REPOSITORY, other, LAYER.digest())).isInstanceOf(MountAnswer.Declined.class);
    }

    @Test
    void aPutManifestIsReadBack() {
        client.putManifest(REPOSITORY, Tag.of("again"), IMAGE.manifest());

        assertThat(registry.manifest(REPOSITORY, Tag.of("again")))
                .isEqualTo(IMAGE.manifest().bytes());
        assertThat(registry.requests("GET .*/manifests/" + IMAGE.digest())).isNotEmpty();
    }

    @Test
    void aRegistryThatTakesAManifestForAnotherIsFoundOut() {
        registry.always("PUT .*", exchange -> {
            exchange.getResponseHeaders()
                    .set("Docker-Content-Digest", Digest.ofContent(new byte[0]).value());
            return answer(exchange, 201, "");
        });

        assertThatExceptionOfType(DigestMismatch.class)
                .isThrownBy(() -> client.putManifest(REPOSITORY, TAG, IMAGE.manifest()));
    }

    @Test
    void aRegistryThatTakesAManifestAndKeepsNoneIsFoundOut() {
        RepositoryName empty = RepositoryName.of("team/empty");
        registry.always("PUT .*", exchange -> answer(exchange, 201, ""));

        assertThatExceptionOfType(ContentMissing.class)
                .isThrownBy(() -> client.putManifest(empty, IMAGE.digest(), IMAGE.manifest()));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aTagThatSomebodyElseMovesJustThenMayBePutLater(boolean elsewhere) {
        Tag contended = Tag.of("contended");
        registry.next(1, "HEAD .*/manifests/contended", exchange -> {
            registry.removeManifest(REPOSITORY, contended);
            if (elsewhere) {
                registry.put(REPOSITORY, contended, Graphs.indexOf(IMAGE).manifest());
            }
            return false;
        });

        assertThatExceptionOfType(TagMoved.class)
                .isThrownBy(() -> client.putManifest(REPOSITORY, contended, IMAGE.manifest()))
                .matches(RegistryFailure::isPassing);
    }

    @Test
    void aPutThatIsRefusedBecauseItWasDoneAlreadyIsDone() {
        registry.next(1, "PUT .*", exchange -> {
            registry.put(REPOSITORY, Tag.of("once"), IMAGE.manifest());
            return answer(exchange, 500, "");
        });
        registry.always("PUT .*", exchange -> error(exchange, 400, "TAG_INVALID", "the tag is immutable"));

        client.putManifest(REPOSITORY, Tag.of("once"), IMAGE.manifest());

        assertThat(client.head(REPOSITORY, Tag.of("once"))).contains(IMAGE.digest());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://localhost",
                "http:///v2",
                "https://user:secret@localhost",
                "https://localhost/prefix",
                "https://localhost?x=y",
                "localhost:5000"
            })
    void anAddressThatIsNoRegistryIsRefused(String address) {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> new RegistryClient(URI.create(address), registry.name(), RegistryCredentials::anonymous))
                .withMessageNotContaining("secret");
    }

    private static Patience hasty(int attempts) {
        return new Patience(
                Duration.ofSeconds(5),
                Duration.ofMillis(300),
                Duration.ofMillis(300),
                Duration.ofSeconds(5),
                attempts,
                Duration.ZERO);
    }

    private static boolean waitFor(CountDownLatch end) {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return true;
    }

    private static byte[] readAll(InputStream blob) throws IOException {
        try (blob) {
            return blob.readAllBytes();
        }
    }
}
