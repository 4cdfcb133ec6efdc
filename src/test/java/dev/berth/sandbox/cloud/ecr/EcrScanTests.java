package dev.berth.sandbox.cloud.ecr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.berth.oci.RepositoryName;
import dev.berth.oci.Tag;
import dev.berth.sandbox.cloud.SandboxCloud;
import dev.berth.sandbox.scanner.Finding;
import dev.berth.sandbox.scanner.Scan;
import dev.berth.sandbox.scanner.ScanOverride;
import dev.berth.sandbox.scanner.ScannerSettings;
import dev.berth.sandbox.scanner.Scans;
import dev.berth.testing.ImageFixtures;
import dev.berth.testing.RegistryPusher;
import dev.berth.testing.TestImage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ecr.EcrClient;
import software.amazon.awssdk.services.ecr.model.DescribeImageScanFindingsRequest;
import software.amazon.awssdk.services.ecr.model.DescribeImageScanFindingsResponse;
import software.amazon.awssdk.services.ecr.model.EnhancedImageScanFinding;
import software.amazon.awssdk.services.ecr.model.ImageIdentifier;
import software.amazon.awssdk.services.ecr.model.ImageNotFoundException;
import software.amazon.awssdk.services.ecr.model.LimitExceededException;
import software.amazon.awssdk.services.ecr.model.ScanNotFoundException;
import software.amazon.awssdk.services.ecr.model.ScanStatus;
import software.amazon.awssdk.services.ecr.model.ScanType;
import software.amazon.awssdk.services.ecr.model.UnsupportedImageTypeException;
import software.amazon.awssdk.services.ecr.model.ValidationException;

/** The scanner's findings over the API. */
class EcrScanTests {

    @TempDir
    static Path directory;

    static SandboxCloud cloud;
    static EcrClient ecr;
    static RegistryPusher pusher;

    @BeforeAll
    static void start() {
        cloud = SandboxCloud.in(directory);
        ecr = cloud.ecr(cloud.portal());
        String pair = new String(
                Base64.getDecoder()
                        .decode(ecr.getAuthorizationToken()
                                .authorizationData()
                                .getFirst()
                                .authorizationToken()),
                StandardCharsets.UTF_8);
        pusher = RegistryPusher.to(cloud.endpoint()).as("AWS", pair.substring(4));
    }

    @AfterAll
    static void stop() {
        ecr.close();
        cloud.close();
    }

