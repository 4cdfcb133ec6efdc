package dev.berth.sandbox.cloud.ecr;

import dev.berth.oci.Tag;
import dev.berth.sandbox.cloud.identity.Account;
import dev.berth.sandbox.registry.StoredImage;
import dev.berth.sandbox.scanner.Finding;
import dev.berth.sandbox.scanner.Scan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How ECR writes findings: basic ones its own way, enhanced ones Inspector's. */
final class FindingShape {

    private FindingShape() {}

    /** Nothing where no scan has finished and there is nothing to tell. */
    static @Nullable Fields of(Scan scan, Page<Finding> page, StoredImage image, Account account) {
        if (scan.completedAt() == null && scan.findings().isEmpty()) {
            return null;
        }
        Map<String, Integer> counts = new TreeMap<>();
        scan.findings().forEach(finding -> counts.merge(finding.severity(), 1, Integer::sum));
        Fields findings = new Fields()
                .with("imageScanCompletedAt", scan.completedAt())
                .with("vulnerabilitySourceUpdatedAt", scan.completedAt())
                .with("findingSeverityCounts", counts);
        return switch (scan.shape()) {
            case BASIC -> findings.with("findings", page.map(FindingShape::basic));
            case ENHANCED ->
                findings.with("enhancedFindings", page.map(finding -> enhanced(finding, scan, image, account)));
        };
    }

    private static Map<String, Object> basic(Finding finding) {
        List<Map<String, String>> attributes = new ArrayList<>();
        attributes.add(Map.of("key", "package_name", "value", finding.packageName()));
        attributes.add(Map.of("key", "package_version", "value", finding.packageVersion()));
        if (finding.score() != null) {
            attributes.add(Map.of("key", "CVSS3_SCORE", "value", finding.score().toString()));
        }
        return new Fields()
                .with("name", finding.name())
                .with("description", finding.description())
                .with("uri", finding.uri())
                .with("severity", finding.severity())
                .with("attributes", attributes)
                .map();
    }

    private static Map<String, Object> enhanced(Finding finding, Scan scan, StoredImage image, Account account) {
        String arn = "arn:aws:inspector2:%s:%s:finding/%s"
                .formatted(account.region(), account.account(), Integer.toHexString(finding.hashCode()));
        Fields vulnerablePackage = new Fields()
                .with("name", finding.packageName())
                .with("version", finding.packageVersion())
                .with("fixedInVersion", finding.fixedInVersion())
                .with("packageManager", "OS");
        Fields details = new Fields()
                .with("vulnerabilityId", finding.name())
                .with("source", "SANDBOX")
                .with("sourceUrl", finding.uri())
                .with("cvss", finding.score() == null ? List.of() : List.of(cvss(finding.score())))
                .with("vulnerablePackages", List.of(vulnerablePackage.map()));
        return new Fields()
                .with("awsAccountId", account.account())
                .with("findingArn", arn)
                .with("type", "PACKAGE_VULNERABILITY")
                .with("status", "ACTIVE")
                .with("title", finding.name() + " - " + finding.packageName())
                .with("description", finding.description())
                .with("severity", finding.severity())
                .with("score", finding.score())
                .with("scoreDetails", finding.score() == null ? null : scoreDetails(finding.score()))
                .with("fixAvailable", finding.fixedInVersion() == null ? "NO" : "YES")
                .with("exploitAvailable", "NO")
                .with("firstObservedAt", scan.completedAt())
                .with("lastObservedAt", scan.completedAt())
                .with("updatedAt", scan.completedAt())
                .with("packageVulnerabilityDetails", details)
                .with("resources", List.of(resource(image, account)))
                .map();
    }

    private static Map<String, Object> cvss(double score) {
        return Map.of("baseScore", score, "version", "3.1", "source", "SANDBOX");
    }

    private static Map<String, Object> scoreDetails(double score) {
        return Map.of("cvss", Map.of("score", score, "version", "3.1", "scoreSource", "SANDBOX"));
    }

    private static Map<String, Object> resource(StoredImage image, Account account) {
        Fields ecr = new Fields()
                .with("repositoryName", image.repository().value())
                .with("registry", account.account())
                .with("imageHash", image.digest().value())
                .with("imageTags", image.tags().stream().map(Tag::value).toList())
                .with("pushedAt", image.pushedAt());
        return new Fields()
                .with("type", "AWS_ECR_CONTAINER_IMAGE")
                .with("id", account.repositoryArn(image.repository()) + "/" + image.digest())
                .with("details", new Fields().with("awsEcrContainerImage", ecr))
                .map();
    }
}
