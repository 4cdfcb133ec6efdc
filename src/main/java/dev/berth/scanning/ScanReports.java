package dev.berth.scanning;

import dev.berth.arrival.StagedImageId;
import dev.berth.arrival.StagedImages;
import java.time.InstantSource;
import java.util.List;
import org.springframework.stereotype.Component;

/** The scan reports, as last believed. */
@Component
public class ScanReports {

    private final Questions questions;
    private final StagedImages images;
    private final InstantSource clock;

    ScanReports(Questions questions, StagedImages images, InstantSource clock) {
        this.questions = questions;
        this.images = images;
        this.clock = clock;
    }

    /** The report of an image that is known to exist; all of it waits where nothing has been asked yet. */
    public ScanReport of(StagedImageId image) {
        List<Question> known = questions.of(image);
        return new ScanReport(
                image,
                (known.isEmpty() ? Question.about(images.get(image), clock.instant()) : known)
                        .stream().map(Question::toScan).toList());
    }
}
