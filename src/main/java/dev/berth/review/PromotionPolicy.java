package dev.berth.review;

import static dev.berth.review.Rule.Breach.NEEDS_REVIEW;
import static dev.berth.review.Rule.Breach.REFUSES;

import dev.berth.arrival.StagedImage;
import dev.berth.review.Rule.Breach;
import dev.berth.scanning.Finding;
import dev.berth.scanning.PlatformScan;
import dev.berth.scanning.ScanOutcome;
import dev.berth.scanning.ScanReport;
import dev.berth.scanning.Severity;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The rules by which an image is cleared, left to an admin, or refused. All of them are asked, so that a reader sees every reason. */
record PromotionPolicy(PolicyVersion version, List<Rule> rules) {

    private static final int NAMED = 3;

    private static final String ZSTD =
            " Its layers are packed with zstd, which not every scanner reads. Build it with gzip and push it again: docker buildx"
                    + " build --output type=image,push=true,compression=gzip,force-compression=true --tag …, or podman push"
                    + " --compression-format gzip.";

    PromotionPolicy {
        rules = List.copyOf(rules);
    }

    /**
     * No CRITICAL finding on any platform, none that may turn out to be one, a finished scan of each, and all the platforms that
     * workflows run on among them.
     */
    static PromotionPolicy noCritical(WantedPlatforms wanted) {
        return new PromotionPolicy(
                PolicyVersion.of("no-critical-3-" + wanted.word()),
                List.of(
                        new Rule(
                                "readable-image",
                                REFUSES,
                                "Every platform of the image could be read.",
                                (image, report) -> image.unreadable() == null
                                        ? List.of()
                                        : List.of("No platform of the image could be read: " + image.unreadable())),
                        new Rule(
                                "wanted-platforms",
                                NEEDS_REVIEW,
                                "The image is there for every platform that workflows run on: %s.".formatted(wanted),
                                (image, report) -> wanted.missingIn(image)),
                        new Rule(
                                "every-platform-scanned",
                                NEEDS_REVIEW,
                                "The scan of every platform has finished.",
                                PromotionPolicy::unscanned),
                        new Rule(
                                "no-critical-finding",
                                NEEDS_REVIEW,
                                "No platform has a CRITICAL finding.",
                                onEachPlatform(
                                        finding -> finding.severity().equals(Severity.CRITICAL),
                                        PromotionPolicy::critical)),
                        new Rule(
                                "known-severities",
                                NEEDS_REVIEW,
                                "Every finding has a severity that is known.",
                                onEachPlatform(
                                        finding -> finding.severity().isWorst()
                                                && !finding.severity().equals(Severity.CRITICAL),
                                        PromotionPolicy::unknown)),
                        new Rule(
                                "no-unrated-finding-that-may-be-critical",
                                NEEDS_REVIEW,
                                "No finding that nobody has rated may be critical.",
                                onEachPlatform(Finding::mayBeCritical, PromotionPolicy::unrated))));
    }

    Verdict judge(StagedImage image, ScanReport report) {
        List<Reason> refusing = broken(REFUSES, image, report);
        List<Reason> asking = broken(NEEDS_REVIEW, image, report);
        if (!refusing.isEmpty()) {
            return new Verdict.Refused(
                    Stream.concat(refusing.stream(), asking.stream()).toList());
        }
        return asking.isEmpty()
                ? new Verdict.Clear(rules.stream().map(Rule::satisfied).toList())
                : new Verdict.NeedsReview(asking);
    }

    private List<Reason> broken(Breach breach, StagedImage image, ScanReport report) {
        return rules.stream()
                .filter(rule -> rule.breach() == breach)
                .flatMap(rule -> rule.broken(image, report).stream())
                .toList();
    }

    /** A platform that is in the image but not in the report was not scanned either. */
    private static List<String> unscanned(StagedImage image, ScanReport report) {
        Stream<String> reported = report.platforms().stream().flatMap(scan -> unscanned(image, scan).stream());
        Stream<String> missing = image.platforms().stream()
                .filter(platform -> report.platforms().stream()
                        .noneMatch(scan -> scan.digest().equals(platform.digest())))
                .map(platform -> "%s was not scanned.".formatted(platform.name()));
        return Stream.concat(reported, missing).toList();
    }

    private static List<String> unscanned(StagedImage image, PlatformScan scan) {
        String platform = image.nameOf(scan.digest());
        return switch (scan.outcome()) {
            case ScanOutcome.Scanned scanned -> List.of();
            case ScanOutcome.Waiting waiting ->
                List.of("The scan of %s has not finished (%s).".formatted(platform, waiting.status()));
            case ScanOutcome.NotScanned not -> List.of("%s was not scanned: %s".formatted(platform, not.reason()));
            case ScanOutcome.CannotBeScanned cannot ->
                List.of("%s cannot be scanned: %s%s"
                        .formatted(platform, cannot.reason(), image.isZstd(scan.digest()) ? ZSTD : ""));
            case ScanOutcome.Lapsed lapsed ->
                List.of("The scan of %s says nothing any more: %s".formatted(platform, lapsed.reason()));
            case ScanOutcome.Unknown unknown ->
                List.of("The scanner said “%s” of %s, which Berth does not know."
                        .formatted(unknown.status(), platform));
        };
    }

    private static Rule.Check onEachPlatform(Predicate<Finding> grave, Function<PlatformFindings, String> sentence) {
        return (image, report) -> report.platforms().stream()
                .map(scan -> new PlatformFindings(
                        image.nameOf(scan.digest()),
                        findings(scan).stream().filter(grave).toList()))
                .filter(found -> !found.findings().isEmpty())
                .map(sentence)
                .toList();
    }

    private static String critical(PlatformFindings found) {
        int count = found.findings().size();
        return "%s has %d CRITICAL %s: %s."
                .formatted(found.platform(), count, count == 1 ? "finding" : "findings", found.named());
    }

    private static String unknown(PlatformFindings found) {
        return "%s has findings of a severity that is not known, which counts as the worst: %s."
                .formatted(found.platform(), found.named());
    }

    private static String unrated(PlatformFindings found) {
        return "%s has findings that nobody has rated yet and that may be critical: %s."
                .formatted(found.platform(), found.named());
    }

    private static List<Finding> findings(PlatformScan scan) {
        return scan.outcome() instanceof ScanOutcome.Scanned scanned ? scanned.findings() : List.of();
    }

    private record PlatformFindings(String platform, List<Finding> findings) {

        String named() {
            String named = findings.stream()
                    .limit(NAMED)
                    .map(finding -> finding.packageName().isEmpty()
                            ? finding.vulnerability()
                            : finding.vulnerability() + " in " + finding.packageName())
                    .collect(Collectors.joining(", "));
            return findings.size() > NAMED ? named + " and %d more".formatted(findings.size() - NAMED) : named;
        }
    }
}
