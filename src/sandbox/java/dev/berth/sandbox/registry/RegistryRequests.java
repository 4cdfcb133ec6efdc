package dev.berth.sandbox.registry;

import dev.berth.oci.Digest;
import dev.berth.oci.Reference;
import dev.berth.oci.RepositoryName;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.http.HttpHeaders;
import org.springframework.web.servlet.function.ServerRequest;

/** Reads requests of the distribution API, and has each allowed before anything of the repository is told. */
final class RegistryRequests {

    private final RegistryGuard guard;

    RegistryRequests(RegistryGuard guard) {
        this.guard = guard;
    }

    void authenticate(ServerRequest request) {
        guard.authenticate(request.headers().firstHeader(HttpHeaders.AUTHORIZATION));
    }

    /** The repository that the path names, if the sender may do this there. */
    RepositoryName allowed(ServerRequest request, String ecrAction) {
        authenticate(request);
        RepositoryName repository = RegistryRoute.repository(request);
        require(request, ecrAction, repository);
        return repository;
    }

    void require(ServerRequest request, String ecrAction, RepositoryName repository) {
        guard.require(request.headers().firstHeader(HttpHeaders.AUTHORIZATION), ecrAction, repository);
    }

    boolean allows(ServerRequest request, String ecrAction, RepositoryName repository) {
        try {
            require(request, ecrAction, repository);
            return true;
        } catch (RegistryError notAllowed) {
            return false;
        }
    }

    /** Read from the query alone: asking the servlet for a parameter may read the body, which is a layer. */
    static Optional<String> query(ServerRequest request, String name) {
        String query = request.servletRequest().getQueryString();
        return Stream.ofNullable(query)
                .flatMap(text -> Arrays.stream(text.split("&", -1)))
                .filter(pair -> pair.startsWith(name + "="))
                .map(pair -> decoded(pair.substring(name.length() + 1)))
                .findFirst();
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            return text;
        }
    }

    static Digest digest(String text) {
        if (!Digest.isDigest(text)) {
            throw new RegistryError(
                    400, "DIGEST_INVALID", "A digest looks like sha256:<64 lower-case hexadecimal digits>");
        }
        return Digest.of(text);
    }

    static Optional<Reference> reference(String text) {
        try {
            return Optional.of(Reference.of(text));
        } catch (IllegalArgumentException neither) {
            return Optional.empty();
        }
    }
}
