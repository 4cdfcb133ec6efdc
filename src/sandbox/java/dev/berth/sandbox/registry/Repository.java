package dev.berth.sandbox.registry;

import dev.berth.oci.RepositoryName;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A repository and its settings; the ARN and the URI are the caller's to make from the name. */
public record Repository(
        RepositoryName name,
        Instant createdAt,
        TagMutability mutability,
        boolean scanOnPush,
        Map<String, String> resourceTags,
        @Nullable String lifecyclePolicy) {

    public Repository {
        resourceTags = Map.copyOf(resourceTags);
    }

    public Repository with(TagMutability changed) {
        return new Repository(name, createdAt, changed, scanOnPush, resourceTags, lifecyclePolicy);
    }

    public Repository withScanOnPush(boolean changed) {
        return new Repository(name, createdAt, mutability, changed, resourceTags, lifecyclePolicy);
    }

    public Repository withResourceTags(Map<String, String> changed) {
        return new Repository(name, createdAt, mutability, scanOnPush, changed, lifecyclePolicy);
    }

    /** The policy's text as it was sent; null takes it away. */
    public Repository withLifecyclePolicy(@Nullable String changed) {
        return new Repository(name, createdAt, mutability, scanOnPush, resourceTags, changed);
    }
}
