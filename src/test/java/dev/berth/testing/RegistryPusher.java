package dev.berth.testing;

import dev.berth.oci.Digest;
import dev.berth.oci.Manifest;
import dev.berth.oci.MediaType;
import dev.berth.oci.Reference;
import dev.berth.oci.RepositoryName;
import dev.berth.oci.Tag;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Pushes a {@link TestImage} by plain HTTP, so that a test needs neither a client program nor the client under test.
 * It always signs in at once with Basic, where it has a user.
 */
public final class RegistryPusher {

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    private final URI registry;
    private final @Nullable String authorization;

    private RegistryPusher(URI registry, @Nullable String authorization) {
        this.registry = registry;
        this.authorization = authorization;
    }

    public static RegistryPusher to(URI registry) {
        return new RegistryPusher(registry, null);
    }

    public RegistryPusher as(String user, String password) {
        String pair = user + ":" + password;
        return new RegistryPusher(
                registry, "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
    }

    /** @throws Refused with the registry's own answer at the first step that it does not take */
    public Digest push(RepositoryName repository, Reference reference, TestImage image) {
        image.everyManifest().flatMap(each -> each.blobs().stream()).forEach(blob -> pushBlob(repository, blob));
        pushManifests(repository, reference, image);
        return image.digest();
    }

    private void pushManifests(RepositoryName repository, Reference reference, TestImage image) {
        image.children().forEach(child -> pushManifests(repository, child.digest(), child));
        pushManifest(repository, reference, image.manifest());
        image.referrers().forEach(referrer -> pushReferrer(repository, image, referrer));
    }

    public void pushBlob(RepositoryName repository, Blob blob) {
        if (send(request(path(repository, "blobs/" + blob.digest())).method("HEAD", BodyPublishers.noBody()))
                        .statusCode()
                == 200) {
            return;
        }
        HttpResponse<String> session =
                expect(202, request(path(repository, "blobs/uploads/")).POST(BodyPublishers.noBody()));
        String location = session.headers().firstValue("Location").orElseThrow();
        URI upload = registry.resolve(location + (location.contains("?") ? "&" : "?") + "digest=" + blob.digest());
        expect(
                201,
                request(upload)
                        .header("Content-Type", "application/octet-stream")
                        .PUT(
                                blob.size() == 0
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.fromPublisher(
                                                BodyPublishers.ofInputStream(blob.content()), blob.size())));
    }

    /** The registry's answer, whatever it is. */
    public HttpResponse<String> putManifest(RepositoryName repository, Reference reference, Manifest manifest) {
        return send(request(path(repository, "manifests/" + reference.value()))
                .header("Content-Type", manifest.mediaType().value())
                .PUT(BodyPublishers.ofByteArray(manifest.bytes())));
    }

    private HttpResponse<String> pushManifest(RepositoryName repository, Reference reference, Manifest manifest) {
        return accepted(201, putManifest(repository, reference, manifest));
    }

    /** A registry that does not know referrers says so by saying nothing; then the client keeps the list, by a tag. */
    private void pushReferrer(RepositoryName repository, TestImage subject, TestImage referrer) {
        HttpResponse<String> answer = pushManifest(repository, referrer.digest(), referrer.manifest());
        if (answer.headers().firstValue("OCI-Subject").isEmpty()) {
            Tag fallback = Tag.of("sha256-" + subject.digest().hex());
            List<Object> entries = new ArrayList<>();
            HttpResponse<String> known = send(request(path(repository, "manifests/" + fallback))
                    .header("Accept", MediaType.OCI_INDEX.value())
                    .GET());
            if (known.statusCode() == 200) {
                JsonNode index = JsonMapper.shared().readTree(known.body());
                index.path("manifests").forEach(entries::add);
            }
            entries.add(referrer.descriptor());
            Map<String, Object> index = new LinkedHashMap<>();
            index.put("schemaVersion", 2);
            index.put("mediaType", MediaType.OCI_INDEX.value());
            index.put("manifests", entries);
            pushManifest(
                    repository,
                    fallback,
                    Manifest.of(MediaType.OCI_INDEX, JsonMapper.shared().writeValueAsBytes(index)));
        }
        referrer.referrers().forEach(next -> pushReferrer(repository, referrer, next));
    }

    private URI path(RepositoryName repository, String rest) {
        return registry.resolve("/v2/" + repository + "/" + rest);
    }

    private HttpRequest.Builder request(URI uri) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(Duration.ofMinutes(5));
        return authorization == null ? request : request.header("Authorization", authorization);
    }

    private static HttpResponse<String> expect(int status, HttpRequest.Builder request) {
        return accepted(status, send(request));
    }

    private static HttpResponse<String> accepted(int status, HttpResponse<String> answer) {
        if (answer.statusCode() != status) {
            throw new Refused(answer.statusCode(), answer.body());
        }
        return answer;
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The registry did not take a step of the push; the message is its answer. */
    public static final class Refused extends RuntimeException {

        private final int status;

        Refused(int status, String body) {
            super("The registry answered %d: %s".formatted(status, body));
            this.status = status;
        }

        public int status() {
            return status;
        }
    }
}
