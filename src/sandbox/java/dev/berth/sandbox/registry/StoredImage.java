package dev.berth.sandbox.registry;

import dev.berth.oci.Digest;
import dev.berth.oci.MediaType;
import dev.berth.oci.RepositoryName;
import dev.berth.oci.Tag;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A manifest in a repository and what is known of it.
 *
 * @param manifestSize bytes of the manifest itself
 * @param imageSize bytes of config and layers; of an index that of its largest manifest, as ECR counts
 * @param artifactMediaType the config's media type; none for an index
 * @param artifactType as the referrers API tells it: the manifest's own, else the config's media type
 * @param subject what this manifest is about, where it is a referrer; it need not be there
 * @param tags in order; empty where no tag points here
 */
public record StoredImage(
        RepositoryName repository,
        Digest digest,
        MediaType mediaType,
        int manifestSize,
        long imageSize,
        @Nullable MediaType artifactMediaType,
        @Nullable String artifactType,
        @Nullable Digest subject,
        Map<String, String> annotations,
        Instant pushedAt,
        List<Tag> tags) {

    public StoredImage {
        annotations = Collections.unmodifiableMap(new LinkedHashMap<>(annotations));
        tags = List.copyOf(tags);
    }
}
