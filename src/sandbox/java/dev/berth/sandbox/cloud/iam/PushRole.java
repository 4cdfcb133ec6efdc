package dev.berth.sandbox.cloud.iam;

import dev.berth.aws.permissions.Grants;
import dev.berth.aws.permissions.PolicyDocuments;
import dev.berth.sandbox.cloud.identity.Account;
import dev.berth.sandbox.cloud.identity.Identities;
import dev.berth.sandbox.cloud.policy.Policy;
import dev.berth.sandbox.cloud.wire.AwsRefusal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** The one role there is: every push session is a session of it. What it may do itself is broad; each session's policy narrows it. */
@Component
public final class PushRole {

    public static final String NAME = "berth-push";

    /** The longest session that the role allows; also IAM's limit. */
    public static final Duration MAX_SESSION = Duration.ofHours(12);

    private final String arn;
    private final String id;
    private final String trustDocument;
    private final Policy trust;
    private final Policy policy;

    PushRole(Account account, Identities identities, PortalGrants portal) {
        this.arn = account.roleArn(NAME);
        this.id = identities.roleId();
        this.trustDocument = trustDocument(account);
        this.trust = Policy.trust(trustDocument);
        this.policy = Policy.of(
                JsonMapper.shared().writeValueAsString(PolicyDocuments.allowing(Grants.ofPushRole(portal.place()))));
    }

    public String arn() {
        return arn;
    }

    String id() {
        return id;
    }

    String trustDocument() {
        return trustDocument;
    }

    Policy trust() {
        return trust;
    }

    Policy policy() {
        return policy;
    }

    void requireName(String roleName) {
        if (!roleName.equals(NAME)) {
            throw new AwsRefusal("NoSuchEntity", 404, "The role with name %s cannot be found.".formatted(roleName));
        }
    }

    /** Without the conditions of the printed one: here anybody may try a session of the role with the portal's key. */
    private static String trustDocument(Account account) {
        try {
            return new ClassPathResource("sandbox/push-role-trust.json")
                    .getContentAsString(StandardCharsets.UTF_8)
                    .replace("{account}", account.account());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
