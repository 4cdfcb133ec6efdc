package dev.berth.sandbox.cloud.wire;

import dev.berth.sandbox.cloud.identity.Account;
import dev.berth.sandbox.cloud.identity.Caller;
import dev.berth.sandbox.cloud.identity.Identities;
import dev.berth.sandbox.cloud.sigv4.AuthenticationRefused;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A target header that names the operation, JSON in and out: ECR. */
@Component
final class JsonProtocol {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Set<String> regions;
    private final Identities identities;
    private final CallCounts counts;
    private final Map<String, JsonService> services;

    JsonProtocol(Account account, Identities identities, CallCounts counts, List<JsonService> services) {
        this.regions = Set.of(account.region());
        this.identities = identities;
        this.counts = counts;
        this.services = services.stream().collect(Collectors.toMap(JsonService::target, it -> it));
    }

    ResponseEntity<String> answer(AwsCall call, String target) {
        try {
            call.refuseUnread();
            int dot = target.lastIndexOf('.');
            JsonService service = services.get(target.substring(0, Math.max(dot, 0)));
            if (service == null) {
                throw unknown(target);
            }
            Caller caller = identities.authenticate(call.request(), regions, service.name());
            String action = target.substring(dot + 1);
            JsonService.Operation operation = service.operations().get(action);
            if (operation == null) {
                throw unknown(target);
            }
            counts.count(service.name() + ":" + action);
            return Answer.json(operation.answer(new JsonCall(caller, input(call), call.endpoint())));
        } catch (AwsRefusal refusal) {
            return Answer.json(refusal);
        } catch (AuthenticationRefused refusal) {
            return Answer.json(refusal);
        }
    }

    private static AwsRefusal unknown(String target) {
        return new AwsRefusal("UnknownOperationException", "There is no operation %s".formatted(target));
    }

    private static ObjectNode input(AwsCall call) {
        try {
            JsonNode input = JSON.readTree(call.body());
            if (input instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException notJson) {
            throw new AwsRefusal("SerializationException", "The request is not JSON");
        }
        throw new AwsRefusal("SerializationException", "Start of structure or map found where not expected.");
    }
}
