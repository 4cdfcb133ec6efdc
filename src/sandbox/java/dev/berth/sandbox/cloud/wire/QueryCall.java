package dev.berth.sandbox.cloud.wire;

import dev.berth.sandbox.cloud.identity.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One call by the query protocol: who calls, and the form that was sent. */
public record QueryCall(Caller caller, Map<String, String> form) {

    public QueryCall {
        form = Map.copyOf(form);
    }

    public @Nullable String optional(String name) {
        return form.get(name);
    }

    /** The value between these lengths and, all of it, of this pattern. */
    public @Nullable String optional(String name, int min, int max, Pattern pattern) {
        String value = form.get(name);
        if (value == null) {
            return null;
        }
        String location = Character.toLowerCase(name.charAt(0)) + name.substring(1);
        if (value.length() < min) {
            throw AwsRefusal.validation(
                    "ValidationError", value, location, "have length greater than or equal to " + min);
        }
        if (value.length() > max) {
            throw AwsRefusal.validation("ValidationError", value, location, "have length less than or equal to " + max);
        }
        if (!pattern.matcher(value).matches()) {
            throw AwsRefusal.validation(
                    "ValidationError", value, location, "satisfy regular expression pattern: " + pattern);
        }
        return value;
    }

    public String required(String name, int min, int max, Pattern pattern) {
        String value = optional(name, min, max, pattern);
        if (value == null) {
            throw new AwsRefusal(
                    "ValidationError",
                    "1 validation error detected: Value null at '%s' failed to satisfy constraint: Member must not be null"
                            .formatted(Character.toLowerCase(name.charAt(0)) + name.substring(1)));
        }
        return value;
    }

    /** How many members a list has: {@code <name>.member.1}, {@code .2} and on without a gap. */
    public List<String> members(String name) {
        List<String> prefixes = new ArrayList<>();
        for (int i = 1; ; i++) {
            String prefix = name + ".member." + i;
            if (form.keySet().stream().noneMatch(key -> key.equals(prefix) || key.startsWith(prefix + "."))) {
                return List.copyOf(prefixes);
            }
            prefixes.add(prefix);
        }
    }
}
