package dev.berth.sandbox.cloud.iam;

import dev.berth.sandbox.cloud.policy.MalformedPolicy;
import dev.berth.sandbox.cloud.wire.AwsRefusal;
import dev.berth.sandbox.cloud.wire.QueryCall;
import dev.berth.sandbox.cloud.wire.QueryService;
import dev.berth.sandbox.cloud.wire.Xml;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** IAM, as far as revoking a session goes. */
@Configuration(proxyBeanMethods = false)
class IamService {

    private static final Pattern NAME = Pattern.compile("[\\w+=,.@-]+");
    private static final Pattern DOCUMENT = Pattern.compile("[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+");

    private final PushRole role;
    private final RolePolicies policies;
    private final Permissions permissions;

    IamService(PushRole role, RolePolicies policies, Permissions permissions) {
        this.role = role;
        this.policies = policies;
        this.permissions = permissions;
    }

    @Bean
    QueryService iam() {
        return new QueryService(
                "iam",
                "2010-05-08",
                Map.of(
                        "GetRole", this::getRole,
                        "ListRolePolicies", this::listRolePolicies,
                        "GetRolePolicy", this::getRolePolicy,
                        "PutRolePolicy", this::putRolePolicy,
                        "DeleteRolePolicy", this::deleteRolePolicy));
    }

    private void getRole(QueryCall call, Xml result) {
        permitted(call, "iam:GetRole");
        result.element(
                "Role",
                xml -> xml.text("Path", "/")
                        .text("RoleName", PushRole.NAME)
                        .text("RoleId", role.id())
                        .text("Arn", role.arn())
                        .text("CreateDate", "2026-01-01T00:00:00Z")
                        .text("AssumeRolePolicyDocument", encoded(role.trustDocument()))
                        .text("MaxSessionDuration", PushRole.MAX_SESSION.toSeconds()));
    }

    private void listRolePolicies(QueryCall call, Xml result) {
        permitted(call, "iam:ListRolePolicies");
        result.element("PolicyNames", xml -> policies.names().forEach(name -> xml.text("member", name)))
                .text("IsTruncated", false);
    }

    private void getRolePolicy(QueryCall call, Xml result) {
        permitted(call, "iam:GetRolePolicy");
        String name = policyName(call);
        String document = policies.find(name).orElseThrow(() -> noSuchPolicy(name));
        result.text("RoleName", PushRole.NAME).text("PolicyName", name).text("PolicyDocument", encoded(document));
    }

    private void putRolePolicy(QueryCall call, Xml result) {
        permitted(call, "iam:PutRolePolicy");
        String document = call.required("PolicyDocument", 1, 131_072, DOCUMENT);
        try {
            policies.put(policyName(call), document);
        } catch (MalformedPolicy malformed) {
            throw new AwsRefusal("MalformedPolicyDocument", String.valueOf(malformed.getMessage()));
        }
    }

    private void deleteRolePolicy(QueryCall call, Xml result) {
        permitted(call, "iam:DeleteRolePolicy");
        String name = policyName(call);
        if (!policies.remove(name)) {
            throw noSuchPolicy(name);
        }
    }

    private void permitted(QueryCall call, String action) {
        String roleName = call.required("RoleName", 1, 64, NAME);
        String arn = role.arn().replace("role/" + PushRole.NAME, "role/" + roleName);
        permissions.require(call.caller(), action, arn, Map.of());
        role.requireName(roleName);
    }

    private static String policyName(QueryCall call) {
        return call.required("PolicyName", 1, 128, NAME);
    }

    private static AwsRefusal noSuchPolicy(String name) {
        return new AwsRefusal("NoSuchEntity", 404, "The role policy with name %s cannot be found.".formatted(name));
    }

    /** IAM hands documents out percent-encoded. */
    private static String encoded(String document) {
        return URLEncoder.encode(document, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
