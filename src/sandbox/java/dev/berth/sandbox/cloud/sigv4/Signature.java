package dev.berth.sandbox.cloud.sigv4;

import dev.berth.oci.Digest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The signature that a request carries in its Authorization header, and what it says it is for. */
public record Signature(
        String accessKeyId,
        String day,
        String region,
        String service,
        List<String> signedHeaders,
        String value,
        Instant signedAt) {

    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final Duration SKEW = Duration.ofMinutes(15);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** Headers that change what a request means: AWS refuses them unsigned. */
    private static final Set<String> MUST_BE_SIGNED =
            Set.of("host", "x-amz-date", "x-amz-security-token", "x-amz-target");

    public Signature {
        signedHeaders = List.copyOf(signedHeaders);
    }

    /** Whether an Authorization header says that it is one; whether it holds is another question. */
    public static boolean isClaimedBy(@Nullable String authorization) {
        return authorization != null && authorization.startsWith(ALGORITHM + " ");
    }

    /** @throws AuthenticationRefused where there is none, or it lacks a part */
    public static Signature of(SignedRequest request) {
        String header = request.value("authorization");
        if (header.isEmpty()) {
            throw AuthenticationRefused.missing();
        }
        if (!isClaimedBy(header)) {
            throw AuthenticationRefused.incomplete(
                    "Unsupported AWS 'algorithm': '%s'.".formatted(header.split(" ", 2)[0]));
        }
        Map<String, String> parts = parts(header.substring(ALGORITHM.length()));
        String[] credential = required(parts, "Credential").split("/", -1);
        if (credential.length != 5 || !credential[4].equals("aws4_request")) {
            throw AuthenticationRefused.incomplete(
                    "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term.");
        }
        String value = required(parts, "Signature");
        List<String> signedHeaders =
                Arrays.asList(required(parts, "SignedHeaders").split(";", -1));
        for (String name : MUST_BE_SIGNED) {
            if (request.has(name) && !signedHeaders.contains(name)) {
                throw AuthenticationRefused.signature("'%s' must be a signed header.".formatted(name));
            }
        }
        return new Signature(
                credential[0],
                credential[1],
                credential[2],
                credential[3],
                signedHeaders,
                value,
                time(request.value("x-amz-date")));
    }

    /** @throws AuthenticationRefused where it was made for another place, at another time or with another secret */
    public void verify(
            SignedRequest request, String secretAccessKey, Set<String> regions, String expected, Instant now) {
        if (!regions.contains(region)) {
            throw AuthenticationRefused.signature(
                    "Credential should be scoped to a valid region, not '%s'. ".formatted(region));
        }
        if (!service.equals(expected)) {
            throw AuthenticationRefused.signature(
                    "Credential should be scoped to correct service: '%s'. ".formatted(expected));
        }
        if (!TIME.format(signedAt).startsWith(day)) {
            throw AuthenticationRefused.signature(
                    "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '%s' != '%s'."
                            .formatted(day, TIME.format(signedAt).substring(0, 8)));
        }
        if (signedAt.isBefore(now.minus(SKEW))) {
            throw AuthenticationRefused.signature("Signature expired: %s is now earlier than %s (%s - 15 min.)"
                    .formatted(TIME.format(signedAt), TIME.format(now.minus(SKEW)), TIME.format(now)));
        }
        if (signedAt.isAfter(now.plus(SKEW))) {
            throw AuthenticationRefused.signature("Signature not yet current: %s is still later than %s (%s + 5 min.)"
                    .formatted(TIME.format(signedAt), TIME.format(now.plus(SKEW)), TIME.format(now)));
        }
        byte[] computed = compute(request, secretAccessKey).getBytes(StandardCharsets.US_ASCII);
        if (!MessageDigest.isEqual(computed, value.getBytes(StandardCharsets.US_ASCII))) {
            throw AuthenticationRefused.signature();
        }
    }

    private String compute(SignedRequest request, String secretAccessKey) {
        String scope = String.join("/", day, region, service, "aws4_request");
        String canonical = request.canonical(signedHeaders);
        String toSign = String.join(
                "\n",
                ALGORITHM,
                TIME.format(signedAt),
                scope,
                Digest.ofContent(canonical.getBytes(StandardCharsets.UTF_8)).hex());
        byte[] key = ("AWS4" + secretAccessKey).getBytes(StandardCharsets.UTF_8);
        for (String part : List.of(day, region, service, "aws4_request")) {
            key = Hmac.of(key, part);
        }
        return HexFormat.of().formatHex(Hmac.of(key, toSign));
    }

    private static Map<String, String> parts(String text) {
        Map<String, String> parts = new LinkedHashMap<>();
        for (String part : text.split(",", -1)) {
            int equals = part.indexOf('=');
            if (equals > 0) {
                parts.put(
                        part.substring(0, equals).strip(),
                        part.substring(equals + 1).strip());
            }
        }
        return parts;
    }

    private static String required(Map<String, String> parts, String name) {
        String value = parts.get(name);
        if (value == null || value.isEmpty()) {
            throw AuthenticationRefused.incomplete("Authorization header requires '%s' parameter.".formatted(name));
        }
        return value;
    }

    private static Instant time(String text) {
        try {
            return TIME.parse(text, Instant::from);
        } catch (DateTimeException e) {
            throw AuthenticationRefused.incomplete(
                    "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.");
        }
    }
}
