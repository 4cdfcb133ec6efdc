package dev.berth.oci;

import java.net.URI;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;

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
