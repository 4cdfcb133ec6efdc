package dev.berth.arrival;

import dev.berth.oci.Digest;
import dev.berth.oci.MediaType;
import dev.berth.oci.Platform;
import dev.berth.workspace.WorkspaceId;
import java.time.Instant;
import java.util.List;

/**
 * What arrived in staging: one digest of one workspace, with the platform manifests under it. Its tags are apart,
 * since they move ({@link StagedImages#tags}).
 *
 * @param digest what the tag named: an index's digest, or the one manifest's
 * @param sizeBytes what the registry says of it, compressed
 */
public record StagedImage(
        StagedImageId id,
        WorkspaceId workspace,
        Digest digest,
        MediaType mediaType,
        long sizeBytes,
        List<PlatformManifest> platforms,
        Instant arrivedAt) {

    public StagedImage {
        platforms = List.copyOf(platforms);
    }

    /** What the scanner is asked about: never an index, never an attestation. */
    public record PlatformManifest(Digest digest, Platform platform) {}
}
