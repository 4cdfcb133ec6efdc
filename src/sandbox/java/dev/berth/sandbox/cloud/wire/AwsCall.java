package dev.berth.sandbox.cloud.wire;

import dev.berth.oci.Digest;
import dev.berth.sandbox.cloud.sigv4.AuthenticationRefused;
import dev.berth.sandbox.cloud.sigv4.Signature;
import dev.berth.sandbox.cloud.sigv4.SignedRequest;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request to the one address of all services, with its bytes as they came, since those are what is signed. */
final class AwsCall {

    /** ECR's largest call carries a layer part of 20 MiB in base64. */
    private static final int MAX_BODY = 32 * 1024 * 1024;

    private final SignedRequest request;
    private final byte[] body;
    private final boolean signed;
    private final @Nullable String target;
    private final URI endpoint;

    private AwsCall(SignedRequest request, byte[] body, boolean signed, @Nullable String target, URI endpoint) {
        this.request = request;
        this.body = body;
        this.signed = signed;
        this.target = target;
        this.endpoint = endpoint;
    }

    static AwsCall of(HttpServletRequest request) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (String name : Collections.list(request.getHeaderNames())) {
            headers.computeIfAbsent(name.toLowerCase(Locale.ROOT), key -> new ArrayList<>())
                    .addAll(Collections.list(request.getHeaders(name)));
        }
        String query = request.getQueryString();
        boolean signed = Signature.isClaimedBy(request.getHeader("Authorization"));
        byte[] body = signed ? body(request) : new byte[0];
        return new AwsCall(
                new SignedRequest(
                        request.getMethod(),
                        request.getRequestURI(),
                        query == null ? "" : query,
                        headers,
                        Digest.ofContent(body)),
                body,
                signed,
                request.getHeader("X-Amz-Target"),
                URI.create("http://" + request.getServerName() + ":" + request.getServerPort()));
    }

    SignedRequest request() {
        return request;
    }

    byte[] body() {
        return body.clone();
    }

    @Nullable
    String target() {
        return target;
    }

    URI endpoint() {
        return endpoint;
    }

    private static byte[] body(HttpServletRequest request) {
        try {
            return request.getInputStream().readNBytes(MAX_BODY + 1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What nobody signed, or what is too large, is not read to its end. */
    void refuseUnread() {
        if (!signed) {
            throw AuthenticationRefused.missing();
        }
        if (body.length > MAX_BODY) {
            throw new AwsRefusal("RequestEntityTooLarge", 413, "The request is larger than 32 MiB");
        }
    }

    Map<String, String> form() {
        Map<String, String> form = new LinkedHashMap<>();
        for (String pair : new String(body, StandardCharsets.UTF_8).split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                form.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
            }
        }
        return form;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new AwsRefusal("MalformedQueryString", "The query string is malformed");
        }
    }
}
