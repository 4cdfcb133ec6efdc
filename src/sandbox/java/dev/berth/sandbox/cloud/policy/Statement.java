package dev.berth.sandbox.cloud.policy;

import java.util.List;

/** One statement; it speaks of a request where action, resource and every condition do. */
record Statement(
        Effect effect,
        List<Wildcard> actions,
        boolean allActionsBut,
        List<ArnPattern> resources,
        boolean allResourcesBut,
        List<ArnPattern> principals,
        List<Condition> conditions) {

    enum Effect {
        ALLOW,
        DENY
    }

    Statement {
        actions = List.copyOf(actions);
        resources = List.copyOf(resources);
        principals = List.copyOf(principals);
        conditions = List.copyOf(conditions);
    }

    boolean speaksOf(PolicyRequest request) {
        return allActionsBut != actions.stream().anyMatch(action -> action.matches(request.action()))
                && allResourcesBut != resources.stream().anyMatch(resource -> resource.matches(request.resource()))
                && conditions.stream().allMatch(condition -> condition.holds(request));
    }

    boolean isFor(String principalArn) {
        return principals.stream().anyMatch(principal -> principal.matches(principalArn));
    }
}
