package dev.berth.aws;

import dev.berth.oci.Digest;
import dev.berth.oci.RepositoryName;
import dev.berth.scanning.Finding;
import dev.berth.scanning.ImageScanner;
import dev.berth.scanning.ScanLook;
import dev.berth.scanning.ScannerUnavailable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ecr.EcrClient;
import software.amazon.awssdk.services.ecr.model.DescribeImageScanFindingsResponse;
import software.amazon.awssdk.services.ecr.model.ImageNotFoundException;
import software.amazon.awssdk.services.ecr.model.LimitExceededException;
import software.amazon.awssdk.services.ecr.model.RepositoryNotFoundException;
import software.amazon.awssdk.services.ecr.model.ScanNotFoundException;
import software.amazon.awssdk.services.ecr.model.UnsupportedImageTypeException;

/**
 * ECR's basic and enhanced scanning. DescribeImages tells no status of enhanced and of AWS's own basic scans, and the SDK's waiter
 * knows neither ACTIVE nor a missing scan, so the findings are asked for themselves.
 */
@Component
class EcrImageScanner implements ImageScanner {

    private static final int FINDINGS_A_PAGE = 1000;

    /** Beyond that it is no scan report that anybody reads, and an incomplete one must not look complete. */
    private static final int MOST_PAGES = 100;

    private final EcrClient ecr;

    EcrImageScanner(@Lazy EcrClient ecr) {
        this.ecr = ecr;
    }

    @Override
    public ScanLook look(RepositoryName repository, Digest manifest) {
        try {
            DescribeImageScanFindingsResponse first = page(repository, manifest, null);
            return read(repository, manifest, first);
        } catch (ScanNotFoundException e) {
            return new ScanLook.NoScan();
        } catch (ImageNotFoundException | RepositoryNotFoundException e) {
            return new ScanLook.Gone();
        } catch (UnsupportedImageTypeException e) {
            return new ScanLook.Unsupported(EcrFindings.text(e.awsErrorDetails().errorMessage()));
        } catch (LimitExceededException e) {
            return new ScanLook.LimitExceeded(
                    EcrFindings.text(e.awsErrorDetails().errorMessage()));
        } catch (SdkException e) {
            throw new ScannerUnavailable(
                    "ECR does not tell the findings of %s@%s: %s".formatted(repository, manifest, e.getMessage()), e);
        }
    }

    private ScanLook read(RepositoryName repository, Digest manifest, DescribeImageScanFindingsResponse first) {
        String status = status(first);
        String description = first.imageScanStatus() == null
                ? ""
                : EcrFindings.text(first.imageScanStatus().description());
        return switch (status) {
            case "COMPLETE", "ACTIVE" -> findings(repository, manifest, first);
            case "IN_PROGRESS", "PENDING" -> new ScanLook.NotYet(status);
            case "FAILED" -> new ScanLook.Failed(description);
            case "UNSUPPORTED_IMAGE" -> new ScanLook.Unsupported(description);
            case "SCAN_ELIGIBILITY_EXPIRED" -> new ScanLook.EligibilityExpired();
            case "FINDINGS_UNAVAILABLE" -> new ScanLook.FindingsUnavailable(description);
            case "LIMIT_EXCEEDED" -> new ScanLook.LimitExceeded(description);
            case "IMAGE_ARCHIVED" -> new ScanLook.Archived();
            default -> new ScanLook.Unheard(status);
        };
    }

    /** A status alone is not believed: the scan has a time of completion, and what is counted is also listed. */
    private ScanLook findings(RepositoryName repository, Digest manifest, DescribeImageScanFindingsResponse first) {
        String status = status(first);
        Instant completedAt = completedAt(first);
        if (completedAt == null) {
            return new ScanLook.NotYet(status + " without a time of completion");
        }
        List<Finding> findings = new ArrayList<>();
        Set<String> counted = EcrFindings.counted(first.imageScanFindings());
        DescribeImageScanFindingsResponse page = first;
        for (int pages = 1; ; pages++) {
            findings.addAll(EcrFindings.of(page.imageScanFindings()));
            counted.removeAll(EcrFindings.severities(page.imageScanFindings()));
            if (page.nextToken() == null || page.nextToken().isEmpty()) {
                break;
            }
            if (pages == MOST_PAGES) {
                throw new ScannerUnavailable(
                        "%s@%s has more findings than Berth reads".formatted(repository, manifest));
            }
            page = page(repository, manifest, page.nextToken());
            if (!status(page).equals(status) || !completedAt.equals(completedAt(page))) {
                return new ScanLook.NotYet(status + ", changing");
            }
        }
        return counted.isEmpty()
                ? new ScanLook.Complete(completedAt, findings)
                : new ScanLook.NotYet(status + ", with findings counted that are not listed yet");
    }

    private DescribeImageScanFindingsResponse page(RepositoryName repository, Digest manifest, @Nullable String token) {
        return ecr.describeImageScanFindings(request -> request.repositoryName(repository.value())
                .imageId(image -> image.imageDigest(manifest.value()))
                .maxResults(FINDINGS_A_PAGE)
                .nextToken(token));
    }

    private static String status(DescribeImageScanFindingsResponse page) {
        return page.imageScanStatus() == null || page.imageScanStatus().statusAsString() == null
                ? "no status"
                : page.imageScanStatus().statusAsString();
    }

    private static @Nullable Instant completedAt(DescribeImageScanFindingsResponse page) {
        return page.imageScanFindings() == null
                ? null
                : page.imageScanFindings().imageScanCompletedAt();
    }
}
