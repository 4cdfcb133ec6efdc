package dev.berth.aws;

import dev.berth.credentials.SessionRevoker;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import tools.jackson.databind.json.JsonMapper;

/** Denies sessions by an inline policy of the push role, written whole each time. */
@Component
class IamSessionRevoker implements SessionRevoker {

    static final String POLICY = "berth-revoked-sessions";

    /** AWS lets all inline policies of a role hold 10,240 characters together; a fifth is for what the role may do. */
    static final int LONGEST = 8_192;

    private static final JsonMapper JSON = JsonMapper.shared();

    private final IamClient iam;
    private final AwsSettings settings;

    IamSessionRevoker(@Lazy IamClient iam, AwsSettings settings) {
        this.iam = iam;
        this.settings = settings;
    }

    @Override
    public void refuseExactly(Set<String> cloudUsers) {
        String policy = policy(cloudUsers);
        if (policy.length() > LONGEST) {
            throw new RevocationFailed(
                    "%d revoked sessions do not fit into one role's policy; Berth tries again until some have expired."
                            .formatted(cloudUsers.size()),
                    null);
        }
        try {
            if (cloudUsers.isEmpty()) {
                refuseNobody();
            } else {
                iam.putRolePolicy(request -> request.roleName(settings.pushRoleName())
                        .policyName(POLICY)
                        .policyDocument(policy));
            }
        } catch (AwsServiceException refusal) {
            throw new RevocationFailed(AwsFailures.sentence("AWS IAM", refusal), refusal);
        } catch (SdkException unreachable) {
            throw new RevocationFailed("AWS IAM could not be reached.", unreachable);
        }
    }

    private void refuseNobody() {
        try {
            iam.deleteRolePolicy(
                    request -> request.roleName(settings.pushRoleName()).policyName(POLICY));
        } catch (NoSuchEntityException alreadyGone) {
            return;
        }
    }

    static String policy(Set<String> cloudUsers) {
        return JSON.writeValueAsString(new TreeMap<>(Map.of(
                "Version",
                "2012-10-17",
                "Statement",
                List.of(new TreeMap<>(Map.of(
                        "Sid",
                        "RevokedPushSessions",
                        "Effect",
                        "Deny",
                        "Action",
                        "*",
                        "Resource",
                        "*",
                        "Condition",
                        Map.of("StringEquals", Map.of("aws:userid", new TreeSet<>(cloudUsers)))))))));
    }
}
