package dev.berth.scanning;

import dev.berth.oci.Digest;
import dev.berth.oci.Platform;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one platform manifest of an image.
 *
 * @param statedAt when the outcome was stated; null while there is none
 */
public record PlatformScan(
        Digest digest,
        Platform platform,
        ScanOutcome outcome,
        @Nullable Instant statedAt) {}
