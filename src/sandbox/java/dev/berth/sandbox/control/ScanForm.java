package dev.berth.sandbox.control;

import dev.berth.sandbox.scanner.Finding;
import dev.berth.sandbox.scanner.Scan;
import dev.berth.sandbox.scanner.ScanOverride;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is sent to override a scan; all but the status may be left out. */
record ScanForm(
        @Nullable String status,
        @Nullable String description,
        @Nullable Instant completedAt,
        @Nullable Boolean withoutCompletedAt,
        @Nullable List<FindingForm> findings) {

    private static final Set<String> FINISHED = Set.of(Scan.COMPLETE, Scan.ACTIVE);

    record FindingForm(
            @Nullable String name,
            @Nullable String severity,
            @Nullable String packageName,
            @Nullable String packageVersion,
            @Nullable String fixedInVersion,
            @Nullable Double score,
            @Nullable String description,
            @Nullable String uri) {

        Finding finding() {
            if (name == null || severity == null) {
                throw new IllegalArgumentException("A finding has a name, such as CVE-2021-44228, and a severity");
            }
            return new Finding(
                    name,
                    severity,
                    Objects.requireNonNullElse(packageName, "openssl"),
                    Objects.requireNonNullElse(packageVersion, "1.0"),
                    fixedInVersion,
                    score,
                    description,
                    uri);
        }
    }

    ScanOverride override(Instant now) {
        if (status == null || status.isBlank()) {
            throw new IllegalArgumentException("A scan has a status, such as COMPLETE, FAILED or NOT_FOUND");
        }
        boolean finished = FINISHED.contains(status) && !Boolean.TRUE.equals(withoutCompletedAt);
        return new ScanOverride(
                status,
                description,
                completedAt != null || !finished ? completedAt : now,
                findings == null
                        ? List.of()
                        : findings.stream().map(FindingForm::finding).toList());
    }
}
