package dev.berth.sandbox.scanner;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What DescribeImageScanFindings tells of one image.
 *
 * @param shape how ECR words it: basic findings, or Inspector's
 * @param status ECR's word, or whatever a test sets: {@code IN_PROGRESS}, {@code COMPLETE} (basic), {@code ACTIVE} (enhanced) …
 * @param completedAt set when a scan has finished
 * @param description ECR's reason, mostly of a failure
 */
public record Scan(
        Shape shape,
        String status,
        @Nullable String description,
        @Nullable Instant completedAt,
        List<Finding> findings) {

    public static final String IN_PROGRESS = "IN_PROGRESS";
    public static final String COMPLETE = "COMPLETE";
    public static final String ACTIVE = "ACTIVE";
    public static final String FAILED = "FAILED";
    public static final String UNSUPPORTED_IMAGE = "UNSUPPORTED_IMAGE";

    public enum Shape {
        BASIC,
        ENHANCED
    }

    public Scan {
        findings = List.copyOf(findings);
    }
}
