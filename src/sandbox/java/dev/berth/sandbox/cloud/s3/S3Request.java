package dev.berth.sandbox.cloud.s3;

import dev.berth.oci.Digest;
import dev.berth.sandbox.cloud.sigv4.Signature;
import dev.berth.sandbox.cloud.sigv4.SignedRequest;
import dev.berth.sandbox.cloud.wire.AwsRefusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.util.UriUtils;

/** A request in path style, {@code /<bucket>/<key>}, with its bytes as they came. */
record S3Request(SignedRequest signed, String latin1, String bucket, String key) {

    private static final int MOST = 1 << 20;

    /** Every other service is called at the root, by POST. */
    static boolean isOne(ServerRequest request) {
        String authorization = request.headers().firstHeader("Authorization");
        return Signature.isClaimedBy(authorization)
                && authorization != null
                && authorization.contains("/s3/aws4_request");
    }

    static S3Request of(ServerRequest request) throws IOException {
        byte[] body = request.servletRequest().getInputStream().readNBytes(MOST + 1);
        if (body.length > MOST) {
            throw new AwsRefusal("EntityTooLarge", "Your proposed upload exceeds the maximum allowed object size.");
        }
        Digest digest = Digest.ofContent(body);
        String stated = request.headers().firstHeader("x-amz-content-sha256");
        if (!digest.hex().equals(stated) && !SignedRequest.UNSIGNED.equals(stated)) {
            throw new AwsRefusal(
                    "XAmzContentSHA256Mismatch",
                    "The provided 'x-amz-content-sha256' header does not match what was computed.");
        }
        Map<String, List<String>> headers = new LinkedHashMap<>();
        request.headers().asHttpHeaders().forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values));
        String path = request.servletRequest().getRequestURI();
        String query = request.servletRequest().getQueryString();
        String[] parts = path.substring(1).split("/", 2);
        return new S3Request(
                new SignedRequest(request.method().name(), path, query == null ? "" : query, headers, digest),
                new String(body, StandardCharsets.ISO_8859_1),
                parts[0],
                parts.length == 1 ? "" : UriUtils.decode(parts[1], StandardCharsets.UTF_8));
    }

    byte[] body() {
        return latin1.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Nullable
    String header(String name) {
        List<String> values = signed.headers().get(name);
        return values == null ? null : values.getFirst();
    }
}
