package dev.berth.sandbox.cloud.policy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What is to be judged: may this action be done to this resource, in these circumstances.
 *
 * @param action such as {@code ecr:PutImage}
 * @param resource an ARN, or {@code *} for an action that has none
 * @param context values by condition key; a key without a value is left out
 */
public record PolicyRequest(String action, String resource, Map<String, List<String>> context) {

    public PolicyRequest {
        Map<String, List<String>> byLowerCase = new LinkedHashMap<>();
        context.forEach((key, values) -> byLowerCase.put(key.toLowerCase(Locale.ROOT), List.copyOf(values)));
        context = Map.copyOf(byLowerCase);
    }

    List<String> values(String key) {
        return context.getOrDefault(key.toLowerCase(Locale.ROOT), List.of());
    }
}
