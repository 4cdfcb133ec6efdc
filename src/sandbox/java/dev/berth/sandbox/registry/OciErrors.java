package dev.berth.sandbox.registry;

import dev.berth.oci.Digest;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import tools.jackson.databind.json.JsonMapper;

/** What went wrong, in the specification's form: {@code {"errors":[{"code","message","detail"}]}}. */
final class OciErrors {

    private static final JsonMapper JSON = JsonMapper.shared();

    private OciErrors() {}

    static ServerResponse of(RegistryError error, ServerRequest request) {
        ServerResponse.BodyBuilder answer = Answer.of(error.status());
        if (error.status() == 401) {
            answer.header(
                    HttpHeaders.WWW_AUTHENTICATE,
                    "Basic realm=\"%s://%s/\",service=\"ecr.amazonaws.com\""
                            .formatted(request.uri().getScheme(), request.uri().getAuthority()));
        }
        return body(answer, List.of(entry(error.code(), error, Map.of())));
    }

    static ServerResponse of(RegistryRefusal refusal) {
        return switch (refusal) {
            case RegistryRefusal.RepositoryUnknown unknown -> answer(404, "NAME_UNKNOWN", unknown);
            case RegistryRefusal.ImageUnknown unknown -> answer(404, "MANIFEST_UNKNOWN", unknown);
            case RegistryRefusal.UploadUnknown unknown -> answer(404, "BLOB_UPLOAD_UNKNOWN", unknown);
            case RegistryRefusal.TagImmutable immutable -> answer(400, "TAG_INVALID", immutable);
            case RegistryRefusal.BlobsMissing missing -> missing(missing, missing.missing());
            case RegistryRefusal.ChildrenMissing missing -> missing(missing, missing.missing());
            case RegistryRefusal.PartTruncated truncated -> answer(400, "SIZE_INVALID", truncated);
            case RegistryRefusal.PartTooSmall small -> answer(400, "SIZE_INVALID", small);
            case RegistryRefusal.DigestMismatch mismatch -> answer(400, "DIGEST_INVALID", mismatch);
            case RegistryRefusal.PartOutOfOrder order ->
                body(
                        Answer.of(416).header(HttpHeaders.RANGE, "0-" + Math.max(0, order.received() - 1)),
                        List.of(entry("BLOB_UPLOAD_INVALID", order, Map.of())));
            case RegistryRefusal.RepositoryExists exists -> answer(409, "DENIED", exists);
            case RegistryRefusal.RepositoryNotEmpty full -> answer(409, "DENIED", full);
            case RegistryRefusal.ImageReferenced referenced -> answer(409, "DENIED", referenced);
        };
    }

    static ServerResponse malformed(Throwable manifest) {
        return answer(400, "MANIFEST_INVALID", manifest);
    }

    private static ServerResponse answer(int status, String code, Throwable why) {
        return body(Answer.of(status), List.of(entry(code, why, Map.of())));
    }

    private static ServerResponse missing(RegistryRefusal why, List<Digest> digests) {
        return body(
                Answer.of(400),
                digests.stream()
                        .map(digest -> entry("MANIFEST_BLOB_UNKNOWN", why, Map.of("digest", digest.value())))
                        .toList());
    }

    private static Map<String, Object> entry(String code, Throwable why, Map<String, String> detail) {
        return Map.of("code", code, "message", String.valueOf(why.getMessage()), "detail", detail);
    }

    private static ServerResponse body(ServerResponse.BodyBuilder answer, List<Map<String, Object>> errors) {
        byte[] bytes = JSON.writeValueAsBytes(Map.of("errors", errors));
        return answer.header(HttpHeaders.CONTENT_TYPE, "application/json")
                .header(HttpHeaders.CONTENT_LENGTH, Integer.toString(bytes.length))
                .build((servlet, response) -> {
                    response.getOutputStream().write(bytes);
                    return null;
                });
    }
}
