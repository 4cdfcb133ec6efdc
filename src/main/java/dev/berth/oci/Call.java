package dev.berth.oci;

import java.net.URI;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One request to a registry.
 *
 * @param doing what it is for, to follow "refused to"
 * @param scopes what a token for it must allow, in the words of the token specification
 * @param streamed whether the body of a 200 is a stream that the caller closes
 */
record Call(
        String method,
        URI uri,
        String doing,
        List<String> scopes,
        Map<String, String> headers,
        BodyPublisher body,
        boolean streamed) {

    static Call of(String method, URI uri, String doing, List<String> scopes) {
        return new Call(method, uri, doing, scopes, Map.of(), BodyPublishers.noBody(), false);
    }

    Call with(Map<String, String> headers) {
        return new Call(method, uri, doing, scopes, headers, body, streamed);
    }

    Call with(BodyPublisher body) {
        return new Call(method, uri, doing, scopes, headers, body, streamed);
    }

    Call asStream() {
        return new Call(method, uri, doing, scopes, headers, body, true);
    }

    Call at(URI elsewhere) {
        return new Call(method, elsewhere, doing, scopes, headers, body, streamed);
    }

    /** What it is, in one of few words: the method and what the path is of. */
    String operation() {
        String path = uri.getPath() == null ? "" : uri.getPath();
        String what = Stream.of("/blobs/uploads", "/blobs/", "/manifests/", "/referrers/", "/tags/list")
                .filter(part -> path.startsWith("/v2/") && path.contains(part))
                .findFirst()
                .map(part -> switch (part) {
                    case "/blobs/uploads" -> "upload";
                    case "/blobs/" -> "blob";
                    case "/manifests/" -> "manifest";
                    case "/referrers/" -> "referrers";
                    default -> "tags";
                })
                .orElse("other");
        return method.toLowerCase(Locale.ROOT) + " " + what;
    }

    /** Reads may be sent to where the bytes really are; nothing that changes something is repeated elsewhere. */
    boolean followsRedirects() {
        return method.equals("GET") || method.equals("HEAD");
    }

    static List<String> pull(RepositoryName repository) {
        return List.of("repository:" + repository + ":pull");
    }

    static List<String> push(RepositoryName repository) {
        return List.of("repository:" + repository + ":pull,push");
    }
}
