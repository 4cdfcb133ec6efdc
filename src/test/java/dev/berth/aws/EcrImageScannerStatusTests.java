package dev.berth.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.oci.Digest;
import dev.berth.oci.RepositoryName;
import dev.berth.scanning.Finding;
import dev.berth.scanning.ScanLook;
import dev.berth.scanning.ScannerUnavailable;
import dev.berth.scanning.Severity;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.ecr.EcrClient;
import software.amazon.awssdk.services.ecr.model.Attribute;
import software.amazon.awssdk.services.ecr.model.DescribeImageScanFindingsRequest;
import software.amazon.awssdk.services.ecr.model.DescribeImageScanFindingsResponse;
import software.amazon.awssdk.services.ecr.model.EcrException;
import software.amazon.awssdk.services.ecr.model.EnhancedImageScanFinding;
import software.amazon.awssdk.services.ecr.model.ImageNotFoundException;
import software.amazon.awssdk.services.ecr.model.ImageScanFinding;
import software.amazon.awssdk.services.ecr.model.ImageScanFindings;
import software.amazon.awssdk.services.ecr.model.LimitExceededException;
import software.amazon.awssdk.services.ecr.model.RepositoryNotFoundException;
import software.amazon.awssdk.services.ecr.model.ScanNotFoundException;
import software.amazon.awssdk.services.ecr.model.ScanStatus;
import software.amazon.awssdk.services.ecr.model.ServerException;
import software.amazon.awssdk.services.ecr.model.UnsupportedImageTypeException;
import software.amazon.awssdk.services.ecr.model.VulnerablePackage;

/** What ECR may say and no sandbox can be made to: the client's answers are written here by hand. */
class EcrImageScannerStatusTests {

