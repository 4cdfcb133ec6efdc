package dev.berth.sandbox.registry;

import dev.berth.oci.Digest;
import dev.berth.oci.Manifest;
import dev.berth.oci.MediaType;
import dev.berth.oci.Reference;
import dev.berth.oci.RepositoryName;
import dev.berth.oci.Tag;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/** Manifests, verbatim. */
final class ManifestHandler {

    private final RegistryStore store;
    private final RegistryRequests requests;

    ManifestHandler(RegistryStore store, RegistryRequests requests) {
        this.store = store;
        this.requests = requests;
    }

    /** HEAD too. What is stored is answered, whatever the client would rather accept: another form has another digest. */
    ServerResponse get(ServerRequest request) {
        RepositoryName repository = requests.allowed(request, "ecr:BatchGetImage");
        store.get(repository);
        Manifest manifest = store.manifest(repository, known(RegistryRoute.last(request)));
        ServerResponse.BodyBuilder answer = Answer.of(200)
                .header(HttpHeaders.CONTENT_TYPE, manifest.mediaType().value())
                .header(HttpHeaders.CONTENT_LENGTH, Integer.toString(manifest.size()))
                .header("Docker-Content-Digest", manifest.digest().value());
        if (request.method().equals(HttpMethod.HEAD)) {
            return answer.build();
        }
        return answer.build((servlet, response) -> {
            response.getOutputStream().write(manifest.bytes());
            return null;
        });
    }

    ServerResponse put(ServerRequest request) throws IOException {
        RepositoryName repository = requests.allowed(request, "ecr:PutImage");
        store.get(repository);
        Reference reference = writable(RegistryRoute.last(request));
        Manifest manifest = Manifest.of(mediaType(request), body(request));
        if (reference instanceof Digest expected && !expected.equals(manifest.digest())) {
            throw new RegistryRefusal.DigestMismatch(expected, manifest.digest());
        }
        StoredImage image = store.put(repository, manifest, reference instanceof Tag tag ? tag : null)
                .image();
        ServerResponse.BodyBuilder answer = Answer.of(201)
                .header(HttpHeaders.LOCATION, "/v2/%s/manifests/%s".formatted(repository, image.digest()))
                .header(HttpHeaders.CONTENT_LENGTH, "0")
                .header("Docker-Content-Digest", image.digest().value());
        Digest subject = image.subject();
        return subject == null
                ? answer.build()
                : answer.header("OCI-Subject", subject.value()).build();
    }

    private static MediaType mediaType(ServerRequest request) {
        String header = request.headers().firstHeader(HttpHeaders.CONTENT_TYPE);
        MediaType mediaType = MediaType.of(header == null ? "" : header);
        if (!mediaType.isManifest() && !mediaType.isSchema1()) {
            throw new RegistryError(
                    400, "MANIFEST_INVALID", "The manifest's media type '%s' is not supported".formatted(mediaType));
        }
        return mediaType;
    }

    private static byte[] body(ServerRequest request) throws IOException {
        long announced = request.servletRequest().getContentLengthLong();
        byte[] body = announced > Manifest.MAX_BYTES
                ? new byte[0]
                : request.servletRequest().getInputStream().readNBytes(Manifest.MAX_BYTES + 1);
        if (announced > Manifest.MAX_BYTES || body.length > Manifest.MAX_BYTES) {
            throw new RegistryError(
                    413, "SIZE_INVALID", "A manifest has at most %d bytes".formatted(Manifest.MAX_BYTES));
        }
        return body;
    }

    private static Reference known(String text) {
        return RegistryRequests.reference(text).orElseThrow(RegistryRefusal.ImageUnknown::new);
    }

    private static Reference writable(String text) {
        return RegistryRequests.reference(text)
                .orElseThrow(
                        () -> text.indexOf(':') >= 0
                                ? new RegistryError(
                                        400,
                                        "DIGEST_INVALID",
                                        "A digest looks like sha256:<64 lower-case hexadecimal digits>")
                                : new RegistryError(
                                        400,
                                        "TAG_INVALID",
                                        "A tag has 1 to 128 letters, digits, '_', '.' or '-', and starts with neither '.' nor '-'"));
    }
}
