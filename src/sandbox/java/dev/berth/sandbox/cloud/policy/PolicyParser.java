package dev.berth.sandbox.cloud.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads a document as strictly as IAM does, with IAM's sentences where they are known. */
final class PolicyParser {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final Set<String> VERSIONS = Set.of("2012-10-17", "2008-10-17");
    private static final Set<String> DOCUMENT = Set.of("Version", "Id", "Statement");
    private static final Set<String> STATEMENT =
            Set.of("Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Principal", "Condition");
    private static final Pattern ACTION = Pattern.compile("[A-Za-z0-9-]+:[A-Za-z0-9*?]+");
    private static final String SYNTAX = "Syntax errors in policy.";

    private final boolean trust;

    private PolicyParser(boolean trust) {
        this.trust = trust;
    }

    static Policy identity(String document) {
        return new PolicyParser(false).document(document);
    }

    static Policy trust(String document) {
        return new PolicyParser(true).document(document);
    }

    private Policy document(String text) {
        JsonNode root = read(text);
        requireKnown(root, DOCUMENT);
        if (!VERSIONS.contains(root.path("Version").asString("2008-10-17"))) {
            throw new MalformedPolicy("The policy must contain a valid version string");
        }
        JsonNode statements = root.path("Statement");
        List<Statement> found = new ArrayList<>();
        if (statements.isObject()) {
            found.add(statement(statements));
        } else if (statements.isArray()) {
            statements.forEach(it -> found.add(statement(it)));
        }
        if (found.isEmpty()) {
            throw new MalformedPolicy(SYNTAX);
        }
        return new Policy(found);
    }

    private static JsonNode read(String text) {
        try {
            JsonNode root = JSON.readTree(text);
            if (!root.isObject()) {
                throw new MalformedPolicy("This policy contains invalid Json");
            }
            return root;
        } catch (JacksonException notJson) {
            throw new MalformedPolicy("This policy contains invalid Json");
        }
    }

    private Statement statement(JsonNode node) {
        requireKnown(node, STATEMENT);
        if (node.has("Action") == node.has("NotAction")) {
            throw new MalformedPolicy("Policy statement must contain actions.");
        }
        boolean hasResource = node.has("Resource") || node.has("NotResource");
        if (trust ? hasResource : node.has("Resource") == node.has("NotResource")) {
            throw new MalformedPolicy(
                    trust ? "Has prohibited field Resource" : "Policy statement must contain resources.");
        }
        if (trust != node.has("Principal")) {
            throw new MalformedPolicy(
                    trust ? "Missing required field Principal" : "Policy document should not specify a principal.");
        }
        return new Statement(
                effect(node),
                strings(node.get(node.has("Action") ? "Action" : "NotAction")).stream()
                        .map(PolicyParser::action)
                        .toList(),
                node.has("NotAction"),
                trust
                        ? List.of(ArnPattern.of("*"))
                        : strings(node.get(node.has("Resource") ? "Resource" : "NotResource")).stream()
                                .map(PolicyParser::resource)
                                .toList(),
                node.has("NotResource"),
                trust ? principals(node.path("Principal")) : List.of(),
                conditions(node.path("Condition")));
    }

    private static Statement.Effect effect(JsonNode node) {
        return switch (node.path("Effect").asString("")) {
            case "Allow" -> Statement.Effect.ALLOW;
            case "Deny" -> Statement.Effect.DENY;
            default -> throw new MalformedPolicy(SYNTAX);
        };
    }

    private static Wildcard action(String text) {
        if (!text.equals("*") && !ACTION.matcher(text).matches()) {
            throw new MalformedPolicy("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.");
        }
        return Wildcard.ignoringCase(text);
    }

    private static ArnPattern resource(String text) {
        requireNoVariable(text);
        return ArnPattern.of(text);
    }

    private static List<ArnPattern> principals(JsonNode principal) {
        requireKnown(principal, Set.of("AWS"));
        return strings(principal.get("AWS")).stream().map(ArnPattern::of).toList();
    }

    private static List<Condition> conditions(JsonNode node) {
        if (node.isMissingNode()) {
            return List.of();
        }
        if (!node.isObject()) {
            throw new MalformedPolicy(SYNTAX);
        }
        List<Condition> conditions = new ArrayList<>();
        node.properties().forEach(operator -> {
            if (!operator.getValue().isObject()) {
                throw new MalformedPolicy(SYNTAX);
            }
            operator.getValue().properties().forEach(key -> {
                List<String> values = strings(key.getValue());
                values.forEach(PolicyParser::requireNoVariable);
                conditions.add(Condition.of(operator.getKey(), key.getKey(), values));
            });
        });
        return conditions;
    }

    /** Taken as it stands, a variable would match nothing, so that a Deny with one would be idle. */
    private static void requireNoVariable(String text) {
        if (text.contains("${")) {
            throw new MalformedPolicy("The sandbox does not know policy variables: %s".formatted(text));
        }
    }

    private static List<String> strings(@Nullable JsonNode node) {
        if (node == null) {
            throw new MalformedPolicy(SYNTAX);
        }
        List<String> strings = new ArrayList<>();
        if (node.isArray()) {
            node.forEach(it -> strings.add(string(it)));
        } else {
            strings.add(string(node));
        }
        if (strings.isEmpty()) {
            throw new MalformedPolicy(SYNTAX);
        }
        return strings;
    }

    private static String string(JsonNode node) {
        if (node.isString() || node.isBoolean() || node.isNumber()) {
            return node.asString();
        }
        throw new MalformedPolicy(SYNTAX);
    }

    private static void requireKnown(JsonNode node, Set<String> names) {
        if (!node.isObject() || !names.containsAll(node.propertyNames())) {
            throw new MalformedPolicy(SYNTAX);
        }
    }
}
