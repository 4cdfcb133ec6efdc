package dev.berth.aws;

import dev.berth.scanning.Finding;
import dev.berth.scanning.Severity;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ecr.model.Attribute;
import software.amazon.awssdk.services.ecr.model.EnhancedImageScanFinding;
import software.amazon.awssdk.services.ecr.model.ImageScanFinding;
import software.amazon.awssdk.services.ecr.model.ImageScanFindings;
import software.amazon.awssdk.services.ecr.model.PackageVulnerabilityDetails;
import software.amazon.awssdk.services.ecr.model.VulnerablePackage;

/** Both shapes of ECR's findings in Berth's one. */
final class EcrFindings {

    private static final int LONGEST = 2000;

    /** No word that ECR documents, so that it counts as the worst. */
    private static final String NOT_SAID = "NOT SAID";

    private EcrFindings() {}

    static List<Finding> of(ImageScanFindings page) {
        return Stream.concat(
                        page.findings().stream().map(EcrFindings::basic),
                        open(page).flatMap(EcrFindings::enhanced))
                .toList();
    }

    /** The severities that are counted, wherever they are listed. */
    static Set<String> counted(ImageScanFindings page) {
        return page.findingSeverityCountsAsStrings().entrySet().stream()
                .filter(count -> count.getValue() > 0)
                .map(count -> count.getKey().toUpperCase(Locale.ROOT))
                .collect(Collectors.toCollection(HashSet::new));
    }

    /** The severities of what {@link #of} lists. */
    static Set<String> severities(ImageScanFindings page) {
        return Stream.concat(
                        page.findings().stream().map(ImageScanFinding::severityAsString),
                        open(page).map(EnhancedImageScanFinding::severity))
                .filter(Objects::nonNull)
                .map(severity -> severity.toUpperCase(Locale.ROOT))
                .collect(Collectors.toSet());
    }

    static String text(@Nullable String text) {
        return text == null ? "" : text.substring(0, Math.min(LONGEST, text.length()));
    }

    private static Finding basic(ImageScanFinding finding) {
        Map<String, String> attributes = finding.attributes().stream()
                .filter(attribute -> attribute.key() != null && attribute.value() != null)
                .collect(Collectors.toMap(Attribute::key, Attribute::value, (first, second) -> first));
        return new Finding(
                text(finding.name()),
                severity(finding.severityAsString()),
                attributes.getOrDefault("package_name", ""),
                attributes.getOrDefault("package_version", ""),
                null,
                textOrNull(finding.description()),
                textOrNull(finding.uri()),
                score(attributes.getOrDefault("CVSS3_SCORE", attributes.get("CVSS2_SCORE"))));
    }

    private static Stream<Finding> enhanced(EnhancedImageScanFinding finding) {
        PackageVulnerabilityDetails details = finding.packageVulnerabilityDetails();
        if (details == null || details.vulnerablePackages().isEmpty()) {
            return Stream.of(enhanced(finding, details, null));
        }
        return details.vulnerablePackages().stream().map(vulnerable -> enhanced(finding, details, vulnerable));
    }

    private static Finding enhanced(
            EnhancedImageScanFinding finding,
            @Nullable PackageVulnerabilityDetails details,
            @Nullable VulnerablePackage vulnerable) {
        String vulnerability = details == null ? null : details.vulnerabilityId();
        return new Finding(
                text(
                        vulnerability == null
                                ? Objects.requireNonNullElse(finding.title(), finding.findingArn())
                                : vulnerability),
                severity(finding.severity()),
                vulnerable == null ? "" : text(vulnerable.name()),
                vulnerable == null ? "" : text(vulnerable.version()),
                vulnerable == null ? null : fixedIn(vulnerable.fixedInVersion()),
                textOrNull(finding.description()),
                details == null ? null : textOrNull(details.sourceUrl()),
                finding.score());
    }

    /** Inspector closes a finding when its advisory no longer applies. */
    private static Stream<EnhancedImageScanFinding> open(ImageScanFindings page) {
        return page.enhancedFindings().stream().filter(finding -> !"CLOSED".equals(finding.status()));
    }

    private static Severity severity(@Nullable String severity) {
        return Severity.of(severity == null || severity.isBlank() ? NOT_SAID : severity);
    }

    private static @Nullable String fixedIn(@Nullable String version) {
        return version == null || version.isBlank() || version.equals("NotAvailable") ? null : version;
    }

    private static @Nullable String textOrNull(@Nullable String text) {
        return text == null || text.isBlank() ? null : text(text);
    }

    private static @Nullable Double score(@Nullable String text) {
        return text == null || !text.matches("\\d{1,2}(\\.\\d+)?") ? null : Double.valueOf(text);
    }
}
