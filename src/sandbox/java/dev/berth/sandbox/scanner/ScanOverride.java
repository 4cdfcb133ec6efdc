package dev.berth.sandbox.scanner;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a test wants told of a digest in every repository, whatever its layers hold.
 *
 * @param status any word; {@link #NOT_FOUND} means that there is no scan at all
 * @param completedAt none where the status should come without it
 */
public record ScanOverride(
        String status,
        @Nullable String description,
        @Nullable Instant completedAt,
        List<Finding> findings) {

    public static final String NOT_FOUND = "NOT_FOUND";

    public ScanOverride {
        findings = List.copyOf(findings);
    }
}
