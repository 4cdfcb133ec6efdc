package dev.berth.scanning;

import dev.berth.oci.Digest;
import dev.berth.oci.Platform;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How a question and its outcome stand in the table. */
final class QuestionRow {

    private QuestionRow() {}

    static Question map(ResultSet row, List<Finding> findings) throws SQLException {
        String candidate = row.getString("candidate");
        Instant candidateSince = instant(row, "candidate_since");
        return new Question(
                Digest.of(row.getString("digest")),
                platform(row),
                outcome(row, findings),
                instant(row, "stated_at"),
                instant(row, "asked_since"),
                row.getString("last_status"),
                candidate == null || candidateSince == null
                        ? null
                        : new Question.Candidate(FindingsFingerprint.of(candidate), candidateSince));
    }

    /** What was stated, without its findings. */
    static PlatformScan scan(ResultSet row) throws SQLException {
        return new PlatformScan(
                Digest.of(row.getString("digest")),
                platform(row),
                Objects.requireNonNull(outcome(row, List.of())),
                instant(row, "stated_at"));
    }

    private static Platform platform(ResultSet row) throws SQLException {
        return new Platform(row.getString("os"), row.getString("architecture"), row.getString("variant"));
    }

    static String kind(ScanOutcome outcome) {
        return switch (outcome) {
            case ScanOutcome.Waiting waiting -> throw new IllegalArgumentException("Waiting is no outcome");
            case ScanOutcome.Scanned scanned -> "SCANNED";
            case ScanOutcome.NotScanned notScanned -> "NOT_SCANNED";
            case ScanOutcome.CannotBeScanned cannot -> "CANNOT_BE_SCANNED";
            case ScanOutcome.Lapsed lapsed -> "LAPSED";
            case ScanOutcome.Unknown unknown -> "UNKNOWN";
        };
    }

    static @Nullable String reason(ScanOutcome outcome) {
        return switch (outcome) {
            case ScanOutcome.Waiting waiting -> null;
            case ScanOutcome.Scanned scanned -> null;
            case ScanOutcome.NotScanned notScanned -> notScanned.reason();
            case ScanOutcome.CannotBeScanned cannot -> cannot.reason();
            case ScanOutcome.Lapsed lapsed -> lapsed.reason();
            case ScanOutcome.Unknown unknown -> unknown.status();
        };
    }

    private static @Nullable ScanOutcome outcome(ResultSet row, List<Finding> findings) throws SQLException {
        String kind = row.getString("outcome");
        if (kind == null) {
            return null;
        }
        String reason = Objects.requireNonNullElse(row.getString("reason"), "");
        return switch (kind) {
            case "SCANNED" -> new ScanOutcome.Scanned(Objects.requireNonNull(instant(row, "completed_at")), findings);
            case "NOT_SCANNED" -> new ScanOutcome.NotScanned(reason);
            case "CANNOT_BE_SCANNED" -> new ScanOutcome.CannotBeScanned(reason);
            case "LAPSED" -> new ScanOutcome.Lapsed(reason);
            case "UNKNOWN" -> new ScanOutcome.Unknown(reason);
            default -> throw new IllegalStateException("No such outcome: " + kind);
        };
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }
}
