package dev.berth.scanning;

import dev.berth.arrival.StagedImage;
import dev.berth.oci.Digest;
import dev.berth.oci.Platform;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the questions about one platform manifest stand; every answer gives the next of these. An outcome is stated when two answers
 * some seconds apart say the same.
 *
 * @param stated the outcome that stands; null before the first
 * @param askedSince since when an outcome is wanted; null where the one that stands is enough
 * @param candidate an answer that was given once
 */
record Question(
        Digest digest,
        Platform platform,
        @Nullable ScanOutcome stated,
        @Nullable Instant statedAt,
        @Nullable Instant askedSince,
        String lastStatus,
        @Nullable Candidate candidate) {

    /** What was answered, and when first. */
    record Candidate(FindingsFingerprint fingerprint, Instant since) {}

    /** What to ask about an image: each platform manifest, never the index above them. What nobody could read is answered. */
    static List<Question> about(StagedImage image, Instant now) {
        if (image.unreadable() != null) {
            ScanOutcome cannot = new ScanOutcome.CannotBeScanned(image.unreadable());
            return List.of(new Question(image.digest(), Platform.UNKNOWN, cannot, now, null, status(cannot), null));
        }
        return image.platforms().stream()
                .map(manifest ->
                        new Question(manifest.digest(), manifest.platform(), null, null, now, "not asked yet", null))
                .toList();
    }

    PlatformScan toScan() {
        return new PlatformScan(
                digest, platform, stated == null ? new ScanOutcome.Waiting(lastStatus) : stated, statedAt);
    }

    boolean isOpen() {
        return askedSince != null || candidate != null;
    }

    /** How soon another answer is likely. */
    enum Again {
        /** Within minutes or days: something went wrong, or has not begun. */
        SOON,
        /** Some day: a scanner learns to read another format, an advisory is withdrawn. */
        SELDOM
    }

    Again again() {
        return switch (stated) {
            case null -> Again.SOON;
            case ScanOutcome.Waiting waiting -> Again.SOON;
            case ScanOutcome.NotScanned notScanned -> Again.SOON;
            case ScanOutcome.Lapsed lapsed -> Again.SOON;
            case ScanOutcome.Unknown unknown -> Again.SOON;
            case ScanOutcome.CannotBeScanned cannot -> Again.SELDOM;
            case ScanOutcome.Scanned scanned -> Again.SELDOM;
        };
    }

    boolean isScanned() {
        return stated instanceof ScanOutcome.Scanned;
    }

    /** The question is asked anew; the outcome that stands is shown until there is another. */
    Question reopened(Instant now) {
        return new Question(digest, platform, stated, statedAt, now, lastStatus, null);
    }

    /** @param outcome what the scanner said at that time, {@link ScanOutcome.Waiting} where it has nothing to say yet */
    Question answered(ScanOutcome outcome, Instant at, ScanningSettings settings) {
        if (askedSince != null && at.isBefore(askedSince)) {
            return this;
        }
        if (outcome instanceof ScanOutcome.Waiting waiting) {
            return stillWaiting(waiting.status(), at, settings.giveUpAfter());
        }
        FindingsFingerprint fingerprint = FindingsFingerprint.of(outcome);
        if (candidate == null) {
            return askedSince == null && stated != null && fingerprint.equals(FindingsFingerprint.of(stated))
                    ? this
                    : first(outcome, fingerprint, at);
        }
        if (candidate.fingerprint().equals(fingerprint)) {
            return at.isBefore(candidate.since().plus(settings.settle())) ? this : closed(outcome, at, status(outcome));
        }
        return contradicted(outcome, fingerprint, at, settings.giveUpAfter());
    }

    private Question stillWaiting(String status, Instant at, Duration giveUpAfter) {
        return isOverdue(at, giveUpAfter)
                ? gaveUp("There was no scan result in %s.", status, at, giveUpAfter)
                : new Question(digest, platform, stated, statedAt, askedSince, status, null);
    }

    /** Where an outcome stands, an answer that nothing bears out leaves it standing: the next one comes when it comes. */
    private Question contradicted(
            ScanOutcome outcome, FindingsFingerprint fingerprint, Instant at, Duration giveUpAfter) {
        if (askedSince == null) {
            return new Question(digest, platform, stated, statedAt, null, lastStatus, null);
        }
        return isOverdue(at, giveUpAfter)
                ? gaveUp("The scanner did not say the same twice in %s.", status(outcome), at, giveUpAfter)
                : first(outcome, fingerprint, at);
    }

    private Question first(ScanOutcome outcome, FindingsFingerprint fingerprint, Instant at) {
        return new Question(
                digest, platform, stated, statedAt, askedSince, status(outcome), new Candidate(fingerprint, at));
    }

    private boolean isOverdue(Instant at, Duration giveUpAfter) {
        return askedSince != null && !at.isBefore(askedSince.plus(giveUpAfter));
    }

    private Question gaveUp(String what, String status, Instant at, Duration giveUpAfter) {
        String reason = "%s The scanner's last word: %s.%s"
                .formatted(
                        what.formatted(inWords(giveUpAfter)),
                        status,
                        status.equals(Answers.NO_SCAN_WITHIN_INDEX) ? " " + Answers.WITHOUT_INDEX : "");
        return closed(new ScanOutcome.NotScanned(reason), at, status);
    }

    /** The same outcome once more is no new one: it stands since it was first stated. */
    private Question closed(ScanOutcome outcome, Instant at, String status) {
        Instant since = outcome.equals(stated) ? statedAt : at;
        return new Question(digest, platform, outcome, since, null, status, null);
    }

    private static String status(ScanOutcome outcome) {
        return switch (outcome) {
            case ScanOutcome.Waiting waiting -> waiting.status();
            case ScanOutcome.Scanned scanned -> "complete";
            case ScanOutcome.NotScanned notScanned -> "not scanned";
            case ScanOutcome.CannotBeScanned cannot -> "cannot be scanned";
            case ScanOutcome.Lapsed lapsed -> "lapsed";
            case ScanOutcome.Unknown unknown -> unknown.status();
        };
    }

    private static String inWords(Duration duration) {
        return duration.toMinutes() >= 120
                ? duration.toHours() + " hours"
                : duration.toMinutes() >= 2 ? duration.toMinutes() + " minutes" : duration.toSeconds() + " seconds";
    }
}
