package dev.berth.oci;

import static dev.berth.oci.ScriptedRegistry.answer;
import static dev.berth.testing.ImageFixtures.aBareImage;
import static dev.berth.testing.ImageFixtures.anArtifactAbout;
import static dev.berth.testing.ImageFixtures.withSbom;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.berth.testing.TestImage;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReferrersTests {

    private static final RepositoryName REPOSITORY = RepositoryName.of("team/tool");
    private static final TestImage IMAGE = aBareImage();
    private static final Tag FALLBACK = Referrers.fallbackTag(IMAGE.digest());

    private final ScriptedRegistry registry = ScriptedRegistry.start();
    private final RegistryClient client = registry.client();

    @AfterEach
    void stop() {
        client.close();
        registry.close();
    }

    @Test
    void theRegistryIsAsked() {
        TestImage image = withSbom(IMAGE);
        registry.put(REPOSITORY, Tag.of("v1"), image);

        assertThat(client.referrers(REPOSITORY, IMAGE.digest()))
                .extracting(Descriptor::digest)
                .containsExactly(image.referrers().getFirst().digest());
        assertThat(registry.requests()).hasSize(1);
    }

    @Test
    void aListOfSeveralPagesIsReadToItsEnd() {
        TestImage image = withSbom(IMAGE);
        registry.put(REPOSITORY, Tag.of("v1"), image);
        registry.next(1, "GET .*referrers.*", exchange -> {
            exchange.getResponseHeaders().set("Link", "<" + exchange.getRequestURI() + "?last=x>; rel=\"next\"");
            return false;
        });

        assertThat(client.referrers(REPOSITORY, IMAGE.digest())).hasSize(2);
    }

    @Test
    void aListThatNamesItselfAsItsNextPageIsRefused() {
        registry.always("GET .*referrers.*", exchange -> {
            exchange.getResponseHeaders().set("Link", "<" + exchange.getRequestURI() + ">; rel=\"next\"");
            return false;
        });

        assertThatExceptionOfType(GraphTooLarge.class).isThrownBy(() -> client.referrers(REPOSITORY, IMAGE.digest()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"::", "file:///etc/passwd", "mailto:alice@example.org"})
    void aNextPageThatIsNowhereIsRefused(String link) {
        registry.always("GET .*referrers.*", exchange -> {
            exchange.getResponseHeaders().set("Link", "<" + link + ">; rel=\"next\"");
            return false;
        });

        assertThatExceptionOfType(RegistryRefused.class)
                .isThrownBy(() -> client.referrers(REPOSITORY, IMAGE.digest()))
                .withMessageContaining("it leads on to where nobody may follow");
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 500})
    void aRefusalIsNotAnEmptyList(int status) {
        registry.always("GET .*referrers.*", exchange -> answer(exchange, status, ""));

        assertThatExceptionOfType(RegistryRefused.class).isThrownBy(() -> client.referrers(REPOSITORY, IMAGE.digest()));
    }

    @Test
    void withoutSuchAListTheFallbackTagIsRead() {
        registry.withoutReferrers();
        TestImage image = withSbom(IMAGE);
        registry.put(REPOSITORY, Tag.of("v1"), image);
        assertThat(client.referrers(REPOSITORY, IMAGE.digest())).isEmpty();

        TestImage sbom = image.referrers().getFirst();
        client.putManifest(REPOSITORY, sbom.digest(), sbom.manifest());

        assertThat(client.referrers(REPOSITORY, IMAGE.digest())).singleElement().satisfies(entry -> {
            assertThat(entry.digest()).isEqualTo(sbom.digest());
            assertThat(entry.size()).isEqualTo(sbom.manifest().size());
            assertThat(entry.artifactType()).isEqualTo("application/spdx+json");
        });
    }

    @Test
    void aReferrerPutTwiceIsListedOnce() {
        registry.withoutReferrers();
        TestImage image = withSbom(IMAGE);
        registry.put(REPOSITORY, Tag.of("v1"), image);
        TestImage sbom = image.referrers().getFirst();

        client.putManifest(REPOSITORY, sbom.digest(), sbom.manifest());
        client.putManifest(REPOSITORY, sbom.digest(), sbom.manifest());

        assertThat(client.referrers(REPOSITORY, IMAGE.digest())).hasSize(1);
        assertThat(registry.requests("PUT .*" + FALLBACK)).hasSize(1);
    }

    @Test
    void aRegistryThatListsReferrersItselfIsGivenNoFallbackTag() {
        TestImage image = withSbom(IMAGE);
        registry.put(REPOSITORY, Tag.of("v1"), image);
        TestImage sbom = image.referrers().getFirst();

        client.putManifest(REPOSITORY, sbom.digest(), sbom.manifest());

        assertThat(registry.requests("PUT .*" + FALLBACK)).isEmpty();
    }

    @Test
    void somethingElseUnderTheFallbackTagIsNoList() {
        registry.withoutReferrers();
        registry.put(REPOSITORY, FALLBACK, IMAGE);

        assertThat(client.referrers(REPOSITORY, IMAGE.digest())).isEmpty();
    }

    /** Reading the list and putting a longer one are two requests: each of many at once has to find its way in. */
    @Test
    void manyReferrersAtOnceAreAllListedByTwoClients() {
        registry.withoutReferrers();
        registry.put(REPOSITORY, Tag.of("v1"), IMAGE);
        List<TestImage> artifacts = IntStream.range(0, 12)
                .mapToObj(i -> anArtifactAbout(IMAGE, "application/example", "content " + i))
                .toList();
        artifacts.forEach(artifact -> artifact.blobs().forEach(blob -> registry.put(REPOSITORY, blob)));

        try (RegistryClient second = registry.client();
                ExecutorService threads = Executors.newFixedThreadPool(6)) {
            IntStream.range(0, artifacts.size())
                    .mapToObj(i -> CompletableFuture.runAsync(
                            () -> (i % 2 == 0 ? client : second)
                                    .putManifest(
                                            REPOSITORY,
                                            artifacts.get(i).digest(),
                                            artifacts.get(i).manifest()),
                            threads))
                    .toList()
                    .forEach(CompletableFuture::join);
        }

        assertThat(client.referrers(REPOSITORY, IMAGE.digest()))
                .extracting(Descriptor::digest)
                .containsExactlyInAnyOrderElementsOf(
                        artifacts.stream().map(TestImage::digest).toList());
    }
}
