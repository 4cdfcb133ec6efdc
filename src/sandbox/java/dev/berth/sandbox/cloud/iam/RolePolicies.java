package dev.berth.sandbox.cloud.iam;

import dev.berth.sandbox.cloud.identity.Account;
import dev.berth.sandbox.cloud.policy.Policy;
import dev.berth.sandbox.cloud.wire.AwsRefusal;
import dev.berth.sandbox.registry.DurableFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The inline policies that were put on the push role, in one file that is written before they act. They act at once. */
@Component
final class RolePolicies {

    /** IAM's limit of all inline policies of a role together; it does not count white space. */
    private static final int LIMIT = 10_240;

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Path file;
    private volatile Map<String, Inline> policies;

    private record Inline(String document, Policy policy) {
        static Inline of(String document) {
            return new Inline(document, Policy.of(document));
        }

        int size() {
            return document.replaceAll("\\s", "").length();
        }
    }

    RolePolicies(Account account) {
        this.file = account.state().resolve("role-policies.json");
        this.policies = read(file);
    }

    private static Map<String, Inline> read(Path file) {
        if (!Files.exists(file)) {
            return Map.of();
        }
        try {
            return JSON
                    .readValue(Files.readAllBytes(file), new TypeReference<Map<String, String>>() {})
                    .entrySet()
                    .stream()
                    .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, it -> Inline.of(it.getValue())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Collection<String> names() {
        return new TreeMap<>(policies).keySet();
    }

    Optional<String> find(String name) {
        return Optional.ofNullable(policies.get(name)).map(Inline::document);
    }

    Collection<Policy> all() {
        return policies.values().stream().map(Inline::policy).toList();
    }

    /** @throws dev.berth.sandbox.cloud.policy.MalformedPolicy where it is no policy */
    synchronized void put(String name, String document) {
        Map<String, Inline> changed = new TreeMap<>(policies);
        changed.put(name, Inline.of(document));
        if (changed.values().stream().mapToInt(Inline::size).sum() > LIMIT) {
            throw new AwsRefusal(
                    "LimitExceeded",
                    409,
                    "Maximum policy size of %d bytes exceeded for role %s".formatted(LIMIT, PushRole.NAME));
        }
        keep(changed);
    }

    /** @return whether there was one */
    synchronized boolean remove(String name) {
        Map<String, Inline> changed = new TreeMap<>(policies);
        boolean found = changed.remove(name) != null;
        if (found) {
            keep(changed);
        }
        return found;
    }

    private void keep(Map<String, Inline> changed) {
        Map<String, String> documents = new TreeMap<>();
        changed.forEach((name, inline) -> documents.put(name, inline.document()));
        DurableFiles.write(file, JSON.writeValueAsBytes(documents));
        policies = Map.copyOf(changed);
    }
}
