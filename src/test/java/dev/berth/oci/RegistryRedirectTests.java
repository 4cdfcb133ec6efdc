package dev.berth.oci;

import static dev.berth.oci.ScriptedRegistry.answer;
import static dev.berth.testing.ImageFixtures.aBareImage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpExchange;
import dev.berth.testing.Blob;
import dev.berth.testing.TestImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Registries keep blobs elsewhere and send readers there. */
class RegistryRedirectTests {

    private static final RepositoryName REPOSITORY = RepositoryName.of("team/tool");
    private static final TestImage IMAGE = aBareImage();
    private static final Blob LAYER = IMAGE.blobs().getLast();

    private final ScriptedRegistry registry = ScriptedRegistry.start();
    private final ScriptedRegistry storage = ScriptedRegistry.start();
    private final RegistryClient client = new RegistryClient(
            registry.address(),
            registry.name(),
            () -> RegistryCredentials.basic("AWS", "a-token"),
            ScriptedRegistry.PATIENCE,
            InstantSource.system());

    @BeforeEach
    void fill() {
        registry.put(REPOSITORY, IMAGE.digest(), IMAGE);
        storage.put(REPOSITORY, IMAGE.digest(), IMAGE);
    }

    @AfterEach
    void stop() {
        client.close();
        registry.close();
        storage.close();
    }

    @Test
    void anotherHostOrPortIsNotShownTheCredentials() throws IOException {
        registry.always("GET .*/blobs/.*", exchange -> redirect(exchange, 307, storage.address() + path(exchange)));

        assertThat(read()).isEqualTo(LAYER.size());

        assertThat(registry.requests("GET .*/blobs/.*"))
                .allSatisfy(seen -> assertThat(seen.header("Authorization")).startsWith("Basic "));
        assertThat(storage.requests())
                .singleElement()
                .satisfies(seen -> assertThat(seen.header("Authorization")).isEmpty());
    }

    @Test
    void anotherPathOfTheRegistryItselfIs() throws IOException {
        registry.next(1, "GET .*/blobs/.*", exchange -> redirect(exchange, 302, path(exchange) + "?again"));

        assertThat(read()).isEqualTo(LAYER.size());

        assertThat(registry.requests("GET .*again"))
                .singleElement()
                .satisfies(seen -> assertThat(seen.header("Authorization")).startsWith("Basic "));
    }

    @Test
    void aWayThereAndBackShowsThemOnlyAtHome() throws IOException {
        registry.next(1, "GET .*/blobs/.*", exchange -> redirect(exchange, 307, storage.address() + path(exchange)));
        storage.always("GET .*", exchange -> redirect(exchange, 307, registry.address() + path(exchange)));

        assertThat(read()).isEqualTo(LAYER.size());

        assertThat(storage.requests())
                .singleElement()
                .satisfies(seen -> assertThat(seen.header("Authorization")).isEmpty());
    }

    @Test
    void anUploadElsewhereIsNotShownThem() {
        registry.always("POST .*", exchange -> {
            exchange.getResponseHeaders().set("Location", storage.address() + "/bucket?signature=x");
            return answer(exchange, 202, "");
        });
        storage.always("PUT .*", exchange -> answer(exchange, 201, ""));

        client.upload(
                client.startUpload(REPOSITORY),
                LAYER.digest(),
                LAYER.size(),
                LAYER.content().get());

        assertThat(storage.requests()).singleElement().satisfies(seen -> {
            assertThat(seen.path()).isEqualTo("/bucket?signature=x&digest=" + LAYER.digest());
            assertThat(seen.header("Authorization")).isEmpty();
        });
    }

    @Test
    void aCircleEnds() {
        registry.always("GET .*", exchange -> redirect(exchange, 307, path(exchange)));

        assertThatExceptionOfType(RegistryRefused.class)
                .isThrownBy(() -> client.blob(REPOSITORY, LAYER.digest()))
                .matches(refused -> refused.status() == 307);
        assertThat(registry.requests()).hasSize(6);
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:///etc/passwd", "http://", "::", "mailto:alice@example.org"})
    void aPlaceThatIsNoneIsARefusal(String location) {
        registry.always("GET .*", exchange -> redirect(exchange, 307, location));

        assertThatExceptionOfType(RegistryRefused.class).isThrownBy(() -> client.blob(REPOSITORY, LAYER.digest()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:///etc/passwd", "http://", "::", "mailto:alice@example.org"})
    void aPlaceThatIsNoneIsNotUploadedTo(String location) {
        registry.always("POST .*", exchange -> redirect(exchange, 202, location));

        assertThatExceptionOfType(RegistryRefused.class)
                .isThrownBy(() -> client.startUpload(REPOSITORY))
                .withMessageEndingWith("(202 UNKNOWN: it leads on to where nobody may follow)");
    }

    @ParameterizedTest
    @CsvSource({
        "https://registry.example.org/v2/, http://registry.example.org/v2/x,",
        "https://registry.example.org/v2/, https://storage.example.org/x, https://storage.example.org/x",
        "https://registry.example.org/v2/, /x, https://registry.example.org/x",
        "http://localhost:5000/v2/, http://localhost:5000/x, http://localhost:5000/x",
        "http://localhost:5000/v2/, https://storage.example.org/x, https://storage.example.org/x"
    })
    void nothingLeadsFromASecuredLineToAnOpenOne(URI from, String location, @Nullable URI to) {
        assertThat(Exchange.resolved(from, location)).isEqualTo(Optional.ofNullable(to));
    }

    @Test
    void whatChangesSomethingIsNotRepeatedElsewhere() {
        registry.always("PUT .*", exchange -> redirect(exchange, 307, storage.address() + path(exchange)));

        assertThatExceptionOfType(RegistryRefused.class)
                .isThrownBy(() -> client.putManifest(REPOSITORY, Tag.of("v2"), IMAGE.manifest()));
        assertThat(storage.requests()).isEmpty();
    }

    @Test
    void whereItLedIsNotInTheMessageOfAFailure() {
        registry.always(
                "GET .*", exchange -> redirect(exchange, 307, storage.address() + "/b?X-Amz-Signature=presigned"));
        storage.always("GET .*", exchange -> answer(exchange, 403, ""));

        assertThatExceptionOfType(RegistryRefused.class)
                .isThrownBy(() -> client.blob(REPOSITORY, LAYER.digest()))
                .withMessageNotContaining("presigned");
    }

    private long read() throws IOException {
        try (InputStream blob = client.blob(REPOSITORY, LAYER.digest())) {
            return blob.transferTo(OutputStream.nullOutputStream());
        }
    }

    private static String path(HttpExchange exchange) {
        return exchange.getRequestURI().toString();
    }

    private static boolean redirect(HttpExchange exchange, int status, String location) throws IOException {
        exchange.getResponseHeaders().set("Location", location);
        return answer(exchange, status, "");
    }
}
