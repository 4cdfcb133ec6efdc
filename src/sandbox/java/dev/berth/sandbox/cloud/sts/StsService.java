package dev.berth.sandbox.cloud.sts;

import dev.berth.sandbox.cloud.iam.Permissions;
import dev.berth.sandbox.cloud.iam.PushRole;
import dev.berth.sandbox.cloud.identity.Account;
import dev.berth.sandbox.cloud.identity.Identities;
import dev.berth.sandbox.cloud.identity.SessionKeys;
import dev.berth.sandbox.cloud.wire.AwsRefusal;
import dev.berth.sandbox.cloud.wire.QueryCall;
import dev.berth.sandbox.cloud.wire.QueryService;
import dev.berth.sandbox.cloud.wire.Xml;
import java.util.List;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class StsService {

    private final Account account;
    private final Identities identities;
    private final Permissions permissions;

    StsService(Account account, Identities identities, Permissions permissions) {
        this.account = account;
        this.identities = identities;
        this.permissions = permissions;
    }

    @Bean
    QueryService sts() {
        return new QueryService(
                "sts",
                "2011-06-15",
                Map.of("AssumeRole", this::assumeRole, "GetCallerIdentity", this::getCallerIdentity));
    }

    /** Needs no permission; keys that have expired or are nobody's never come so far. */
    private void getCallerIdentity(QueryCall call, Xml result) {
        result.text("Arn", call.caller().arn())
                .text("UserId", call.caller().userId())
                .text("Account", account.account());
    }

    private void assumeRole(QueryCall call, Xml result) {
        AssumeRoleRequest request = AssumeRoleRequest.of(call);
        int packed = Identities.packedSize(request.policy(), request.tags());
        requirePermitted(call, request);
        if (packed > Identities.PACKED_LIMIT) {
            throw new AwsRefusal(
                    "PackedPolicyTooLarge",
                    "Packed size of session policies and session tags consumes %d%% of allotted space."
                            .formatted(percent(packed)));
        }
        SessionKeys keys = identities.open(
                PushRole.NAME,
                request.sessionName(),
                request.sourceIdentity(),
                request.tags(),
                request.policy(),
                request.length());
        result.element(
                        "Credentials",
                        xml -> xml.text("AccessKeyId", keys.accessKeyId())
                                .text("SecretAccessKey", keys.secretAccessKey())
                                .text("SessionToken", keys.sessionToken())
                                .text("Expiration", keys.expires()))
                .element(
                        "AssumedRoleUser",
                        xml -> xml.text("AssumedRoleId", identities.roleId() + ":" + request.sessionName())
                                .text("Arn", account.sessionArn(PushRole.NAME, request.sessionName())))
                .text("PackedPolicySize", packed == 0 ? null : percent(packed))
                .text("SourceIdentity", request.sourceIdentity());
    }

    private void requirePermitted(QueryCall call, AssumeRoleRequest request) {
        Map<String, List<String>> context = request.context();
        permissions.requireTrusted(call.caller(), "sts:AssumeRole", request.roleArn(), context);
        if (!request.tags().isEmpty()) {
            permissions.requireTrusted(call.caller(), "sts:TagSession", request.roleArn(), context);
        }
        if (request.sourceIdentity() != null) {
            permissions.requireTrusted(call.caller(), "sts:SetSourceIdentity", request.roleArn(), context);
        }
    }

    private static int percent(int packed) {
        return Math.ceilDiv(100 * packed, Identities.PACKED_LIMIT);
    }
}
