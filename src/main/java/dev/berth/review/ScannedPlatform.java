package dev.berth.review;

import dev.berth.oci.Platform;
import dev.berth.scanning.Finding;
import dev.berth.scanning.PlatformScan;
import dev.berth.scanning.ScanOutcome;
import dev.berth.scanning.ScanReport;
import dev.berth.scanning.Severity;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A platform's scan as a page shows it.
 *
 * @param kind the badge's look
 * @param word the name of the word's message
 * @param detail the scanner's own words, empty where it has none
 * @param findings the worst first
 */
public record ScannedPlatform(
        String platform,
        String digest,
        String kind,
        String word,
        String detail,
        @Nullable Instant statedAt,
        List<Finding> findings) {

    public static List<ScannedPlatform> of(ScanReport report) {
        return report.platforms().stream().map(ScannedPlatform::of).toList();
    }

    /** What a reader should look at: CRITICAL, HIGH and what nobody knows. */
    public List<Finding> grave() {
        return findings.stream().filter(ScannedPlatform::isGrave).toList();
    }

    public List<Finding> minor() {
        return findings.stream().filter(finding -> !isGrave(finding)).toList();
    }

    /** {@code 2 CRITICAL, 5 LOW}. */
    public String counts() {
        return findings.stream()
                .collect(Collectors.groupingBy(Finding::severity, TreeMap::new, Collectors.counting()))
                .entrySet()
                .stream()
                .map(entry -> entry.getValue() + " " + entry.getKey())
                .collect(Collectors.joining(", "));
    }

    private static boolean isGrave(Finding finding) {
        return finding.severity().isWorst()
                || finding.mayBeCritical()
                || finding.severity().equals(Severity.HIGH);
    }

    private static ScannedPlatform of(PlatformScan scan) {
        return switch (scan.outcome()) {
            case ScanOutcome.Scanned scanned -> scanned(scan, scanned);
            case ScanOutcome.Waiting waiting -> other(scan, "waiting", "waiting", waiting.status());
            case ScanOutcome.NotScanned not -> other(scan, "attention", "not-scanned", not.reason());
            case ScanOutcome.CannotBeScanned cannot -> other(scan, "attention", "cannot-be-scanned", cannot.reason());
            case ScanOutcome.Lapsed lapsed -> other(scan, "attention", "lapsed", lapsed.reason());
            case ScanOutcome.Unknown unknown -> other(scan, "attention", "unknown", unknown.status());
        };
    }

    private static ScannedPlatform scanned(PlatformScan scan, ScanOutcome.Scanned scanned) {
        List<Finding> findings = scanned.findings();
        if (findings.isEmpty()) {
            return view(scan, "good", "no-findings", "", findings);
        }
        boolean worst = findings.stream().anyMatch(finding -> finding.severity().isWorst());
        return worst ? view(scan, "bad", "critical", "", findings) : view(scan, "neutral", "findings", "", findings);
    }

    private static ScannedPlatform other(PlatformScan scan, String kind, String word, String detail) {
        return view(scan, kind, word, detail, List.of());
    }

    private static ScannedPlatform view(
            PlatformScan scan, String kind, String word, String detail, List<Finding> findings) {
        return new ScannedPlatform(
                Platform.UNKNOWN.equals(scan.platform())
                        ? "The image"
                        : scan.platform().toString(),
                scan.digest().value(),
                kind,
                "review.scan." + word,
                detail,
                scan.statedAt(),
                findings);
    }
}
