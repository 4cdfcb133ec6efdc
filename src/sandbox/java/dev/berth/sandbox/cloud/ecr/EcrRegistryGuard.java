package dev.berth.sandbox.cloud.ecr;

import dev.berth.oci.RepositoryName;
import dev.berth.sandbox.cloud.iam.Permission;
import dev.berth.sandbox.cloud.identity.Caller;
import dev.berth.sandbox.cloud.identity.Identities;
import dev.berth.sandbox.cloud.identity.LoggedIn;
import dev.berth.sandbox.cloud.wire.CallCounts;
import dev.berth.sandbox.registry.RegistryError;
import dev.berth.sandbox.registry.RegistryGuard;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Lets into the registry whoever has ECR's token, for as long as token, session and policies all say so. */
@Component
final class EcrRegistryGuard implements RegistryGuard {

    private static final String BASIC = "Basic ";
    private static final String USER = "AWS:";

    private final Identities identities;
    private final EcrPermissions permissions;
    private final CallCounts counts;
    private final InstantSource clock;

    EcrRegistryGuard(Identities identities, EcrPermissions permissions, CallCounts counts, InstantSource clock) {
        this.identities = identities;
        this.permissions = permissions;
        this.counts = counts;
        this.clock = clock;
    }

    /** Refuses a revoked session here too, so that logging in with an old token fails and not just the push after it. */
    @Override
    public void authenticate(@Nullable String authorization) {
        require(permissions.ask(caller(authorization), "ecr:GetAuthorizationToken"));
    }

    @Override
    public void require(@Nullable String authorization, String ecrAction, RepositoryName repository) {
        counts.count(ecrAction.replace("ecr:", "registry:"));
        require(permissions.ask(caller(authorization), ecrAction, repository));
    }

    private Caller caller(@Nullable String authorization) {
        LoggedIn loggedIn = Optional.ofNullable(authorization)
                .flatMap(EcrRegistryGuard::password)
                .flatMap(identities::loggedIn)
                .orElseThrow(() -> RegistryError.unauthorized("Not Authorized"));
        Instant now = clock.instant();
        boolean sessionEnded = loggedIn.caller() instanceof Caller.Session session && session.isExpired(now);
        if (sessionEnded || !now.isBefore(loggedIn.expires())) {
            throw RegistryError.denied("Your authorization token has expired. Reauthenticate and try again.");
        }
        return loggedIn.caller();
    }

    private static Optional<String> password(String authorization) {
        if (!authorization.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            return Optional.empty();
        }
        try {
            byte[] pair = Base64.getDecoder()
                    .decode(authorization.substring(BASIC.length()).strip());
            return Optional.of(new String(pair, StandardCharsets.UTF_8))
                    .filter(text -> text.startsWith(USER))
                    .map(text -> text.substring(USER.length()));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    private static void require(Permission permission) {
        if (permission instanceof Permission.Refused refused) {
            throw RegistryError.denied(refused.message());
        }
    }
}
