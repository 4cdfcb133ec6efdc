package dev.berth.scanning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.oci.Digest;
import dev.berth.oci.Platform;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class QuestionTests {

    private static final Instant ASKED = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration SETTLE = Duration.ofSeconds(5);
    private static final Duration GIVE_UP_AFTER = Duration.ofHours(2);
    private static final ScanningSettings SETTINGS = new ScanningSettings(
            Duration.ofSeconds(5),
            Duration.ofSeconds(60),
            SETTLE,
            GIVE_UP_AFTER,
            Duration.ofMinutes(15),
            Duration.ofDays(14),
            Duration.ofDays(1));

    private static final ScanOutcome CLEAN = new ScanOutcome.Scanned(ASKED, List.of());
    private static final ScanOutcome CRITICAL = new ScanOutcome.Scanned(
            ASKED,
            List.of(new Finding("CVE-2024-3094", Severity.CRITICAL, "xz-utils", "5.6.0", null, null, null, null)));

    @Test
    void invariant2_aScannerThatNeverSaysTheSameTwiceIsGivenUpAndClearsNothing() {
        Question question = open(CLEAN);
        Instant at = ASKED;
        boolean clean = false;
        while (question.isOpen() && !at.isAfter(ASKED.plus(GIVE_UP_AFTER))) {
            question = question.answered(clean ? CLEAN : CRITICAL, at, SETTINGS);
            clean = !clean;
            at = at.plus(SETTLE);
        }

        assertThat(question.isOpen()).isFalse();
        assertThat(question.stated())
                .isEqualTo(new ScanOutcome.NotScanned(
                        "The scanner did not say the same twice in 2 hours. The scanner's last word: complete."));
        assertThat(question.again()).isEqualTo(Question.Again.SOON);
    }

    @Test
    void aFirstAnswerThatComesLateIsStillLookedAtTwice() {
        Instant late = ASKED.plus(GIVE_UP_AFTER);

        Question question =
                open(null).answered(CRITICAL, late, SETTINGS).answered(CRITICAL, late.plus(SETTLE), SETTINGS);

        assertThat(question.stated()).isEqualTo(CRITICAL);
    }

    @Test
    void anImageThatIsNotScannedIsNotAskedAboutAllTheTimeBecauseTheScannerCannotMakeUpItsMind() {
        ScanOutcome notScanned = new ScanOutcome.NotScanned("There was no scan result.");
        Question question = closed(notScanned).answered(CLEAN, ASKED, SETTINGS);
        assertThat(question.isOpen()).isTrue();

        question = question.answered(CRITICAL, ASKED.plus(SETTLE), SETTINGS);

        assertThat(question.isOpen()).isFalse();
        assertThat(question.stated()).isEqualTo(notScanned);
    }

    private static Question open(@Nullable ScanOutcome stated) {
        return question(stated, ASKED);
    }

    private static Question closed(ScanOutcome stated) {
        return question(stated, null);
    }

    private static Question question(@Nullable ScanOutcome stated, @Nullable Instant askedSince) {
        return new Question(
                Digest.ofContent(new byte[] {1}),
                Platform.of("linux/amd64"),
                stated,
                stated == null ? null : ASKED,
                askedSince,
                "not asked yet",
                null);
    }
}