    @Test
    void findingsComeByPagesInEitherShape(TestInfo test) {
        RepositoryName name = EcrTests.aRepository(ecr, test);
        TestImage image = ImageFixtures.aDebianImage("zlib1g=1:1.2.13");
        pusher.push(name, Tag.of("v1"), image);
        Scans scans = cloud.bean(Scans.class);
        List<Finding> findings = IntStream.range(0, 5)
                .mapToObj(i -> new Finding(
                        "CVE-2026-000" + i,
                        i == 0 ? "CRITICAL" : "LOW",
                        "zlib1g",
                        "1:1.2.13",
                        i == 0 ? "1:1.2.14" : null,
                        9.8,
                        "text",
                        "https://example.org/" + i))
                .toList();
        DescribeImageScanFindingsRequest request = DescribeImageScanFindingsRequest.builder()
                .repositoryName(name.value())
                .imageId(it -> it.imageDigest(image.digest().value()))
                .build();

        scans.use(new ScannerSettings(Duration.ZERO, Scan.Shape.BASIC));
        scans.override(image.digest(), new ScanOverride("COMPLETE", "done", Instant.now(), findings));
        DescribeImageScanFindingsResponse basic =
                ecr.describeImageScanFindings(request.toBuilder().maxResults(2).build());
        assertThat(basic.imageScanStatus().status()).isEqualTo(ScanStatus.COMPLETE);
        assertThat(basic.imageScanFindings().findings()).hasSize(2);
        assertThat(basic.imageScanFindings().findingSeverityCountsAsStrings())
                .containsEntry("CRITICAL", 1)
                .containsEntry("LOW", 4);
        assertThat(basic.imageScanFindings().findings().getFirst().attributes())
                .extracting(it -> it.key() + "=" + it.value())
                .contains("package_name=zlib1g", "package_version=1:1.2.13");
        assertThat(ecr
                        .describeImageScanFindingsPaginator(
                                request.toBuilder().maxResults(2).build())
                        .stream()
                        .mapToInt(it -> it.imageScanFindings().findings().size())
                        .sum())
                .isEqualTo(5);

        scans.use(new ScannerSettings(Duration.ZERO, Scan.Shape.ENHANCED));
        scans.override(image.digest(), new ScanOverride("ACTIVE", "going on", Instant.now(), findings));
        EnhancedImageScanFinding enhanced = ecr.describeImageScanFindings(request)
                .imageScanFindings()
                .enhancedFindings()
                .getFirst();
        assertThat(enhanced.severity()).isEqualTo("CRITICAL");
        assertThat(enhanced.fixAvailable()).isEqualTo("YES");
        assertThat(enhanced.packageVulnerabilityDetails().vulnerabilityId()).isEqualTo("CVE-2026-0000");
        assertThat(enhanced.packageVulnerabilityDetails()
                        .vulnerablePackages()
                        .getFirst()
                        .fixedInVersion())
                .isEqualTo("1:1.2.14");
        assertThat(ecr.getRegistryScanningConfiguration(it -> {})
                        .scanningConfiguration()
                        .scanType())
                .isEqualTo(ScanType.ENHANCED);
        assertThatExceptionOfType(ValidationException.class)
                .isThrownBy(() ->
                        ecr.startImageScan(it -> it.repositoryName(name.value()).imageId(EcrTests.tagged("v1"))));

        scans.override(image.digest(), new ScanOverride("SOMETHING_NEW", null, null, List.of()));
        DescribeImageScanFindingsResponse unknown = ecr.describeImageScanFindings(request);
        assertThat(unknown.imageScanStatus().status()).isEqualTo(ScanStatus.UNKNOWN_TO_SDK_VERSION);
        assertThat(unknown.imageScanStatus().statusAsString()).isEqualTo("SOMETHING_NEW");
        assertThat(unknown.imageScanFindings()).isNull();
        scans.use(ScannerSettings.DEFAULT);
    }

    @Test
    void whatWasNotScannedHasNoFindingsAndIsScannedOnceADay(TestInfo test) {
        RepositoryName name = EcrTests.aRepository(ecr, test);
        TestImage image = ImageFixtures.aDebianImage("bash=5.2.15-2+b7");
        TestImage index = ImageFixtures.anIndexOf(image);
        pusher.push(name, Tag.of("v1"), index);
        ImageIdentifier child =
                ImageIdentifier.builder().imageDigest(image.digest().value()).build();

        assertThatExceptionOfType(ScanNotFoundException.class)
                .isThrownBy(() -> ecr.describeImageScanFindings(
                        it -> it.repositoryName(name.value()).imageId(child)));
        assertThatExceptionOfType(ImageNotFoundException.class)
                .isThrownBy(() -> ecr.describeImageScanFindings(
                        it -> it.repositoryName(name.value()).imageId(EcrTests.tagged("v2"))));
        assertThatExceptionOfType(UnsupportedImageTypeException.class)
                .isThrownBy(() ->
                        ecr.startImageScan(it -> it.repositoryName(name.value()).imageId(EcrTests.tagged("v1"))));
        assertThat(ecr.startImageScan(it -> it.repositoryName(name.value()).imageId(child))
                        .imageScanStatus()
                        .statusAsString())
                .isEqualTo("IN_PROGRESS");
        assertThatExceptionOfType(LimitExceededException.class)
                .isThrownBy(() ->
                        ecr.startImageScan(it -> it.repositoryName(name.value()).imageId(child)));
    }
}
