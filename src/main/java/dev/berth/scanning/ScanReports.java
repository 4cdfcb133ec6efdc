package dev.berth.scanning;

import dev.berth.arrival.StagedImage;
import dev.berth.arrival.StagedImageId;
import dev.berth.arrival.StagedImages;
import java.util.List;
import org.springframework.stereotype.Component;

/** The scan reports, as last believed. */
@Component
public class ScanReports {

    private final PlatformScans scans;
    private final StagedImages images;

    ScanReports(PlatformScans scans, StagedImages images) {
        this.scans = scans;
        this.images = images;
    }

    /** The report of an image that is known to exist; all of it waits where nothing has been asked yet. */
    public ScanReport of(StagedImageId image) {
        List<PlatformScan> platforms = scans.of(image);
        return platforms.isEmpty() ? untouched(images.get(image)) : new ScanReport(image, platforms);
    }

    static ScanReport untouched(StagedImage image) {
        return new ScanReport(
                image.id(),
                Questions.about(image).stream()
                        .map(question ->
                                new PlatformScan(question.digest(), question.platform(), question.outcome(), null))
                        .toList());
    }
}
