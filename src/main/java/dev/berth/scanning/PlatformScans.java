package dev.berth.scanning;

import dev.berth.arrival.StagedImageId;
import dev.berth.oci.Digest;
import dev.berth.oci.Platform;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What is stored of each platform manifest: its outcome, its findings, and the question where one is open. */
@Component
class PlatformScans {

    private final JdbcClient jdbc;

    PlatformScans(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    List<PlatformScan> of(StagedImageId image) {
        Map<String, List<Finding>> findings = findings(image);
        return jdbc.sql("select * from platform_scan where image_id = :image order by position")
                .param("image", image.value())
                .query((row, number) -> map(row, findings.getOrDefault(row.getString("digest"), List.of())))
                .list();
    }

    private Map<String, List<Finding>> findings(StagedImageId image) {
        return jdbc
                .sql("select * from scan_finding where image_id = :image order by digest, position")
                .param("image", image.value())
                .query((row, number) -> Map.entry(row.getString("digest"), mapFinding(row)))
                .list()
                .stream()
                .collect(Collectors.groupingBy(
                        Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toList())));
    }

    private static PlatformScan map(ResultSet row, List<Finding> findings) throws SQLException {
        return new PlatformScan(
                Digest.of(row.getString("digest")),
                new Platform(row.getString("os"), row.getString("architecture"), row.getString("variant")),
                outcome(row, findings),
                instant(row, "stated_at"));
    }

    private static ScanOutcome outcome(ResultSet row, List<Finding> findings) throws SQLException {
        String outcome = row.getString("outcome");
        if (outcome == null) {
            return new ScanOutcome.Waiting(row.getString("last_status"));
        }
        return OutcomeKind.valueOf(outcome).toOutcome(row.getString("reason"), instant(row, "completed_at"), findings);
    }

    private static Finding mapFinding(ResultSet row) throws SQLException {
        return new Finding(
                row.getString("vulnerability"),
                Severity.of(row.getString("severity")),
                row.getString("package_name"),
                row.getString("package_version"),
                row.getString("fixed_in"),
                row.getString("description"),
                row.getString("uri"),
                row.getObject("score", Double.class));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }

    static @Nullable Timestamp timestamp(@Nullable Instant at) {
        return at == null ? null : Timestamp.from(at);
    }

    /** How an outcome is written down. */
    enum OutcomeKind {
        SCANNED,
        NOT_SCANNED,
        CANNOT_BE_SCANNED,
        LAPSED,
        UNKNOWN;

        ScanOutcome toOutcome(@Nullable String reason, @Nullable Instant completedAt, List<Finding> findings) {
            return switch (this) {
                case SCANNED -> new ScanOutcome.Scanned(Objects.requireNonNull(completedAt), findings);
                case NOT_SCANNED -> new ScanOutcome.NotScanned(Objects.requireNonNull(reason));
                case CANNOT_BE_SCANNED -> new ScanOutcome.CannotBeScanned(Objects.requireNonNull(reason));
                case LAPSED -> new ScanOutcome.Lapsed(Objects.requireNonNull(reason));
                case UNKNOWN -> new ScanOutcome.Unknown(Objects.requireNonNull(reason));
            };
        }
    }
}
