package dev.berth.sandbox.cloud.ecr;

import dev.berth.oci.RepositoryName;
import dev.berth.sandbox.cloud.identity.Account;
import dev.berth.sandbox.cloud.wire.AwsRefusal;
import dev.berth.sandbox.cloud.wire.JsonCall;
import dev.berth.sandbox.cloud.wire.JsonService;
import dev.berth.sandbox.registry.RegistryStore;
import dev.berth.sandbox.registry.TagMutability;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A repository's tags, lifecycle policy, scanning and mutability. Lifecycle policies are kept, and expire nothing here. */
@Component
final class EcrRepositorySettings implements EcrOperations {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int MAX_RULES = 50;

    private final Account account;
    private final EcrPermissions permissions;
    private final RegistryStore store;

    EcrRepositorySettings(Account account, EcrPermissions permissions, RegistryStore store) {
        this.account = account;
        this.permissions = permissions;
        this.store = store;
    }

    @Override
    public Map<String, JsonService.Operation> operations() {
        return Map.of(
                "ListTagsForResource", this::listTagsForResource,
                "TagResource", this::tagResource,
                "UntagResource", this::untagResource,
                "PutLifecyclePolicy", this::putLifecyclePolicy,
                "GetLifecyclePolicy", this::getLifecyclePolicy,
                "PutImageScanningConfiguration", this::putImageScanningConfiguration,
                "PutImageTagMutability", this::putImageTagMutability);
    }

    private Map<String, ?> listTagsForResource(JsonCall call) {
        RepositoryName name = resource(call, "ecr:ListTagsForResource");
        List<Map<String, String>> tags = store.get(name).resourceTags().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(tag -> Map.of("Key", tag.getKey(), "Value", tag.getValue()))
                .toList();
        return Map.of("tags", tags);
    }

    private Map<String, ?> tagResource(JsonCall call) {
        RepositoryName name = resource(call, "ecr:TagResource");
        store.update(name, it -> it.withResourceTags(RepositoryShape.tagged(it.resourceTags(), EcrInput.of(call))));
        return Map.of();
    }

    private Map<String, ?> untagResource(JsonCall call) {
        RepositoryName name = resource(call, "ecr:UntagResource");
        store.update(name, it -> {
            Map<String, String> tags = new LinkedHashMap<>(it.resourceTags());
            EcrInput.of(call).strings("tagKeys").forEach(tags::remove);
            return it.withResourceTags(tags);
        });
        return Map.of();
    }

    private Map<String, ?> putLifecyclePolicy(JsonCall call) {
        RepositoryName name = repository(call, "ecr:PutLifecyclePolicy");
        String policy = EcrInput.of(call).required("lifecyclePolicyText");
        requireLifecyclePolicy(policy);
        store.update(name, it -> it.withLifecyclePolicy(policy));
        return answer(name).with("lifecyclePolicyText", policy).map();
    }

    private Map<String, ?> getLifecyclePolicy(JsonCall call) {
        RepositoryName name = repository(call, "ecr:GetLifecyclePolicy");
        @Nullable String policy = store.get(name).lifecyclePolicy();
        if (policy == null) {
            throw new AwsRefusal(
                    "LifecyclePolicyNotFoundException",
                    "Lifecycle policy does not exist for the repository with name '%s' in the registry with id '%s'"
                            .formatted(name, account.account()));
        }
        return answer(name).with("lifecyclePolicyText", policy).map();
    }

    private Map<String, ?> putImageScanningConfiguration(JsonCall call) {
        RepositoryName name = repository(call, "ecr:PutImageScanningConfiguration");
        boolean scanOnPush = EcrInput.of(call)
                .object("imageScanningConfiguration")
                .orElseThrow(() -> EcrInput.invalid("imageScanningConfiguration", "Member must not be null"))
                .flag("scanOnPush");
        store.update(name, it -> it.withScanOnPush(scanOnPush));
        return answer(name)
                .with("imageScanningConfiguration", Map.of("scanOnPush", scanOnPush))
                .map();
    }

    private Map<String, ?> putImageTagMutability(JsonCall call) {
        RepositoryName name = repository(call, "ecr:PutImageTagMutability");
        EcrInput input = EcrInput.of(call);
        input.required("imageTagMutability");
        TagMutability mutability = RepositoryShape.mutability(input);
        store.update(name, it -> it.with(mutability));
        return answer(name)
                .with("imageTagMutability", mutability.rule().name())
                .with("imageTagMutabilityExclusionFilters", RepositoryShape.filters(mutability))
                .map();
    }

    private RepositoryName resource(JsonCall call, String action) {
        RepositoryName name = RepositoryShape.named(EcrInput.of(call).required("resourceArn"), account);
        permissions.require(call.caller(), action, name);
        return name;
    }

    private RepositoryName repository(JsonCall call, String action) {
        RepositoryName name = EcrInput.of(call).repository();
        permissions.require(call.caller(), action, name);
        return name;
    }

    private Fields answer(RepositoryName name) {
        return new Fields().with("registryId", account.account()).with("repositoryName", name.value());
    }

    private static void requireLifecyclePolicy(String text) {
        try {
            JsonNode rules = JSON.readTree(text).path("rules");
            if (rules.isArray() && rules.size() >= 1 && rules.size() <= MAX_RULES) {
                for (JsonNode rule : rules) {
                    if (!rule.path("rulePriority").isInt()
                            || !rule.path("selection").isObject()
                            || !rule.path("action").isObject()) {
                        throw EcrInput.invalid("LifecyclePolicyText", "a rule has rulePriority, selection and action");
                    }
                }
                return;
            }
        } catch (JacksonException notJson) {
            throw EcrInput.invalid("LifecyclePolicyText", "Lifecycle policy validation failure: not JSON");
        }
        throw EcrInput.invalid("LifecyclePolicyText", "a lifecycle policy has 1 to 50 rules");
    }
}
