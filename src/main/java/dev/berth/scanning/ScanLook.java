package dev.berth.scanning;

import java.time.Instant;
import java.util.List;

/** What one question to the scanner was answered with, for one manifest: every status and error it has, and those to come. */
public sealed interface ScanLook {

    /** The scan ran to its end at this time; these are all its findings, every page of them. */
    record Complete(Instant completedAt, List<Finding> findings) implements ScanLook {

        public Complete {
            findings = List.copyOf(findings);
        }
    }

    /** The scanner is at it, or says that it has finished without saying when. */
    record NotYet(String status) implements ScanLook {}

    /** The scanner has no scan of this manifest: it has not begun, or never will. */
    record NoScan() implements ScanLook {}

    /** The scan failed. */
    record Failed(String description) implements ScanLook {}

    /** The scanner does not know what is in such an image. */
    record Unsupported(String description) implements ScanLook {}

    /** The scanner watches the image no longer, and has closed its findings: it looks clean and is not known to be. */
    record EligibilityExpired() implements ScanLook {}

    /** There was a scan; its findings cannot be had. */
    record FindingsUnavailable(String description) implements ScanLook {}

    /** The scanner declined, since the account or the image is over one of its limits. */
    record LimitExceeded(String description) implements ScanLook {}

    /** The image was archived and is not scanned there. */
    record Archived() implements ScanLook {}

    /** The manifest is not in the repository any more. */
    record Gone() implements ScanLook {}

    /** A status that Berth has never heard of. */
    record Unheard(String status) implements ScanLook {}
}
