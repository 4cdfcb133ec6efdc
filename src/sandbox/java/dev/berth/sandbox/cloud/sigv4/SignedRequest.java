package dev.berth.sandbox.cloud.sigv4;

import dev.berth.oci.Digest;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What of a request its signature covers.
 *
 * @param path as on the request line, still encoded
 * @param query as on the request line, without the question mark; empty where there is none
 * @param headers by lower-case name, in the order they came
 * @param body the digest of its bytes
 */
public record SignedRequest(String method, String path, String query, Map<String, List<String>> headers, Digest body) {

    public static final String UNSIGNED = "UNSIGNED-PAYLOAD";

    /** AWS's canonical request, with these headers only. */
    String canonical(List<String> signedHeaders) {
        String canonicalHeaders = signedHeaders.stream()
                .map(name -> name + ":" + value(name) + "\n")
                .collect(Collectors.joining());
        return String.join(
                "\n", method, path, canonicalQuery(), canonicalHeaders, String.join(";", signedHeaders), payload());
    }

    /** A client of S3 may leave the body out of the signature, and says so in a header that is in it. */
    private String payload() {
        String stated = value("x-amz-content-sha256");
        return stated.equals(UNSIGNED) ? stated : body.hex();
    }

    String value(String header) {
        return headers.getOrDefault(header, List.of()).stream()
                .map(value -> value.strip().replaceAll(" +", " "))
                .collect(Collectors.joining(","));
    }

    boolean has(String header) {
        return headers.containsKey(header.toLowerCase(Locale.ROOT));
    }

    private String canonicalQuery() {
        if (query.isEmpty()) {
            return "";
        }
        return Arrays.stream(query.split("&", -1))
                .map(pair -> {
                    int equals = pair.indexOf('=');
                    String name = equals < 0 ? pair : pair.substring(0, equals);
                    return encoded(name) + "=" + (equals < 0 ? "" : encoded(pair.substring(equals + 1)));
                })
                .sorted()
                .collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(URLDecoder.decode(text, StandardCharsets.UTF_8), StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }
}
