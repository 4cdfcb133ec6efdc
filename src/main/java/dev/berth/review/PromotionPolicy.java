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
                                        : List.of("No platform of the image could be read. " + image.unreadable())),
                        new Rule(
                                "wanted-platforms",
                                NEEDS_REVIEW,
                                "The image has every platform that workflows run on: %s.".formatted(wanted),
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
                                "Every finding that could be CRITICAL has been rated.",
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

    /**
     * A platform that is in the image but not in the report was not scanned either. Of an image of which nothing could be read,
     * another rule says so.
     */
    private static List<String> unscanned(StagedImage image, ScanReport report) {
        if (image.unreadable() != null) {
            return List.of();
        }
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
            case ScanOutcome.NotScanned not ->
                List.of("%s was not scanned: %s".formatted(platform, ended(not.reason())));
            case ScanOutcome.CannotBeScanned cannot ->
                List.of("%s cannot be scanned: %s%s"
                        .formatted(platform, ended(cannot.reason()), image.isZstd(scan.digest()) ? ZSTD : ""));
            case ScanOutcome.Lapsed lapsed ->
                List.of("The scan of %s is no longer valid: %s".formatted(platform, ended(lapsed.reason())));
            case ScanOutcome.Unknown unknown ->
                List.of("The scanner gave %s the status “%s”, which Berth does not know."
                        .formatted(platform, unknown.status()));
        };
    }

    /** A scanner's words may or may not be a sentence, and another one may follow. */
    private static String ended(String words) {
        return words.isEmpty() || ".!?".indexOf(words.charAt(words.length() - 1)) >= 0 ? words : words + ".";
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
        return "%s has %s: %s.".formatted(found.platform(), found.counted("CRITICAL finding"), found.named());
    }

    private static String unknown(PlatformFindings found) {
        return "%s has %s of a severity that Berth does not know and treats as CRITICAL: %s."
                .formatted(found.platform(), found.counted("finding"), found.named());
    }

    private static String unrated(PlatformFindings found) {
        return "%s has %s that could be CRITICAL: %s."
                .formatted(found.platform(), found.counted("unrated finding"), found.named());
    }

    private static List<Finding> findings(PlatformScan scan) {
        return scan.outcome() instanceof ScanOutcome.Scanned scanned ? scanned.findings() : List.of();
    }

    private record PlatformFindings(String platform, List<Finding> findings) {

        /** {@code 1 CRITICAL finding}, {@code 2 CRITICAL findings}. */
        String counted(String finding) {
            return "%d %s%s".formatted(findings.size(), finding, findings.size() == 1 ? "" : "s");
        }

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
