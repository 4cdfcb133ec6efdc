package dev.berth.sandbox.cloud.ecr;

import dev.berth.oci.Digest;
import dev.berth.oci.RepositoryName;
import dev.berth.sandbox.cloud.wire.AwsRefusal;
import dev.berth.sandbox.cloud.wire.JsonCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads what a call was sent, and says in ECR's words what is wrong with it. */
record EcrInput(JsonNode node) {

    static EcrInput of(JsonCall call) {
        return new EcrInput(call.input());
    }

    @Nullable
    String optional(String name) {
        JsonNode value = node.get(name);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isString()) {
            throw new AwsRefusal("SerializationException", "%s can not be converted to a String".formatted(name));
        }
        return value.asString();
    }

    String required(String name) {
        String value = optional(name);
        if (value == null) {
            throw invalid(name, "Member must not be null");
        }
        return value;
    }

    RepositoryName repository() {
        return repository("repositoryName", required("repositoryName"));
    }

    static RepositoryName repository(String field, String text) {
        if (!RepositoryName.isRepositoryName(text)) {
            throw invalid(
                    field,
                    "must satisfy regular expression '(?:[a-z0-9]+(?:[._-][a-z0-9]+)*/)*[a-z0-9]+(?:[._-][a-z0-9]+)*'"
                            + " and have 2 to 256 characters");
        }
        return RepositoryName.of(text);
    }

    Digest digest(String name) {
        String text = required(name);
        if (!Digest.isDigest(text)) {
            throw invalid(name, "must satisfy regular expression 'sha256:[0-9a-f]{64}'");
        }
        return Digest.of(text);
    }

    boolean flag(String name) {
        JsonNode value = node.path(name);
        return value.isBoolean() && value.asBoolean();
    }

    long number(String name) {
        JsonNode value = node.get(name);
        if (value == null || !value.canConvertToLong()) {
            throw invalid(name, "Member must be a whole number");
        }
        return value.asLong();
    }

    Optional<EcrInput> object(String name) {
        JsonNode value = node.path(name);
        return value.isObject() ? Optional.of(new EcrInput(value)) : Optional.empty();
    }

    boolean has(String name) {
        return node.hasNonNull(name);
    }

    /** Empty where it is not there. */
    List<EcrInput> objects(String name) {
        List<EcrInput> objects = new ArrayList<>();
        node.path(name).forEach(it -> objects.add(new EcrInput(it)));
        return List.copyOf(objects);
    }

    List<String> strings(String name) {
        List<String> strings = new ArrayList<>();
        node.path(name).forEach(it -> strings.add(it.asString("")));
        return List.copyOf(strings);
    }

    static AwsRefusal invalid(String name, String constraint) {
        return new AwsRefusal(
                "InvalidParameterException",
                "Invalid parameter at '%s' failed to satisfy constraint: '%s'".formatted(name, constraint));
    }
}
