package dev.berth.scanning;

import dev.berth.arrival.StagedImageId;
import java.util.List;

/**
 * What the scanner says of an image, platform by platform. There is always at least one: an image of which no platform
 * could be read stands here itself, as one that cannot be scanned.
 */
public record ScanReport(StagedImageId image, List<PlatformScan> platforms) {

    public ScanReport {
        platforms = List.copyOf(platforms);
        if (platforms.isEmpty()) {
            throw new IllegalArgumentException("A report without a platform would look clean");
        }
    }

    /** Whether every platform has an outcome, good or not. */
    public boolean isFinished() {
        return platforms.stream().allMatch(platform -> platform.outcome().isStated());
    }

    public FindingsFingerprint fingerprint() {
        return FindingsFingerprint.of(platforms);
    }
}
