package dev.berth.sandbox.cloud.s3;

import dev.berth.oci.Digest;
import dev.berth.sandbox.cloud.iam.Permissions;
import dev.berth.sandbox.cloud.identity.Account;
import dev.berth.sandbox.cloud.identity.Caller;
import dev.berth.sandbox.cloud.identity.Identities;
import dev.berth.sandbox.cloud.s3.Bucket.Version;
import dev.berth.sandbox.cloud.sigv4.AuthenticationRefused;
import dev.berth.sandbox.cloud.wire.AwsRefusal;
import dev.berth.sandbox.cloud.wire.CallCounts;
import dev.berth.sandbox.cloud.wire.Xml;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/** PutObject with object lock, GetObject and ListObjectVersions. */
@Configuration(proxyBeanMethods = false)
class S3Routes {

    private static final String NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";
    private static final int MOST_KEYS = 1_000;

    private final Bucket bucket;
    private final Identities identities;
    private final Permissions permissions;
    private final CallCounts counts;
    private final Set<String> regions;

    S3Routes(Bucket bucket, Identities identities, Permissions permissions, CallCounts counts, Account account) {
        this.bucket = bucket;
        this.identities = identities;
        this.permissions = permissions;
        this.counts = counts;
        this.regions = Set.of(account.region());
    }

    @Bean
    RouterFunction<ServerResponse> s3() {
        return RouterFunctions.route()
                .route(S3Request::isOne, this::answer)
                .onError(AwsRefusal.class, (error, request) -> refused((AwsRefusal) error))
                .onError(AuthenticationRefused.class, (error, request) -> refused((AuthenticationRefused) error))
                .build();
    }

    private ServerResponse answer(ServerRequest http) throws Exception {
        S3Request request = S3Request.of(http);
        Caller caller = identities.authenticate(request.signed(), regions, "s3");
        String operation = http.method() + (request.key().isEmpty() ? " bucket" : " object");
        return switch (operation) {
            case "PUT object" -> put(caller, request);
            case "GET object" -> get(caller, request);
            case "GET bucket" -> list(caller, request, http);
            default ->
                throw new AwsRefusal(
                        "MethodNotAllowed", 405, "The specified method is not allowed against this resource.");
        };
    }

    private ServerResponse put(Caller caller, S3Request request) {
        allowed(caller, "s3:PutObject", request);
        String mode = request.header("x-amz-object-lock-mode");
        String retainUntil = request.header("x-amz-object-lock-retain-until-date");
        String checksum = request.header("x-amz-checksum-sha256");
        if ((mode == null) != (retainUntil == null)) {
            throw new AwsRefusal(
                    "InvalidArgument",
                    "x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied");
        }
        if (mode != null) {
            allowed(caller, "s3:PutObjectRetention", request);
        }
        if (mode != null && checksum == null && request.header("content-md5") == null) {
            throw new AwsRefusal(
                    "InvalidRequest",
                    "Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with Object Lock"
                            + " parameters");
        }
        if (checksum != null && !checksum.equals(checksum(request.body()))) {
            throw new AwsRefusal("BadDigest", "The SHA256 you specified did not match the calculated checksum.");
        }
        Version version = bucket.put(request.key(), request.body(), retainUntil);
        counts.count("s3:PutObject");
        return ServerResponse.ok()
                .header("ETag", etag(version))
                .header("x-amz-version-id", version.id())
                .header("x-amz-checksum-sha256", checksum(version.content()))
                .build();
    }

    private ServerResponse get(Caller caller, S3Request request) {
        allowed(caller, "s3:GetObject", request);
        Version version = bucket.latest(request.key())
                .orElseThrow(() -> new AwsRefusal("NoSuchKey", 404, "The specified key does not exist."));
        counts.count("s3:GetObject");
        return ServerResponse.ok()
                .header("ETag", etag(version))
                .header("x-amz-version-id", version.id())
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .body(version.content());
    }

    private ServerResponse list(Caller caller, S3Request request, ServerRequest http) {
        if (http.param("versions").isEmpty()) {
            throw new AwsRefusal("NotImplemented", 501, "Of a bucket, its versions are listed here and nothing else.");
        }
        allowed(caller, "s3:ListBucketVersions", request);
        String prefix = http.param("prefix").orElse("");
        String marker = http.param("key-marker").orElse("");
        int most = Math.min(http.param("max-keys").map(Integer::valueOf).orElse(MOST_KEYS), MOST_KEYS);
        List<Version> found = bucket.all().stream()
                .filter(version ->
                        version.key().startsWith(prefix) && version.key().compareTo(marker) > 0)
                .toList();
        List<Version> page = found.subList(0, Math.min(most, found.size()));
        counts.count("s3:ListObjectVersions");
        return xml(200, Xml.document("ListVersionsResult", NAMESPACE, xml -> {
            xml.text("Name", Bucket.NAME).text("Prefix", prefix).text("KeyMarker", marker);
            xml.text("MaxKeys", most).text("IsTruncated", page.size() < found.size());
            if (page.size() < found.size()) {
                xml.text("NextKeyMarker", page.getLast().key())
                        .text("NextVersionIdMarker", page.getLast().id());
            }
            page.forEach(version -> xml.element(
                    "Version",
                    it -> it.text("Key", version.key())
                            .text("VersionId", version.id())
                            .text("IsLatest", bucket.latest(version.key()).equals(Optional.of(version)))
                            .text("LastModified", version.modified())
                            .text("ETag", etag(version))
                            .text("Size", version.content().length)
                            .text("StorageClass", "STANDARD")));
        }));
    }

    private void allowed(Caller caller, String action, S3Request request) {
        if (!request.bucket().equals(Bucket.NAME)) {
            throw new AwsRefusal("NoSuchBucket", 404, "The specified bucket does not exist");
        }
        String resource = request.key().isEmpty() ? Bucket.arn() : Bucket.arn() + "/" + request.key();
        permissions.require(caller, action, resource, Map.of());
    }

    private static String checksum(byte[] content) {
        return Base64.getEncoder()
                .encodeToString(
                        HexFormat.of().parseHex(Digest.ofContent(content).hex()));
    }

    private static String etag(Version version) {
        return "\"" + Digest.ofContent(version.content()).hex().substring(0, 32) + "\"";
    }

    private static ServerResponse refused(AuthenticationRefused refusal) {
        return refused(new AwsRefusal(refusal.reason().queryCode(), 403, String.valueOf(refusal.getMessage())));
    }

    private static ServerResponse refused(AwsRefusal refusal) {
        String body = Xml.document(
                "Error",
                "",
                xml -> xml.text("Code", refusal.code())
                        .text("Message", refusal.getMessage())
                        .text("RequestId", UUID.randomUUID()));
        return xml(refusal.status(), body.replace(" xmlns=\"\"", ""));
    }

    private static ServerResponse xml(int status, String body) {
        return ServerResponse.status(status)
                .contentType(MediaType.APPLICATION_XML)
                .body(body);
    }
}
