package dev.berth.sandbox.cloud.sts;

import dev.berth.sandbox.cloud.iam.PushRole;
import dev.berth.sandbox.cloud.policy.MalformedPolicy;
import dev.berth.sandbox.cloud.policy.Policy;
import dev.berth.sandbox.cloud.wire.AwsRefusal;
import dev.berth.sandbox.cloud.wire.QueryCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What AssumeRole is asked for, within STS's limits. */
record AssumeRoleRequest(
        String roleArn,
        String sessionName,
        @Nullable String sourceIdentity,
        @Nullable String policy,
        Duration length,
        Map<String, String> tags,
        List<String> transitiveTagKeys) {

    private static final Pattern ARN = Pattern.compile("[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u0085\\u00A0-\\uD7FF]+");
    private static final Pattern NAME = Pattern.compile("[\\w+=,.@-]*");
    private static final Pattern POLICY = Pattern.compile("[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+");
    private static final Pattern TAG_KEY = Pattern.compile("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+");
    private static final Pattern TAG_VALUE = Pattern.compile("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*");
    private static final Pattern SECONDS = Pattern.compile("-?\\d{1,9}");
    private static final int SHORTEST = 900;
    private static final int LONGEST = 43_200;
    private static final int MAX_TAGS = 50;

    AssumeRoleRequest {
        tags = Map.copyOf(tags);
        transitiveTagKeys = List.copyOf(transitiveTagKeys);
    }

    static AssumeRoleRequest of(QueryCall call) {
        String sourceIdentity = call.optional("SourceIdentity", 2, 64, NAME);
        if (sourceIdentity != null && sourceIdentity.toLowerCase(Locale.ROOT).startsWith("aws:")) {
            throw invalid("SourceIdentity must not start with aws:");
        }
        Map<String, String> tags = tags(call);
        return new AssumeRoleRequest(
                call.required("RoleArn", 20, 2048, ARN),
                call.required("RoleSessionName", 2, 64, NAME),
                sourceIdentity,
                policy(call),
                length(call),
                tags,
                transitive(call, tags.keySet()));
    }

    private static @Nullable String policy(QueryCall call) {
        String policy = call.optional("Policy", 1, 2048, POLICY);
        if (policy != null) {
            try {
                Policy.of(policy);
            } catch (MalformedPolicy malformed) {
                throw new AwsRefusal("MalformedPolicyDocument", String.valueOf(malformed.getMessage()));
            }
        }
        return policy;
    }

    private static Duration length(QueryCall call) {
        String text = call.optional("DurationSeconds", 1, 10, SECONDS);
        int seconds = text == null ? 3600 : Integer.parseInt(text);
        if (seconds < SHORTEST || seconds > LONGEST) {
            throw AwsRefusal.validation(
                    "ValidationError",
                    Integer.toString(seconds),
                    "durationSeconds",
                    seconds < SHORTEST
                            ? "have value greater than or equal to " + SHORTEST
                            : "have value less than or equal to " + LONGEST);
        }
        if (seconds > PushRole.MAX_SESSION.toSeconds()) {
            throw new AwsRefusal(
                    "ValidationError",
                    "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
        }
        return Duration.ofSeconds(seconds);
    }

    private static Map<String, String> tags(QueryCall call) {
        List<String> members = call.members("Tags");
        if (members.size() > MAX_TAGS) {
            throw AwsRefusal.validation(
                    "ValidationError",
                    members.size() + " tags",
                    "tags",
                    "have length less than or equal to " + MAX_TAGS);
        }
        Map<String, String> tags = new LinkedHashMap<>();
        for (String member : members) {
            String key = call.required(member + ".Key", 1, 128, TAG_KEY);
            String value = call.required(member + ".Value", 0, 256, TAG_VALUE);
            if (key.toLowerCase(Locale.ROOT).startsWith("aws:")) {
                throw invalid("Tag keys must not start with aws:");
            }
            tags.keySet().stream().filter(key::equalsIgnoreCase).findFirst().ifPresent(twice -> {
                throw invalid("Duplicate tag keys found. Please note that Tag keys are case insensitive.");
            });
            tags.put(key, value);
        }
        return tags;
    }

    private static List<String> transitive(QueryCall call, Set<String> tagKeys) {
        Set<String> known =
                tagKeys.stream().map(key -> key.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
        List<String> keys = new ArrayList<>();
        for (String member : call.members("TransitiveTagKeys")) {
            String key = call.required(member, 1, 128, TAG_KEY);
            if (!known.contains(key.toLowerCase(Locale.ROOT))) {
                throw invalid("The specified transitive tag key must be included in the requested tags.");
            }
            keys.add(key);
        }
        return keys;
    }

    private static AwsRefusal invalid(String message) {
        return new AwsRefusal("InvalidParameterValue", message);
    }

    /** What policies may ask about this request. */
    Map<String, List<String>> context() {
        Map<String, List<String>> context = new LinkedHashMap<>();
        context.put("sts:RoleSessionName", List.of(sessionName));
        if (sourceIdentity != null) {
            context.put("sts:SourceIdentity", List.of(sourceIdentity));
        }
        tags.forEach((key, value) -> context.put("aws:RequestTag/" + key, List.of(value)));
        if (!tags.isEmpty()) {
            context.put("aws:TagKeys", List.copyOf(tags.keySet()));
        }
        return context;
    }
}
