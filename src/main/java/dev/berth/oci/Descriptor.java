package dev.berth.oci;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A pointer to content: what it is, which digest it has and how many bytes.
 *
 * @param platformDetail what else the pusher says of the platform, such as a version of Windows: to name it, for nothing else
 */
public record Descriptor(
        MediaType mediaType,
        Digest digest,
        long size,
        @Nullable Platform platform,
        @Nullable String platformDetail,
        @Nullable String artifactType,
        Map<String, String> annotations) {

    public Descriptor {
        // No Map.copyOf: the pusher chose the keys, and it takes quadratic time for some of them.
        annotations = Collections.unmodifiableMap(new LinkedHashMap<>(annotations));
    }

    /**
     * An attestation that BuildKit keeps in the index beside the image: copied with it, but no platform of it. Nothing that an engine
     * would choose for a platform is one, whatever it is called.
     */
    public boolean isAttestation() {
        return annotations.containsKey("vnd.docker.reference.type") && Platform.UNKNOWN.equals(platform);
    }
}
