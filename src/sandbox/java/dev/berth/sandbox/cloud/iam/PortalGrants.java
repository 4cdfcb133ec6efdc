package dev.berth.sandbox.cloud.iam;

import dev.berth.aws.permissions.Grant;
import dev.berth.aws.permissions.Grants;
import dev.berth.aws.permissions.Part;
import dev.berth.aws.permissions.Place;
import dev.berth.aws.permissions.PolicyDocuments;
import dev.berth.sandbox.cloud.identity.Account;
import dev.berth.sandbox.cloud.policy.Policy;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the portal's key may do: just what Berth prints for both of its roles. Anybody may take an action away, to see what
 * becomes of a portal without it; which of the actions were called is kept.
 */
@Component
public final class PortalGrants {

    private final Place place;
    private final Policy policy;
    private final Set<String> called = new ConcurrentSkipListSet<>();
    private volatile Set<String> withheld = Set.of();
    private volatile Set<String> also = Set.of();

    PortalGrants(Account account) {
        this.place = new Place(
                "aws",
                account.region(),
                account.account(),
                account.roleArn(PushRole.NAME),
                "nextflow-staging",
                "nextflow-approved",
                new Place.Anchors("berth-anchors", ""));
        List<Grant> both = Arrays.stream(Part.values())
                .flatMap(part -> Grants.of(part, place).stream())
                .toList();
        this.policy = Policy.of(JsonMapper.shared().writeValueAsString(PolicyDocuments.allowing(both)));
    }

    Place place() {
        return place;
    }

    /** What speaks of this action. */
    List<Policy> policies(String action) {
        if (withheld.contains(action)) {
            return List.of();
        }
        return also.isEmpty()
                ? List.of(policy)
                : List.of(policy, more(also.stream().sorted().toList()));
    }

    private static Policy more(List<String> actions) {
        Grant everywhere = new Grant("More", "anything", actions, List.of("*"));
        return Policy.of(JsonMapper.shared().writeValueAsString(PolicyDocuments.allowing(List.of(everywhere))));
    }

    void called(String action, String resource) {
        called.add(action + " " + resource);
    }

    /** Each as {@code ecr:PutImage arn:aws:ecr:…}. */
    public Set<String> called() {
        return new TreeSet<>(called);
    }

    public Set<String> withheld() {
        return withheld;
    }

    public Set<String> also() {
        return also;
    }

    /** As if somebody's own role allowed more than Berth asks for; patterns such as {@code ecr:*} too. */
    public void allowAlso(Set<String> actions) {
        also = Set.copyOf(actions);
    }

    public void withhold(Set<String> actions) {
        withheld = Set.copyOf(actions);
    }
}
