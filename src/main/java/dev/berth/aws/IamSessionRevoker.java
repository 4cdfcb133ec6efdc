package dev.berth.aws;

import dev.berth.credentials.SessionRevoker;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import tools.jackson.databind.json.JsonMapper;

/** Denies sessions by an inline policy of the push role, written whole each time. */
@Component
class IamSessionRevoker implements SessionRevoker {

    static final String POLICY = "berth-revoked-sessions";

    /** What AWS lets all inline policies of a role hold together, white space not counted. */
    static final int LONGEST = 10_240;

    private static final JsonMapper JSON = JsonMapper.shared();

    private final IamClient iam;
    private final AwsSettings settings;

    IamSessionRevoker(IamClient iam, AwsSettings settings) {
        this.iam = iam;
        this.settings = settings;
    }

    @Override
    public void refuseExactly(Set<String> cloudUsers) {
        if (cloudUsers.isEmpty()) {
            refuseNobody();
            return;
        }
        String policy = policy(cloudUsers);
        if (policy.length() > LONGEST) {
            throw new IllegalStateException(
                    "%d revoked sessions do not fit into one role's policy; the next attempt comes when some have expired."
                            .formatted(cloudUsers.size()));
        }
        iam.putRolePolicy(request ->
                request.roleName(settings.pushRoleName()).policyName(POLICY).policyDocument(policy));
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
