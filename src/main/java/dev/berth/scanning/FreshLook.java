package dev.berth.scanning;

import dev.berth.arrival.StagedImageId;
import org.springframework.stereotype.Component;

/** Asks the scanner at this moment, for a decision that is about to be carried out. */
@Component
public class FreshLook {

    private final ScanReports reports;

    FreshLook(ScanReports reports) {
        this.reports = reports;
    }

    /**
     * The fingerprint of what the scanner says now. Where it is not the stored report's, a new scan report is on its way and
     * {@link ScanFinished} will be published once it is believed, even if the scanner changes its mind back. Remote: never
     * inside a transaction.
     *
     * @throws ScannerUnavailable where it cannot be told
     */
    public FindingsFingerprint fingerprint(StagedImageId image) {
        return reports.of(image).fingerprint();
    }
}
