package dev.berth.scanning;

import java.time.Instant;
import java.util.List;

/** Where the scan of one platform manifest stands. Only {@link Scanned} may ever clear an image. */
public sealed interface ScanOutcome {

    /** No outcome yet. The status is the scanner's last word, for a reader. */
    record Waiting(String status) implements ScanOutcome {}

    /** A finished scan that was seen twice with the same findings: it is believed. */
    record Scanned(Instant completedAt, List<Finding> findings) implements ScanOutcome {

        public Scanned {
            findings = findings.stream().sorted(Finding.WORST_FIRST).toList();
        }
    }

    /** There is no scan result, though there might be one some day: even of an image that is gone, if it comes back. */
    record NotScanned(String reason) implements ScanOutcome {}

    /** There will be no scan result, because of what the image is. */
    record CannotBeScanned(String reason) implements ScanOutcome {}

    /** There was a result that says nothing any more. */
    record Lapsed(String reason) implements ScanOutcome {}

    /** The scanner said something that Berth does not understand. */
    record Unknown(String status) implements ScanOutcome {}

    /** Whether it is an outcome, good or not. */
    default boolean isStated() {
        return !(this instanceof Waiting);
    }
}
