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

    /** How a reader tells this platform from the others: {@code linux/amd64}, or {@code linux/amd64 (zstd)} where there are two. */
    public String nameOf(Digest platform) {
        return platforms.stream()
                .filter(manifest -> manifest.digest().equals(platform))
                .findFirst()
                .map(PlatformManifest::name)
                .orElse(PlatformManifest.UNNAMED);
    }

    /** Whether its layers are called to be packed with zstd. */
    public boolean isZstd(Digest platform) {
        return platforms.stream().anyMatch(manifest -> manifest.digest().equals(platform) && manifest.zstd());
    }

    /**
     * What the scanner is asked about: never an index, never an attestation.
     *
     * @param distinction in what it differs from the others for this platform; null where there are none
     * @param zstd whether its layers are called to be packed with zstd
     */
    public record PlatformManifest(
            Digest digest, Platform platform, @Nullable String distinction, boolean zstd) {

        private static final String UNNAMED = "The image";

        public PlatformManifest(Digest digest, Platform platform) {
            this(digest, platform, null, false);
        }

        public String name() {
            String name = Platform.UNKNOWN.equals(platform) ? UNNAMED : platform.toString();
            return distinction == null ? name : "%s (%s)".formatted(name, distinction);
        }
    }
}