    private static final RepositoryName REPOSITORY = RepositoryName.of("nextflow-staging/alice");
    private static final Digest MANIFEST = Digest.ofContent(new byte[] {1});
    private static final Instant COMPLETED = Instant.parse("2026-01-01T00:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "IN_PROGRESS, NotYet",
        "PENDING, NotYet",
        "COMPLETE, Complete",
        "ACTIVE, Complete",
        "FAILED, Failed",
        "UNSUPPORTED_IMAGE, Unsupported",
        "SCAN_ELIGIBILITY_EXPIRED, EligibilityExpired",
        "FINDINGS_UNAVAILABLE, FindingsUnavailable",
        "LIMIT_EXCEEDED, LimitExceeded",
        "IMAGE_ARCHIVED, Archived",
        "SOMETHING_NEW, Unheard"
    })
    void everyStatusIsToldApart(String status, String look) {
        assertThat(scanner(request -> answer(status, COMPLETED).build()).look(REPOSITORY, MANIFEST))
                .extracting(answer -> answer.getClass().getSimpleName())
                .isEqualTo(look);
    }

    @ParameterizedTest
    @EnumSource(value = ScanStatus.class, mode = EnumSource.Mode.EXCLUDE, names = "UNKNOWN_TO_SDK_VERSION")
    void noStatusThatTheSdkKnowsIsUnheardOf(ScanStatus status) {
        assertThat(scanner(request -> answer(status.toString(), COMPLETED).build())
                        .look(REPOSITORY, MANIFEST))
                .isNotInstanceOf(ScanLook.Unheard.class);
    }

    @ParameterizedTest
    @EnumSource(
            value = ScanStatus.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"COMPLETE", "ACTIVE"})
    void invariant2_noOtherStatusIsComplete(ScanStatus status) {
        assertThat(scanner(request -> answer(String.valueOf(status), COMPLETED).build())
                        .look(REPOSITORY, MANIFEST))
                .isNotInstanceOf(ScanLook.Complete.class);
    }

    @ParameterizedTest
    @CsvSource({"COMPLETE", "ACTIVE"})
    void invariant2_aScanWithoutATimeOfCompletionIsNotBelieved(String status) {
        assertThat(scanner(request -> answer(status, null).build()).look(REPOSITORY, MANIFEST))
                .isInstanceOf(ScanLook.NotYet.class);
        assertThat(scanner(request -> DescribeImageScanFindingsResponse.builder()
                                .imageScanStatus(it -> it.status(status))
                                .build())
                        .look(REPOSITORY, MANIFEST))
                .isInstanceOf(ScanLook.NotYet.class);
    }

    @Test
    void invariant2_findingsThatAreCountedButNotListedAreNotBelieved() {
        var answer = DescribeImageScanFindingsResponse.builder()
                .imageScanStatus(it -> it.status("COMPLETE"))
                .imageScanFindings(it -> it.imageScanCompletedAt(COMPLETED)
                        .findingSeverityCountsWithStrings(Map.of("CRITICAL", 1, "LOW", 0)))
                .build();

        assertThat(scanner(request -> answer).look(REPOSITORY, MANIFEST)).isInstanceOf(ScanLook.NotYet.class);
    }

    @Test
    void invariant2_aClosedFindingIsNotTheOneThatIsCounted() {
        assertThat(scanner(request -> enhancedAnswer("CLOSED")).look(REPOSITORY, MANIFEST))
                .isInstanceOf(ScanLook.NotYet.class);
        assertThat(scanner(request -> enhancedAnswer("ACTIVE")).look(REPOSITORY, MANIFEST))
                .isInstanceOf(ScanLook.Complete.class);
    }

    @Test
    void noAnswerWithoutAStatusIsComplete() {
        assertThat(scanner(request ->
                                DescribeImageScanFindingsResponse.builder().build())
                        .look(REPOSITORY, MANIFEST))
                .isEqualTo(new ScanLook.Unheard("no status"));
    }

    @Test
    void errorsThatSayWhereTheScanStandsAreAnswers() {
        assertThat(failing(ScanNotFoundException.builder().build())).isEqualTo(new ScanLook.NoScan());
        assertThat(failing(ImageNotFoundException.builder().build())).isEqualTo(new ScanLook.Gone());
        assertThat(failing(RepositoryNotFoundException.builder().build())).isEqualTo(new ScanLook.Gone());
        assertThat(failing(UnsupportedImageTypeException.builder()
                        .awsErrorDetails(details("an index cannot be scanned"))
                        .build()))
                .isEqualTo(new ScanLook.Unsupported("an index cannot be scanned"));
        assertThat(failing(LimitExceededException.builder()
                        .awsErrorDetails(details("once in 24 hours"))
                        .build()))
                .isEqualTo(new ScanLook.LimitExceeded("once in 24 hours"));
    }

    @Test
    void errorsThatSayNothingOfTheImageAreNone() {
        assertThatThrownBy(() -> failing(ServerException.builder().build())).isInstanceOf(ScannerUnavailable.class);
        assertThatThrownBy(() -> failing(EcrException.builder()
                        .awsErrorDetails(details("Rate exceeded"))
                        .build()))
                .isInstanceOf(ScannerUnavailable.class);
    }

    @Test
    void findingsAreReadFromEveryPage() {
        EcrImageScanner scanner = scanner(request -> {
            int page = request.nextToken() == null ? 0 : Integer.parseInt(request.nextToken());
            return answer("COMPLETE", COMPLETED)
                    .imageScanFindings(
                            findings -> findings.imageScanCompletedAt(COMPLETED).findings(basic("CVE-" + page, "LOW")))
                    .nextToken(page < 4 ? String.valueOf(page + 1) : null)
                    .build();
        });

        assertThat(findings(scanner))
                .extracting(Finding::vulnerability)
                .containsExactly("CVE-0", "CVE-1", "CVE-2", "CVE-3", "CVE-4");
    }

    @Test
    void invariant2_aScanThatBeginsAnewBetweenTwoPagesIsNotBelieved() {
        EcrImageScanner scanner = scanner(request -> request.nextToken() == null
                ? answer("COMPLETE", COMPLETED).nextToken("2").build()
                : answer("IN_PROGRESS", null).build());

        assertThat(scanner.look(REPOSITORY, MANIFEST)).isInstanceOf(ScanLook.NotYet.class);
    }

    @Test
    void pagesWithoutEndAreNoCompleteReport() {
        EcrImageScanner scanner = scanner(
                request -> answer("COMPLETE", COMPLETED).nextToken("again").build());

        assertThatThrownBy(() -> scanner.look(REPOSITORY, MANIFEST)).isInstanceOf(ScannerUnavailable.class);
    }

    @Test
    void aBasicFindingNamesItsPackage() {
        EcrImageScanner scanner = scanner(request -> answer("COMPLETE", COMPLETED)
                .imageScanFindings(findings ->
                        findings.imageScanCompletedAt(COMPLETED).findings(basic("CVE-2024-3094", "CRITICAL")))
                .build());

        assertThat(findings(scanner))
                .containsExactly(new Finding(
                        "CVE-2024-3094", Severity.CRITICAL, "xz-utils", "5.6.0", null, "words", "https://x", 10.0));
    }

    @Test
    void anEnhancedFindingIsOneForEachPackageAndKeepsItsOwnSeverity() {
        EcrImageScanner scanner = scanner(request -> answer("ACTIVE", COMPLETED)
                .imageScanFindings(findings -> findings.imageScanCompletedAt(COMPLETED)
                        .enhancedFindings(
                                enhanced("CVE-1", "UNTRIAGED", "ACTIVE"),
                                enhanced("CVE-2", "CATASTROPHIC", "ACTIVE"),
                                enhanced("CVE-3", null, "SUPPRESSED"),
                                enhanced("CVE-4", "HIGH", "CLOSED")))
                .build());

        List<Finding> found = findings(scanner);
        assertThat(found)
                .extracting(finding -> finding.vulnerability() + " " + finding.packageName())
                .containsExactly("CVE-1 a", "CVE-1 b", "CVE-2 a", "CVE-2 b", "CVE-3 a", "CVE-3 b");
        assertThat(found.getFirst().severity()).isEqualTo(Severity.UNTRIAGED);
        assertThat(found.getFirst().fixedIn()).isEqualTo("2");
        assertThat(found.get(1).fixedIn()).isNull();
        assertThat(found.stream().filter(finding -> finding.severity().isWorst()))
                .extracting(Finding::vulnerability)
                .containsExactly("CVE-2", "CVE-2", "CVE-3", "CVE-3");
    }

    private static List<Finding> findings(EcrImageScanner scanner) {
        return ((ScanLook.Complete) scanner.look(REPOSITORY, MANIFEST)).findings();
    }

    private static ScanLook failing(RuntimeException failure) {
        return scanner(request -> {
                    throw failure;
                })
                .look(REPOSITORY, MANIFEST);
    }

    private static AwsErrorDetails details(String message) {
        return AwsErrorDetails.builder().errorCode("Code").errorMessage(message).build();
    }

    private static DescribeImageScanFindingsResponse.Builder answer(String status, @Nullable Instant completed) {
        return DescribeImageScanFindingsResponse.builder()
                .imageScanStatus(it -> it.status(status).description("words"))
                .imageScanFindings(ImageScanFindings.builder()
                        .imageScanCompletedAt(completed)
                        .build());
    }

    private static DescribeImageScanFindingsResponse enhancedAnswer(String status) {
        return answer("ACTIVE", COMPLETED)
                .imageScanFindings(findings -> findings.imageScanCompletedAt(COMPLETED)
                        .findingSeverityCountsWithStrings(Map.of("CRITICAL", 1))
                        .enhancedFindings(enhanced("CVE-1", "CRITICAL", status)))
                .build();
    }

    private static ImageScanFinding basic(String name, String severity) {
        return ImageScanFinding.builder()
                .name(name)
                .severity(severity)
                .description("words")
                .uri("https://x")
                .attributes(
                        attribute("package_name", "xz-utils"),
                        attribute("package_version", "5.6.0"),
                        attribute("CVSS3_SCORE", "10.0"))
                .build();
    }

    private static Attribute attribute(String key, String value) {
        return Attribute.builder().key(key).value(value).build();
    }

    private static VulnerablePackage vulnerable(String name, String fixedIn) {
        return VulnerablePackage.builder()
                .name(name)
                .version("1")
                .fixedInVersion(fixedIn)
                .build();
    }

    private static EnhancedImageScanFinding enhanced(String name, @Nullable String severity, String status) {
        return EnhancedImageScanFinding.builder()
                .severity(severity)
                .status(status)
                .packageVulnerabilityDetails(details -> details.vulnerabilityId(name)
                        .vulnerablePackages(vulnerable("a", "2"), vulnerable("b", "NotAvailable")))
                .build();
    }

    private static EcrImageScanner scanner(
            Function<DescribeImageScanFindingsRequest, DescribeImageScanFindingsResponse> answers) {
        return new EcrImageScanner(new EcrClient() {
            @Override
            public DescribeImageScanFindingsResponse describeImageScanFindings(
                    DescribeImageScanFindingsRequest request) {
                return answers.apply(request);
            }

            @Override
            public String serviceName() {
                return "ecr";
            }

            @Override
            public void close() {}
        });
    }
}
