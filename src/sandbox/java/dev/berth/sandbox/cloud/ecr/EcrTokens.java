package dev.berth.sandbox.cloud.ecr;

import dev.berth.sandbox.cloud.identity.Identities;
import dev.berth.sandbox.cloud.wire.JsonCall;
import dev.berth.sandbox.cloud.wire.JsonService;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** What {@code docker login} needs. */
@Component
final class EcrTokens implements EcrOperations {

    /** What ECR announces. The session that asked may end sooner, and its token with it. */
    private static final Duration LIFE = Duration.ofHours(12);

    private final EcrPermissions permissions;
    private final Identities identities;
    private final InstantSource clock;

    EcrTokens(EcrPermissions permissions, Identities identities, InstantSource clock) {
        this.permissions = permissions;
        this.identities = identities;
        this.clock = clock;
    }

    @Override
    public Map<String, JsonService.Operation> operations() {
        return Map.of("GetAuthorizationToken", this::getAuthorizationToken);
    }

    private Map<String, ?> getAuthorizationToken(JsonCall call) {
        permissions.require(call.caller(), "ecr:GetAuthorizationToken");
        Instant expires = clock.instant().plus(LIFE);
        String pair = "AWS:" + identities.authorization(call.caller(), expires);
        Fields data = new Fields()
                .with("authorizationToken", Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)))
                .with("expiresAt", expires)
                .with("proxyEndpoint", call.endpoint().toString());
        return Map.of("authorizationData", List.of(data.map()));
    }
}
