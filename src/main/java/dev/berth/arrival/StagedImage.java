package dev.berth.arrival;

import dev.berth.oci.Digest;
import dev.berth.oci.MediaType;
import dev.berth.oci.Platform;
import dev.berth.workspace.WorkspaceId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What arrived in staging: one digest of one workspace, with the platform manifests under it. Its tags are apart,
 * since they move ({@link StagedImages#tags}).
 *
 * @param digest what the tag named: an index's digest, or the one manifest's
 * @param sizeBytes what the registry says of it, compressed
 * @param platforms each digest once; none where the image is unreadable, and only there
 * @param unreadable why no platform could be told, as a sentence; such an image is never clean
 */
public record StagedImage(
        StagedImageId id,
        WorkspaceId workspace,
        Digest digest,
        MediaType mediaType,
        long sizeBytes,
        List<PlatformManifest> platforms,
        @Nullable String unreadable,
        Instant arrivedAt) {

    public StagedImage {
        platforms = List.copyOf(platforms);
        if (platforms.isEmpty() != (unreadable != null)) {
            throw new IllegalArgumentException("An image has platforms, or a reason why none could be read");
        }
    }

    /** What the scanner is asked about: never an index, never an attestation. */
    public record PlatformManifest(Digest digest, Platform platform) {}
}
