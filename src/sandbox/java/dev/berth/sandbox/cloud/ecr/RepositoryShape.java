package dev.berth.sandbox.cloud.ecr;

import dev.berth.oci.RepositoryName;
import dev.berth.sandbox.cloud.identity.Account;
import dev.berth.sandbox.cloud.wire.AwsRefusal;
import dev.berth.sandbox.registry.Repository;
import dev.berth.sandbox.registry.TagMutability;
import java.net.URI;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** How ECR writes a repository and its settings. */
final class RepositoryShape {

    private static final int MAX_TAGS = 50;
    private static final int MAX_FILTERS = 5;
    private static final Pattern FILTER = Pattern.compile("[0-9a-zA-Z._*-]{1,128}");

    private RepositoryShape() {}

    static Map<String, Object> of(Repository repository, Account account, URI endpoint) {
        TagMutability mutability = repository.mutability();
        return new Fields()
                .with("repositoryArn", account.repositoryArn(repository.name()))
                .with("registryId", account.account())
                .with("repositoryName", repository.name().value())
                .with("repositoryUri", endpoint.getAuthority() + "/" + repository.name())
                .with("createdAt", repository.createdAt())
                .with("imageTagMutability", mutability.rule().name())
                .with(
                        "imageTagMutabilityExclusionFilters",
                        mutability.exclusions().isEmpty() ? null : filters(mutability))
                .with("imageScanningConfiguration", Map.of("scanOnPush", repository.scanOnPush()))
                .with("encryptionConfiguration", Map.of("encryptionType", "AES256"))
                .map();
    }

    static List<Map<String, String>> filters(TagMutability mutability) {
        return mutability.exclusions().stream()
                .map(filter -> Map.of("filterType", "WILDCARD", "filter", filter))
                .toList();
    }

    static TagMutability mutability(EcrInput input) {
        String rule = input.optional("imageTagMutability");
        if (rule == null) {
            return TagMutability.MUTABLE;
        }
        List<String> filters = input.objects("imageTagMutabilityExclusionFilters").stream()
                .map(it -> it.required("filter"))
                .toList();
        if (filters.size() > MAX_FILTERS
                || filters.stream().anyMatch(it -> !FILTER.matcher(it).matches())) {
            throw EcrInput.invalid(
                    "imageTagMutabilityExclusionFilters", "at most 5 filters, each of pattern " + FILTER);
        }
        if (rule.endsWith("_WITH_EXCLUSION") == filters.isEmpty()) {
            throw EcrInput.invalid(
                    "imageTagMutabilityExclusionFilters", "filters go with a mutability that ends in _WITH_EXCLUSION");
        }
        return Arrays.stream(TagMutability.Rule.values())
                .filter(it -> it.name().equals(rule))
                .findFirst()
                .map(it -> new TagMutability(it, filters))
                .orElseThrow(() -> EcrInput.invalid(
                        "imageTagMutability",
                        "Member must satisfy enum value set: " + Arrays.toString(TagMutability.Rule.values())));
    }

    /** The tags of the repository with these, within ECR's limits. */
    static Map<String, String> tagged(Map<String, String> before, EcrInput input) {
        Map<String, String> tags = new LinkedHashMap<>(before);
        for (EcrInput tag : input.objects("tags")) {
            String key = tag.required("Key");
            String value = tag.has("Value") ? tag.required("Value") : "";
            if (key.isEmpty() || key.length() > 128 || value.length() > 256 || key.startsWith("aws:")) {
                throw new AwsRefusal(
                        "InvalidTagParameterException",
                        "A tag's key has 1 to 128 characters and does not start with aws:, its value at most 256");
            }
            tags.put(key, value);
        }
        if (tags.size() > MAX_TAGS) {
            throw new AwsRefusal("TooManyTagsException", "A repository has at most 50 tags");
        }
        return tags;
    }

    static RepositoryName named(String arn, Account account) {
        String prefix = "arn:aws:ecr:%s:%s:repository/".formatted(account.region(), account.account());
        if (!arn.startsWith(prefix)) {
            throw EcrInput.invalid("resourceArn", "Member must be an ARN of a repository of this registry");
        }
        return EcrInput.repository("resourceArn", arn.substring(prefix.length()));
    }
}
