package dev.berth.scanning;

import dev.berth.arrival.StagedImageId;
import dev.berth.arrival.StagedImages;
import dev.berth.oci.Digest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The scan reports, as last believed. */
@Component
public class ScanReports {

    private final Questions questions;
    private final StatedFindings findings;
    private final StagedImages images;
    private final InstantSource clock;

    ScanReports(Questions questions, StatedFindings findings, StagedImages images, InstantSource clock) {
        this.questions = questions;
        this.findings = findings;
        this.images = images;
        this.clock = clock;
    }

    /** The report of an image that is known to exist; all of it waits where nothing has been asked yet. */
    public ScanReport of(StagedImageId image) {
        return new ScanReport(image, scans(image, questions.of(image)));
    }

    /** Whether the whole report became known since then. */
    boolean isKnownSince(StagedImageId image, Instant since) {
        return questions.announcedSince(image, since);
    }

    /**
     * The same for a page; nothing where the scanner is not to be asked, as of an image that no tag ever named.
     *
     * @param worst how many findings of each platform manifest it shows
     */
    public List<ScanOutline> outline(StagedImageId image, int worst) {
        Map<String, SortedMap<Severity, Integer>> counts = findings.counts(image);
        return questions.of(image, findings.worst(image, worst)).stream()
                .map(Question::toScan)
                .map(scan ->
                        new ScanOutline(scan, counts.getOrDefault(scan.digest().value(), Collections.emptySortedMap())))
                .toList();
    }

    /**
     * What was stated before and stands no more, the latest first, of each scan the counts alone.
     *
     * @param most how many a page shows
     */
    public List<ScanOutline> earlier(StagedImageId image, int most) {
        return findings.kept(image, most);
    }

    /**
     * Findings of one platform manifest, the worst first.
     *
     * @param severity these alone; null for all
     * @param after the last page's {@link FindingsPage#next}; -1 for the first page
     */
    public FindingsPage findings(
            StagedImageId image, Digest manifest, @Nullable Severity severity, long after, int size) {
        return findings.page(image, manifest, severity, after, size);
    }

    private List<PlatformScan> scans(StagedImageId image, List<Question> known) {
        return (known.isEmpty() ? Question.about(images.get(image), clock.instant()) : known)
                .stream().map(Question::toScan).toList();
    }
}
