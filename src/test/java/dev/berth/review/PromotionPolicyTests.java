package dev.berth.review;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.arrival.StagedImage;
import dev.berth.arrival.StagedImage.PlatformManifest;
import dev.berth.arrival.StagedImageId;
import dev.berth.oci.Digest;
import dev.berth.oci.MediaType;
import dev.berth.oci.Platform;
import dev.berth.scanning.Finding;
import dev.berth.scanning.FindingsFingerprint;
import dev.berth.scanning.PlatformScan;
import dev.berth.scanning.ScanOutcome;
import dev.berth.scanning.ScanReport;
import dev.berth.scanning.Severity;
import dev.berth.workspace.WorkspaceId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PromotionPolicyTests {

    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final Platform AMD64 = Platform.of("linux/amd64");
    private static final Platform ARM64 = Platform.of("linux/arm64");

    private final PromotionPolicy policy = PromotionPolicy.noCritical(WantedPlatforms.of(List.of("linux/amd64")));

    @Test
    void withoutAnyFindingTheImageIsClearAndEveryRuleIsNamed() {
        assertThat(judge(scanned())).isInstanceOf(Verdict.Clear.class);
        assertThat(judge(scanned()).reasons())
                .extracting(Reason::rule)
                .containsExactly(
                        "readable-image",
                        "wanted-platforms",
                        "every-platform-scanned",
                        "no-critical-finding",
                        "known-severities",
                        "no-unrated-finding-that-may-be-critical");
    }

    @ParameterizedTest
    @ValueSource(strings = {"HIGH", "MEDIUM", "LOW", "INFORMATIONAL", "UNDEFINED"})
    void findingsBelowCriticalAreClear(String severity) {
        assertThat(judge(scanned(finding("CVE-2024-1", severity)))).isInstanceOf(Verdict.Clear.class);
    }

    @Test
    void anImageThatIsNotForThePlatformOfTheWorkflowsNeedsReviewAndSaysHowToBuildIt() {
        StagedImage image = image(ARM64);
        Verdict verdict = policy.judge(image, report(image, scanned()));

        assertThat(verdict).isInstanceOf(Verdict.NeedsReview.class);
        assertThat(verdict.reasons())
                .containsExactly(new Reason(
                        "wanted-platforms",
                        "Workflows run on linux/amd64, but this image is for linux/arm64. "
                                + "Build it with --platform linux/amd64 and push it again."));
    }

    @Test
    void anIndexWithThePlatformOfTheWorkflowsAmongOthersIsClear() {
        assertThat(judge(scanned(), scanned())).isInstanceOf(Verdict.Clear.class);
    }

    @Test
    void otherWantedPlatformsAreAnotherPolicy() {
        assertThat(Stream.of(
                                List.of("linux/amd64"),
                                List.of("linux/arm64"),
                                List.of("linux/amd64", "linux/arm64"),
                                List.of("linux/arm/v6"))
                        .map(platforms -> PromotionPolicy.noCritical(WantedPlatforms.of(platforms))
                                .version()))
                .doesNotHaveDuplicates();
        assertThat(PromotionPolicy.noCritical(WantedPlatforms.of(List.of("linux/arm64/v8", "linux/amd64")))
                        .version())
                .isEqualTo(PromotionPolicy.noCritical(WantedPlatforms.of(List.of("linux/amd64", "linux/arm64")))
                        .version());
    }

    @Test
    void aCriticalFindingOnOneOfTwoPlatformsNeedsReview() {
        Verdict verdict = judge(scanned(), scanned(finding("CVE-2024-3094", "CRITICAL"), finding("CVE-1", "HIGH")));

        assertThat(verdict).isInstanceOf(Verdict.NeedsReview.class);
        assertThat(verdict.reasons())
                .containsExactly(new Reason(
                        "no-critical-finding", "linux/arm64 has 1 CRITICAL finding: CVE-2024-3094 in xz-utils."));
    }

    @Test
    void aSeverityThatNobodyKnowsCountsAsTheWorst() {
        Verdict verdict = judge(scanned(finding("CVE-2024-3094", "CATASTROPHIC")));

        assertThat(verdict).isInstanceOf(Verdict.NeedsReview.class);
        assertThat(verdict.reasons())
                .containsExactly(new Reason(
                        "known-severities",
                        "linux/amd64 has 1 finding of a severity that Berth does not know and treats as CRITICAL: "
                                + "CVE-2024-3094 in xz-utils."));
    }

    @ParameterizedTest
    @CsvSource({"UNTRIAGED,", "UNTRIAGED, 9.8", "UNDEFINED, 9.0"})
    void aFindingThatNobodyRatedAndThatMayBeCriticalNeedsReview(String severity, @Nullable Double score) {
        Verdict verdict = judge(scanned(scored(severity, score)));

        assertThat(verdict).isInstanceOf(Verdict.NeedsReview.class);
        assertThat(verdict.reasons())
                .containsExactly(new Reason(
                        "no-unrated-finding-that-may-be-critical",
                        "linux/amd64 has 1 unrated finding that could be CRITICAL: CVE-2026-1 in xz-utils."));
    }

    @ParameterizedTest
    @CsvSource({"UNTRIAGED, 8.9", "UNDEFINED,", "UNDEFINED, 8.9", "HIGH, 9.8"})
    void aFindingThatIsKnownToBeLessIsClear(String severity, @Nullable Double score) {
        assertThat(judge(scanned(scored(severity, score)))).isInstanceOf(Verdict.Clear.class);
    }

    @Test
    void invariant8_aScoreThatMakesAnUnratedFindingCriticalIsOtherFindings() {
        assertThat(fingerprint(scored("UNDEFINED", 9.1))).isNotEqualTo(fingerprint(scored("UNDEFINED", 8.9)));
        assertThat(fingerprint(scored("UNDEFINED", 8.8))).isEqualTo(fingerprint(scored("UNDEFINED", 8.9)));
        assertThat(fingerprint(scored("HIGH", 9.8))).isEqualTo(fingerprint(scored("HIGH", 7.0)));
    }

    @Test
    void ofManyCriticalFindingsThreeAreNamedAndTheRestCounted() {
        Finding[] findings = IntStream.rangeClosed(1, 5)
                .mapToObj(n -> finding("CVE-2024-" + n, "CRITICAL"))
                .toArray(Finding[]::new);

        assertThat(judge(scanned(findings)).reasons().getFirst().sentence())
                .isEqualTo("linux/amd64 has 5 CRITICAL findings: CVE-2024-1 in xz-utils, CVE-2024-2 in xz-utils, "
                        + "CVE-2024-3 in xz-utils and 2 more.");
    }

    @ParameterizedTest
    @MethodSource("whateverIsNoFinishedScan")
    void invariant2_whateverIsNoFinishedScanNeverClears(ScanOutcome outcome) {
        assertThat(judge(scanned(), outcome)).isInstanceOf(Verdict.NeedsReview.class);
        assertThat(judge(scanned(), outcome).reasons()).allSatisfy(reason -> {
            assertThat(reason.rule()).isEqualTo("every-platform-scanned");
            assertThat(reason.sentence()).contains("linux/arm64");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"No such system", "No such system.", "Which system?"})
    void whatTheScannerSaysIsASentenceBeforeTheNextOne(String words) {
        String ended = words.endsWith("system") ? words + "." : words;
        StagedImage image = image(new PlatformManifest(digest("zstd"), AMD64, null, true));

        assertThat(policy.judge(image, report(image, new ScanOutcome.CannotBeScanned(words)))
                        .reasons())
                .singleElement()
                .extracting(Reason::sentence)
                .asString()
                .startsWith("linux/amd64 cannot be scanned: " + ended + " Its layers are packed with zstd");
    }

    static Stream<ScanOutcome> whateverIsNoFinishedScan() {
        return Stream.of(
                new ScanOutcome.Waiting("IN_PROGRESS"),
                new ScanOutcome.NotScanned("no scan appeared"),
                new ScanOutcome.CannotBeScanned("unsupported"),
                new ScanOutcome.Lapsed("no longer watched"),
                new ScanOutcome.Unknown("PURPLE"));
    }

    @Test
    void invariant2_everyKindOfOutcomeIsInTheTableAbove() {
        assertThat(whateverIsNoFinishedScan().map(outcome -> outcome.getClass().getSimpleName()))
                .containsExactlyInAnyOrderElementsOf(Stream.of(ScanOutcome.class.getPermittedSubclasses())
                        .filter(kind -> kind != ScanOutcome.Scanned.class)
                        .map(Class::getSimpleName)
                        .toList());
    }

    @Test
    void invariant2_aPlatformThatTheReportLeavesOutWasNotScanned() {
        StagedImage image = image(AMD64, ARM64);
        ScanReport report = new ScanReport(
                image.id(),
                List.of(new PlatformScan(image.platforms().getFirst().digest(), AMD64, scanned(), NOW)));

        assertThat(policy.judge(image, report).reasons())
                .containsExactly(new Reason("every-platform-scanned", "linux/arm64 was not scanned."));
    }

    @Test
    void anImageOfWhichNothingCouldBeReadIsRefused() {
        Digest digest = digest("image");
        StagedImage image = new StagedImage(
                StagedImageId.random(),
                WorkspaceId.random(),
                digest,
                MediaType.OCI_MANIFEST,
                1,
                List.of(),
                "The manifest is not JSON.",
                NOW);
        ScanReport report = new ScanReport(
                image.id(),
                List.of(new PlatformScan(
                        digest, Platform.UNKNOWN, new ScanOutcome.CannotBeScanned("The manifest is not JSON."), NOW)));

        Verdict verdict = policy.judge(image, report);

        assertThat(verdict).isInstanceOf(Verdict.Refused.class);
        assertThat(verdict.reasons())
                .containsExactly(new Reason(
                        "readable-image", "No platform of the image could be read. The manifest is not JSON."));
    }

    @Test
    void everyReasonIsGivenNotOnlyTheFirst() {
        Verdict verdict = judge(scanned(finding("CVE-1", "CRITICAL")), new ScanOutcome.Lapsed("no longer watched"));

        assertThat(verdict.reasons())
                .extracting(Reason::rule)
                .containsExactly("every-platform-scanned", "no-critical-finding");
    }

    private Verdict judge(ScanOutcome amd64) {
        StagedImage image = image(AMD64);
        return policy.judge(image, report(image, amd64));
    }

    private Verdict judge(ScanOutcome amd64, ScanOutcome arm64) {
        StagedImage image = image(AMD64, ARM64);
        return policy.judge(image, report(image, amd64, arm64));
    }

    private static ScanReport report(StagedImage image, ScanOutcome... outcomes) {
        return new ScanReport(
                image.id(),
                IntStream.range(0, outcomes.length)
                        .mapToObj(n -> new PlatformScan(
                                image.platforms().get(n).digest(),
                                image.platforms().get(n).platform(),
                                outcomes[n],
                                NOW))
                        .toList());
    }

    private static StagedImage image(Platform... platforms) {
        return image(Stream.of(platforms)
                .map(platform -> new PlatformManifest(digest(platform.toString()), platform))
                .toArray(PlatformManifest[]::new));
    }

    private static StagedImage image(PlatformManifest... platforms) {
        return new StagedImage(
                StagedImageId.random(),
                WorkspaceId.random(),
                digest("image"),
                MediaType.OCI_INDEX,
                1,
                List.of(platforms),
                null,
                NOW);
    }

    private static ScanOutcome scanned(Finding... findings) {
        return new ScanOutcome.Scanned(NOW, List.of(findings));
    }

    private static Finding finding(String vulnerability, String severity) {
        return new Finding(vulnerability, Severity.of(severity), "xz-utils", "5.6.0", "5.6.1", null, null, null);
    }

    private static Finding scored(String severity, @Nullable Double score) {
        return new Finding("CVE-2026-1", Severity.of(severity), "xz-utils", "5.6.0", null, null, null, score);
    }

    private static FindingsFingerprint fingerprint(Finding finding) {
        return report(image(AMD64), scanned(finding)).fingerprint();
    }

    private static Digest digest(String content) {
        return Digest.ofContent(content.getBytes(StandardCharsets.UTF_8));
    }
}
