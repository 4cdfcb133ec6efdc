package dev.berth.scanning;

import dev.berth.arrival.StagedImage;
import dev.berth.arrival.StagedImageId;
import dev.berth.arrival.StagedImages;
import dev.berth.oci.RepositoryName;
import dev.berth.workspace.Workspaces;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Asks the scanner at this moment, for a decision that is about to be carried out. */
@Component
public class FreshLook {

    private static final Duration RECENT = Duration.ofSeconds(30);

    private final ScanReports reports;
    private final ImageScanner scanner;
    private final StagedImages images;
    private final Workspaces workspaces;
    private final ScanImages scan;
    private final InstantSource clock;

    FreshLook(
            ScanReports reports,
            ImageScanner scanner,
            StagedImages images,
            Workspaces workspaces,
            ScanImages scan,
            InstantSource clock) {
        this.reports = reports;
        this.scanner = scanner;
        this.images = images;
        this.workspaces = workspaces;
        this.scan = scan;
        this.clock = clock;
    }

    /**
     * The fingerprint of what the scanner says now. Where it is not the stored report's, a new scan report is on its way and
     * {@link ScanFinished} will be published once it is believed, even if the scanner changes its mind back. Remote: never
     * inside a transaction.
     *
     * @throws ScannerUnavailable where it cannot be told
     */
    public FindingsFingerprint fingerprint(StagedImageId id) {
        StagedImage image = images.get(id);
        ScanReport stored = reports.of(id);
        if (image.unreadable() != null) {
            return stored.fingerprint();
        }
        RepositoryName staging = workspaces.get(image.workspace()).staging();
        List<PlatformScan> now = new ArrayList<>();
        for (PlatformScan platform : stored.platforms()) {
            now.add(new PlatformScan(
                    platform.digest(),
                    platform.platform(),
                    outcome(platform.outcome(), Answers.outcomeOf(scanner.look(staging, platform.digest()))),
                    platform.statedAt()));
        }
        FindingsFingerprint fresh = FindingsFingerprint.of(now);
        if (!fresh.equals(stored.fingerprint())) {
            scan.again(id, true);
        }
        return fresh;
    }

    /** The same, where its stored answer is as good as new: it is believed, and came within the last half minute. */
    public FindingsFingerprint recentFingerprint(StagedImageId id) {
        return reports.isKnownSince(id, clock.instant().minus(RECENT))
                ? reports.of(id).fingerprint()
                : fingerprint(id);
    }

    /** The scanner is asked anew about an image that it was perhaps not asked about for long. Holds a transaction, calls nothing. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void askAnew(StagedImageId id) {
        if (images.get(id).unreadable() == null) {
            scan.again(id, false);
        }
    }

    /** That there is still no result is no news of an image which was called not scanned because there was none. */
    private static ScanOutcome outcome(ScanOutcome stored, ScanOutcome fresh) {
        return stored instanceof ScanOutcome.NotScanned && fresh instanceof ScanOutcome.Waiting ? stored : fresh;
    }
}
