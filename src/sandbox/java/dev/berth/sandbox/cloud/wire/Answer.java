package dev.berth.sandbox.cloud.wire;

import dev.berth.sandbox.cloud.sigv4.AuthenticationRefused;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import tools.jackson.databind.json.JsonMapper;

/** How each protocol says yes and no. */
final class Answer {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final MediaType XML = MediaType.parseMediaType("text/xml;charset=UTF-8");
    private static final MediaType AMZ_JSON = MediaType.parseMediaType("application/x-amz-json-1.1");

    private Answer() {}

    static ResponseEntity<String> xml(QueryService service, String action, Consumer<Xml> result) {
        String requestId = UUID.randomUUID().toString();
        String body = Xml.document(
                action + "Response",
                service.namespace(),
                xml -> xml.element(action + "Result", result)
                        .element("ResponseMetadata", it -> it.text("RequestId", requestId)));
        return ResponseEntity.ok()
                .header("x-amzn-RequestId", requestId)
                .contentType(XML)
                .body(body);
    }

    static ResponseEntity<String> xml(String namespace, AwsRefusal refusal) {
        return xmlError(namespace, refusal.status(), refusal.code(), refusal.getMessage());
    }

    static ResponseEntity<String> xml(String namespace, AuthenticationRefused refusal) {
        int status = refusal.reason() == AuthenticationRefused.Reason.INCOMPLETE ? 400 : 403;
        return xmlError(namespace, status, refusal.reason().queryCode(), refusal.getMessage());
    }

    private static ResponseEntity<String> xmlError(
            String namespace, int status, String code, @Nullable String message) {
        String requestId = UUID.randomUUID().toString();
        String body = Xml.document(
                "ErrorResponse",
                namespace,
                xml -> xml.element(
                                "Error",
                                error -> error.text("Type", "Sender")
                                        .text("Code", code)
                                        .text("Message", message))
                        .text("RequestId", requestId));
        return ResponseEntity.status(status)
                .header("x-amzn-RequestId", requestId)
                .contentType(XML)
                .body(body);
    }

    static ResponseEntity<String> json(Map<String, ?> result) {
        return ResponseEntity.ok()
                .header("x-amzn-RequestId", UUID.randomUUID().toString())
                .contentType(AMZ_JSON)
                .body(JSON.writeValueAsString(result));
    }

    static ResponseEntity<String> json(AwsRefusal refusal) {
        return jsonError(refusal.code(), refusal.getMessage());
    }

    static ResponseEntity<String> json(AuthenticationRefused refusal) {
        return jsonError(refusal.reason().jsonCode(), refusal.getMessage());
    }

    private static ResponseEntity<String> jsonError(String code, @Nullable String message) {
        return ResponseEntity.badRequest()
                .header("x-amzn-RequestId", UUID.randomUUID().toString())
                .header("x-amzn-ErrorType", code)
                .contentType(AMZ_JSON)
                .body(JSON.writeValueAsString(Map.of("__type", code, "message", message == null ? "" : message)));
    }
}
