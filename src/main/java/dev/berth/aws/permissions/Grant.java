package dev.berth.aws.permissions;

import java.util.List;

/**
 * One statement of a policy: what is allowed on which resources, and what for.
 *
 * @param sid what for, in CamelCase, as IAM wants it
 * @param step what people see failing where it is not granted
 */
public record Grant(String sid, String step, List<String> actions, List<String> resources) {

    public Grant {
        actions = List.copyOf(actions);
        resources = List.copyOf(resources);
    }

    static Grant grant(String sid, String step, List<String> actions, String... resources) {
        return new Grant(sid, step, actions, List.of(resources));
    }
}
