package dev.berth.sandbox.cloud.identity;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of a session; its token carries this, sealed.
 *
 * @param policy the inline session policy, as it was sent
 * @param tags the session tags
 */
public record SessionClaims(
        String accessKeyId,
        String roleName,
        String roleId,
        String sessionName,
        @Nullable String sourceIdentity,
        Map<String, String> tags,
        @Nullable String policy,
        Instant issued,
        Instant expires) {

    public SessionClaims {
        tags = Map.copyOf(tags);
    }

    public String userId() {
        return roleId + ":" + sessionName;
    }
}
