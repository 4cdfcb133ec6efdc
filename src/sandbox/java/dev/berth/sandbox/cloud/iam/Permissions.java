package dev.berth.sandbox.cloud.iam;

import dev.berth.sandbox.cloud.identity.Account;
import dev.berth.sandbox.cloud.identity.Caller;
import dev.berth.sandbox.cloud.identity.SessionClaims;
import dev.berth.sandbox.cloud.policy.Policy;
import dev.berth.sandbox.cloud.policy.PolicyRequest;
import dev.berth.sandbox.cloud.policy.Verdict;
import dev.berth.sandbox.cloud.wire.AwsRefusal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * Whether a caller may do something now: what the identity's policies allow, cut down to what the session's policy allows too,
 * less what any of them denies. Asked anew at every request, so that a change of a policy acts on live sessions.
 */
@Component
public final class Permissions {

    private final Account account;
    private final InstantSource clock;
    private final PushRole role;
    private final RolePolicies inline;
    private final PortalGrants portal;

    Permissions(Account account, InstantSource clock, PushRole role, RolePolicies inline, PortalGrants portal) {
        this.account = account;
        this.clock = clock;
        this.role = role;
        this.inline = inline;
        this.portal = portal;
    }

    /** @throws AwsRefusal with the query protocol's code, in AWS's sentence */
    public void require(Caller caller, String action, String resource, Map<String, List<String>> context) {
        if (ask(caller, action, resource, context) instanceof Permission.Refused refused) {
            throw denied(refused);
        }
    }

    /** As {@link #require}, and the push role's trust policy must allow the caller too. */
    public void requireTrusted(Caller caller, String action, String resource, Map<String, List<String>> context) {
        require(caller, action, resource, context);
        PolicyRequest request = new PolicyRequest(action, resource, context(caller, context));
        if (!resource.equals(role.arn()) || role.trust().judge(request, caller.arn()) != Verdict.ALLOWED) {
            throw denied(new Permission.Refused(
                    caller,
                    action,
                    resource,
                    "because no resource-based policy allows the %s action".formatted(action)));
        }
    }

    private static AwsRefusal denied(Permission.Refused refused) {
        return new AwsRefusal("AccessDenied", 403, refused.message());
    }

    public Permission ask(Caller caller, String action, String resource, Map<String, List<String>> context) {
        PolicyRequest request = new PolicyRequest(action, resource, context(caller, context));
        return switch (caller) {
            case Caller.Portal it -> ofPortal(it, request);
            case Caller.Session session -> {
                String policy = session.claims().policy();
                List<Policy> identity = new ArrayList<>(inline.all());
                identity.add(role.policy());
                yield judge(session, request, identity, policy == null ? List.of() : List.of(Policy.of(policy)));
            }
        };
    }

    private Permission ofPortal(Caller.Portal caller, PolicyRequest request) {
        Permission permission = judge(caller, request, portal.policies(request.action()), List.of());
        if (permission instanceof Permission.Granted) {
            portal.called(request.action(), request.resource());
        }
        return permission;
    }

    private static Permission judge(Caller caller, PolicyRequest request, List<Policy> identity, List<Policy> session) {
        List<Verdict> byIdentity =
                identity.stream().map(it -> it.judge(request)).toList();
        List<Verdict> bySession = session.stream().map(it -> it.judge(request)).toList();
        if (byIdentity.contains(Verdict.DENIED)) {
            return refused(caller, request, "with an explicit deny in an identity-based policy");
        }
        if (bySession.contains(Verdict.DENIED)) {
            return refused(caller, request, "with an explicit deny in a session policy");
        }
        if (!byIdentity.contains(Verdict.ALLOWED)) {
            return refused(
                    caller,
                    request,
                    "because no identity-based policy allows the %s action".formatted(request.action()));
        }
        if (!session.isEmpty() && !bySession.contains(Verdict.ALLOWED)) {
            return refused(
                    caller, request, "because no session policy allows the %s action".formatted(request.action()));
        }
        return new Permission.Granted();
    }

    private static Permission refused(Caller caller, PolicyRequest request, String why) {
        return new Permission.Refused(caller, request.action(), request.resource(), why);
    }

    private Map<String, List<String>> context(Caller caller, Map<String, List<String>> more) {
        Map<String, List<String>> context = new LinkedHashMap<>(more);
        context.put("aws:CurrentTime", List.of(clock.instant().toString()));
        context.put("aws:PrincipalAccount", List.of(account.account()));
        context.put("aws:RequestedRegion", List.of(account.region()));
        context.put("aws:userid", List.of(caller.userId()));
        switch (caller) {
            case Caller.Portal it -> {
                context.put("aws:PrincipalArn", List.of(it.arn()));
                context.put("aws:PrincipalType", List.of("User"));
            }
            case Caller.Session session -> {
                SessionClaims claims = session.claims();
                Instant issued = claims.issued();
                // Of a session this is the role, not the session.
                context.put("aws:PrincipalArn", List.of(role.arn()));
                context.put("aws:PrincipalType", List.of("AssumedRole"));
                context.put("aws:TokenIssueTime", List.of(issued.toString()));
                String sourceIdentity = claims.sourceIdentity();
                if (sourceIdentity != null) {
                    context.put("aws:SourceIdentity", List.of(sourceIdentity));
                }
                claims.tags().forEach((key, value) -> context.put("aws:PrincipalTag/" + key, List.of(value)));
            }
        }
        return context;
    }
}
