package dev.berth.review;

import dev.berth.arrival.StagedImage;
import dev.berth.scanning.Finding;
import dev.berth.scanning.PlatformScan;
import dev.berth.scanning.ScanOutcome;
import dev.berth.scanning.ScanOutline;
import dev.berth.scanning.Severity;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A platform's scan as a page shows it.
 *
 * @param scanned whether a scan has finished, whatever it found
 * @param kind the badge's look
 * @param word the name of the word's message
 * @param detail the scanner's own words, empty where it has none
 * @param worst the worst findings, or all where there are few
 * @param severities how many there are of each, the worst first
 */
public record ScannedPlatform(
        String platform,
        String digest,
        boolean scanned,
        String kind,
        String word,
        String detail,
        @Nullable Instant statedAt,
        List<Finding> worst,
        SortedMap<Severity, Integer> severities) {

    /** How many findings of a platform stand on an image's page. */
    public static final int SHOWN = 25;

    public static List<ScannedPlatform> of(StagedImage image, List<ScanOutline> outlines) {
        return outlines.stream().map(outline -> of(image, outline)).toList();
    }

    /** What is shown at once: the grave ones, and where there are more than the page has, what comes next to them. */
    public List<Finding> first() {
        return isWhole() ? worst.stream().filter(Finding::isGrave).toList() : worst;
    }

    public boolean hasGrave() {
        return worst.stream().anyMatch(Finding::isGrave);
    }

    public List<Finding> minor() {
        return worst.stream().filter(finding -> !finding.isGrave()).toList();
    }

    public int total() {
        return severities.values().stream().mapToInt(Integer::intValue).sum();
    }

    public boolean isWhole() {
        return worst.size() == total();
    }

    /** {@code 2 CRITICAL, 5 LOW}. */
    public String counts() {
        return severities.entrySet().stream()
                .map(entry -> entry.getValue() + " " + entry.getKey())
                .collect(Collectors.joining(", "));
    }

    private static ScannedPlatform of(StagedImage image, ScanOutline outline) {
        return switch (outline.scan().outcome()) {
            case ScanOutcome.Scanned scanned -> scanned(image, outline, scanned);
            case ScanOutcome.Waiting waiting -> view(image, outline, "waiting", "waiting", waiting.status(), List.of());
            case ScanOutcome.NotScanned not -> attention(image, outline, "not-scanned", not.reason());
            // Why Berth could not read it, the policy says already.
            case ScanOutcome.CannotBeScanned cannot ->
                attention(image, outline, "cannot-be-scanned", image.unreadable() == null ? cannot.reason() : "");
            case ScanOutcome.Lapsed lapsed -> attention(image, outline, "lapsed", lapsed.reason());
            case ScanOutcome.Unknown unknown -> attention(image, outline, "unknown", unknown.status());
        };
    }

    private static ScannedPlatform scanned(StagedImage image, ScanOutline outline, ScanOutcome.Scanned scanned) {
        if (outline.counts().isEmpty()) {
            return view(image, outline, "good", "no-findings", "", List.of());
        }
        return outline.counts().firstKey().isWorst()
                ? view(image, outline, "bad", "critical", "", scanned.findings())
                : view(image, outline, "neutral", "findings", "", scanned.findings());
    }

    private static ScannedPlatform attention(StagedImage image, ScanOutline outline, String word, String detail) {
        return view(image, outline, "attention", word, detail, List.of());
    }

    private static ScannedPlatform view(
            StagedImage image, ScanOutline outline, String kind, String word, String detail, List<Finding> worst) {
        PlatformScan scan = outline.scan();
        boolean scanned = scan.outcome() instanceof ScanOutcome.Scanned;
        return new ScannedPlatform(
                image.nameOf(scan.digest()),
                scan.digest().value(),
                scanned,
                kind,
                "review.scan." + word,
                detail,
                scan.statedAt(),
                worst,
                scanned ? outline.counts() : Collections.emptySortedMap());
    }
}
