package dev.berth.review;

import static dev.berth.promotion.Rooms.finding;
import static dev.berth.promotion.Rooms.person;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.arrival.StagedImageId;
import dev.berth.arrival.StagedImages;
import dev.berth.identity.Person;
import dev.berth.identity.Role;
import dev.berth.oci.Tag;
import dev.berth.promotion.Rooms;
import dev.berth.promotion.Rooms.Image;
import dev.berth.promotion.UpperRoomsTest;
import dev.berth.review.DecideReview.Outcome;
import dev.berth.review.ReviewDecision.Kind;
import dev.berth.scanning.Finding;
import dev.berth.web.PageAt;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What becomes of each decision when something changes after it. */
@UpperRoomsTest
class DecisionHoldsFlowTests {

    private static final Person DAVE = person("dave", Role.ADMIN);
    private static final Finding CRITICAL = finding("CVE-2024-3094", "CRITICAL");
    private static final Finding LOW = finding("CVE-2023-1", "LOW");

    /**
     * How the image stands in the end: cleared and promoted by the policy (C) or by approval (A); or not: waits (W), rejected
     * (R), rejected and asked about again (Q).
     */
    private static final String TABLE = """
            what changes after                             | undecided | cleared | approved | rejected | lifted | kept
            NOTHING                                        | W         | C       | A        | R        | W      | R
            FINDINGS_GONE                                  | C         | C       | C        | R        | C      | R
            FINDINGS_GONE_AND_BACK                         | W         | C       | A        | R        | W      | R
            MORE_FINDINGS                                  | W         | W       | W        | R        | W      | R
            FINDING_OF_UNKNOWN_SEVERITY                    | W         | W       | W        | R        | W      | R
            SCAN_FAILS                                     | W         | W       | W        | R        | W      | R
            SCAN_IS_UNSUPPORTED                            | W         | W       | W        | R        | W      | R
            SCAN_LAPSES                                    | W         | W       | W        | R        | W      | R
            SCAN_HAS_AN_UNKNOWN_STATUS                     | W         | W       | W        | R        | W      | R
            SCAN_FAILS_AND_IS_CLEAN_LATER                  | C         | C       | C        | R        | C      | R
            SCAN_IS_UNSUPPORTED_AND_CLEAN_LATER            | C         | C       | C        | R        | C      | R
            SCAN_LAPSES_AND_IS_CLEAN_LATER                 | C         | C       | C        | R        | C      | R
            SCAN_FAILS_AND_IS_AS_BEFORE_LATER              | W         | C       | A        | R        | W      | R
            OTHER_POLICY                                   | W         | C       | W        | R        | W      | R
            OTHER_POLICY_AND_FINDINGS_GONE                 | C         | C       | C        | R        | C      | R
            ANOTHER_TAG                                    | W         | C       | A        | Q        | W      | Q
            ANOTHER_TAG_AND_FINDINGS_GONE                  | C         | C       | C        | Q        | C      | Q
            FINDINGS_GONE_AND_ANOTHER_TAG                  | C         | C       | C        | Q        | C      | Q
            ANOTHER_TAG_THAT_IS_DELETED                    | W         | C       | A        | R        | W      | R
            TAG_DELETED                                    | W         | C       | A        | R        | W      | R
            TAG_DELETED_AND_PUSHED_AGAIN                   | W         | C       | A        | Q        | W      | Q
            TAG_MOVED_AWAY_AND_BACK                        | W         | C       | A        | Q        | W      | Q
            TAG_MOVED_TO_ANOTHER_DIGEST                    | W         | C       | A        | R        | W      | R
            THE_OTHER_DIGEST_OF_THE_SAME_TAG               | W         | C       | W        | W        | W      | W
            THE_SAME_DIGEST_IN_ANOTHER_WORKSPACE           | W         | C       | W        | W        | W      | W
            """;

    @Autowired
    private Rooms rooms;

    @Autowired
    private Reviews reviews;

    @Autowired
    private ReviewQueue queue;

    @Autowired
    private DecideReview decide;

    @Autowired
    private JudgeImage judge;

    @Autowired
    private StagedImages images;

    @Autowired
    private JdbcClient jdbc;

    @AfterEach
    void undisturbed() {
        rooms.interfere(null);
    }

    enum Decided {
        UNDECIDED,
        CLEARED,
        APPROVED,
        REJECTED,
        LIFTED,
        KEPT
    }

    enum Change {
        NOTHING,
        FINDINGS_GONE,
        FINDINGS_GONE_AND_BACK,
        MORE_FINDINGS,
        FINDING_OF_UNKNOWN_SEVERITY,
        SCAN_FAILS,
        SCAN_IS_UNSUPPORTED,
        SCAN_LAPSES,
        SCAN_HAS_AN_UNKNOWN_STATUS,
        SCAN_FAILS_AND_IS_CLEAN_LATER,
        SCAN_IS_UNSUPPORTED_AND_CLEAN_LATER,
        SCAN_LAPSES_AND_IS_CLEAN_LATER,
        SCAN_FAILS_AND_IS_AS_BEFORE_LATER,
        OTHER_POLICY,
        OTHER_POLICY_AND_FINDINGS_GONE,
        ANOTHER_TAG,
        ANOTHER_TAG_AND_FINDINGS_GONE,
        FINDINGS_GONE_AND_ANOTHER_TAG,
        ANOTHER_TAG_THAT_IS_DELETED,
        TAG_DELETED,
        TAG_DELETED_AND_PUSHED_AGAIN,
        TAG_MOVED_AWAY_AND_BACK,
        TAG_MOVED_TO_ANOTHER_DIGEST,
        THE_OTHER_DIGEST_OF_THE_SAME_TAG,
        THE_SAME_DIGEST_IN_ANOTHER_WORKSPACE
    }

    @TestFactory
    Stream<DynamicTest> invariant8_everyDecisionAndWhateverChangesAfterIt() {
        List<String[]> lines =
                TABLE.lines().skip(1).map(line -> line.split(" *\\| *")).toList();
        assertThat(lines)
                .extracting(cells -> cells[0])
                .containsExactlyElementsOf(
                        Stream.of(Change.values()).map(Enum::name).toList());
        return lines.stream()
                .flatMap(cells -> IntStream.range(0, Decided.values().length).mapToObj(column -> {
                    Decided decided = Decided.values()[column];
                    Change change = Change.valueOf(cells[0]);
                    return DynamicTest.dynamicTest(
                            decided + " × " + change + " = " + cells[column + 1].strip(),
                            () -> assertThat(inTheEnd(decided, change)).isEqualTo(cells[column + 1].strip()));
                }));
    }

    private String inTheEnd(Decided decided, Change change) {
        Finding before = decided == Decided.CLEARED ? LOW : CRITICAL;
        Image image = rooms.anImage(rooms.aWorkspace(), "v1");
        rooms.scanned(image, before);
        decided(decided, image);
        Image looked = changed(change, image, before);
        rooms.promote(looked);

        Standing standing = reviews.standing(looked.id());
        List<String> tags = images.currentTags(looked.id()).stream()
                .map(Tag::value)
                .sorted()
                .toList();
        assertThat(rooms.approvedTags(looked)).isEqualTo(standing.isCleared() ? tags : List.of());
        String letter = switch (standing) {
            case Standing.ClearedByPolicy cleared -> "C";
            case Standing.Approved approved -> "A";
            case Standing.WaitsForReview waits -> "W";
            case Standing.Rejected rejected -> rejected.pushedAgainAs().isEmpty() ? "R" : "Q";
            case Standing.Refused refused -> "-";
            case Standing.Unjudged unjudged -> "?";
        };
        assertThat(inTheQueue().contains(looked.id()))
                .as("in the queue")
                .isEqualTo(!tags.isEmpty() && (letter.equals("W") || letter.equals("Q")));
        return letter;
    }

    private void decided(Decided decided, Image image) {
        switch (decided) {
            case UNDECIDED, CLEARED -> {}
            case APPROVED -> decide(image, Kind.APPROVED);
            case REJECTED -> decide(image, Kind.REJECTED);
            case LIFTED -> {
                decide(image, Kind.REJECTED);
                decide(image, Kind.LIFTED);
            }
            case KEPT -> {
                decide(image, Kind.REJECTED);
                rooms.tag(image, "again");
                decide(image, Kind.KEPT);
            }
        }
    }

    /** @return the image that the table speaks of */
    private Image changed(Change change, Image image, Finding before) {
        switch (change) {
            case NOTHING -> {}
            case FINDINGS_GONE -> rooms.scanned(image);
            case FINDINGS_GONE_AND_BACK -> {
                rooms.scanned(image);
                rooms.scanned(image, before);
            }
            case MORE_FINDINGS -> rooms.scanned(image, before, finding("CVE-2026-1", "CRITICAL"));
            case FINDING_OF_UNKNOWN_SEVERITY -> rooms.scanned(image, finding("CVE-2026-1", "PURPLE"));
            case SCAN_FAILS -> rooms.notScanned(image);
            case SCAN_IS_UNSUPPORTED -> rooms.cannotBeScanned(image);
            case SCAN_LAPSES -> rooms.lapsed(image);
            case SCAN_HAS_AN_UNKNOWN_STATUS -> rooms.saidSomethingUnknown(image);
            case SCAN_FAILS_AND_IS_CLEAN_LATER -> {
                rooms.notScanned(image);
                rooms.scanned(image);
            }
            case SCAN_IS_UNSUPPORTED_AND_CLEAN_LATER -> {
                rooms.cannotBeScanned(image);
                rooms.scanned(image);
            }
            case SCAN_LAPSES_AND_IS_CLEAN_LATER -> {
                rooms.lapsed(image);
                rooms.scanned(image);
            }
            case SCAN_FAILS_AND_IS_AS_BEFORE_LATER -> {
                rooms.notScanned(image);
                rooms.scanned(image, before);
            }
            case OTHER_POLICY -> otherPolicy(image);
            case OTHER_POLICY_AND_FINDINGS_GONE -> {
                otherPolicy(image);
                rooms.scanned(image);
            }
            case ANOTHER_TAG -> rooms.tag(image, "v2");
            case ANOTHER_TAG_AND_FINDINGS_GONE -> {
                rooms.tag(image, "v2");
                rooms.scanned(image);
            }
            case FINDINGS_GONE_AND_ANOTHER_TAG -> {
                rooms.scanned(image);
                rooms.tag(image, "v2");
            }
            case ANOTHER_TAG_THAT_IS_DELETED -> {
                rooms.tag(image, "v2");
                rooms.untag(image, "v2");
            }
            case TAG_DELETED -> rooms.untag(image, "v1");
            case TAG_DELETED_AND_PUSHED_AGAIN -> {
                rooms.untag(image, "v1");
                rooms.tag(image, "v1");
            }
            case TAG_MOVED_AWAY_AND_BACK -> {
                rooms.tag(rooms.anImage(image.workspace()), "v1");
                rooms.tag(image, "v1");
            }
            case TAG_MOVED_TO_ANOTHER_DIGEST -> rooms.tag(rooms.anImage(image.workspace()), "v1");
            case THE_OTHER_DIGEST_OF_THE_SAME_TAG -> {
                Image other = rooms.anImage(image.workspace());
                rooms.tag(other, "v1");
                rooms.scanned(other, before);
                return other;
            }
            case THE_SAME_DIGEST_IN_ANOTHER_WORKSPACE -> {
                Image other = rooms.anImage(rooms.aWorkspace(), image.digest(), "v1");
                rooms.scanned(other, before);
                return other;
            }
        }
        return image;
    }

    /** What was judged and decided, was so under another policy; the image is judged anew. */
    private void otherPolicy(Image image) {
        for (String table : List.of("verdict", "review_decision")) {
            jdbc.sql("update " + table + " set policy = 'no-critical-0' where image_id = :image")
                    .param("image", image.id().value())
                    .update();
        }
        judge.judge(image.id());
    }

    /** As seen: an admin rejected what could not be scanned, and 24 s after the scanner answered it was promoted. */
    @Test
    void invariant8_aRejectionOfAnImageThatWasNotScannedHoldsWhenTheScannerAnswersCleanLater() {
        Image image = rooms.anImage(rooms.aWorkspace(), "v1");
        rooms.notScanned(image);
        decide(image, Kind.REJECTED);

        rooms.scanned(image);
        rooms.promote(image);

        assertThat(reviews.standing(image.id())).isInstanceOf(Standing.Rejected.class);
        assertThat(rooms.approvedTags(image)).isEmpty();
    }

    @Test
    void liftingARejectionOfWhatThePolicyClearsPromotesItUnderEachOfItsTags() {
        Image image = rejected();
        rooms.scanned(image);
        rooms.tag(image, "v2");

        decide(image, Kind.LIFTED);
        rooms.promote(image);

        assertThat(reviews.standing(image.id())).isInstanceOf(Standing.ClearedByPolicy.class);
        assertThat(rooms.approvedTags(image)).containsExactly("v1", "v2");
        assertThat(rooms.audited(image, "rejection")).containsExactly("rejection.lifted");
    }

    /** Nobody asks about what is rejected, so the findings may be old. */
    @Test
    void whatWaitsAfterARejectionWasLiftedIsAskedAboutAnew() {
        Image image = rejected();

        decide(image, Kind.LIFTED);

        assertThat(rooms.audited(image, "scan")).endsWith("scan.reopened");
    }

    @Test
    void anApprovalFromBeforeARejectionDoesNotComeBackWhenTheRejectionIsLifted() {
        Image image = rooms.anImage(rooms.aWorkspace(), "v1");
        rooms.scanned(image, CRITICAL);
        decide(image, Kind.APPROVED);
        rooms.scanned(image, CRITICAL, LOW);
        decide(image, Kind.REJECTED);
        rooms.scanned(image, CRITICAL);
        decide(image, Kind.LIFTED);
        rooms.promote(image);

        assertThat(reviews.standing(image.id())).isInstanceOf(Standing.WaitsForReview.class);
        assertThat(rooms.approvedTags(image)).isEmpty();
    }

    @Test
    void whatIsKeptRejectedLeavesTheQueueUntilItIsPushedOnceMore() {
        Image image = rejected();
        rooms.tag(image, "v2");
        assertThat(pushedAgainAs(image)).containsExactly(Tag.of("v2"));

        decide(image, Kind.KEPT);
        assertThat(pushedAgainAs(image)).isEmpty();

        rooms.tag(image, "v3");
        assertThat(pushedAgainAs(image)).containsExactly(Tag.of("v3"));
        assertThat(reviews.decisions(image.id()))
                .extracting(ReviewDecision::kind)
                .containsExactly(Kind.REJECTED, Kind.KEPT);
        assertThat(rooms.audited(image, "rejection")).containsExactly("rejection.kept");
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void invariant6_nobodyDecidesAnythingOnTheirOwnRejectedImage(Kind kind) {
        String name = "frank" + System.nanoTime();
        Image image = rooms.anImage(rooms.aWorkspaceOf(name), "v1");
        rooms.scanned(image, CRITICAL);
        decide(image, Kind.REJECTED);
        rooms.tag(image, "v2");

        assertThat(outcome(person(name, Role.ADMIN), image, kind, "It is mine"))
                .isEqualTo(new Outcome.Refused("This image is your own. Another admin has to decide on it."));
        assertThat(outcome(person("carol", Role.STAFF), image, kind, "I am staff"))
                .isInstanceOf(Outcome.Refused.class);
        assertThat(reviews.decisions(image.id())).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"LIFTED", "KEPT"})
    void aRejectionIsLiftedAndKeptWithAReasonOnly(Kind kind) {
        Image image = rejected();
        rooms.tag(image, "v2");

        assertThat(outcome(DAVE, image, kind, " "))
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.field()).isEqualTo("reason"));
    }

    @Test
    void whatDoesNotFitHowTheImageStandsIsRefused() {
        Image waiting = rooms.anImage(rooms.aWorkspace(), "v1");
        rooms.scanned(waiting, CRITICAL);
        Image rejected = rejected();

        assertThat(outcome(DAVE, waiting, Kind.LIFTED, "No")).isInstanceOf(Outcome.Refused.class);
        assertThat(outcome(DAVE, waiting, Kind.KEPT, "No")).isInstanceOf(Outcome.Refused.class);
        assertThat(outcome(DAVE, rejected, Kind.KEPT, "Nobody asked")).isInstanceOf(Outcome.Refused.class);
        assertThat(outcome(DAVE, rejected, Kind.APPROVED, "Around it")).isInstanceOf(Outcome.Refused.class);
        assertThat(outcome(DAVE, rejected, Kind.REJECTED, "Twice")).isInstanceOf(Outcome.Refused.class);
        assertThat(reviews.decisions(waiting.id())).isEmpty();
        assertThat(reviews.decisions(rejected.id())).hasSize(1);
    }

    /** Whatever the registry was being asked when the no came: the last moment is the one before the tag is looked up again. */
    @Test
    void invariant8_aRejectionStopsAPromotionThatIsOnItsWay() {
        Image undisturbed = approvedOnItsWay();
        List<String> seen = new ArrayList<>();
        rooms.interfere(seen::add);
        rooms.promote(undisturbed);
        rooms.interfere(null);
        assertThat(rooms.approvedTags(undisturbed)).containsExactly("v1");
        int beforeTagging = seen.indexOf("before tagging");
        assertThat(beforeTagging).isGreaterThan(6);

        for (int moment = 0; moment < beforeTagging; moment++) {
            Image image = approvedOnItsWay();
            int[] countdown = {moment};
            rooms.interfere(at -> {
                if (countdown[0]-- == 0) {
                    rooms.scanned(image, CRITICAL, LOW);
                    decide(image, Kind.REJECTED);
                    rooms.scanned(image, CRITICAL);
                }
            });
            rooms.promote(image);
            rooms.interfere(null);
            rooms.promote(image);

            assertThat(rooms.approvedTags(image))
                    .as("rejected at " + seen.get(moment))
                    .isEmpty();
            assertThat(rooms.audited(image, "promotion")).endsWith("promotion.lapsed");
        }
    }

    /** The approved tag that names the image already is no reason to pass over a no that came since. */
    @Test
    void invariant8_aRejectionStopsAPromotionWhoseApprovedTagNamesTheImageAlready() {
        for (String moment : List.of("before copying", "after copying")) {
            Image image = approvedOnItsWay();
            rooms.promote(image);
            rooms.tag(image, "v1");
            rooms.interfere(at -> {
                if (at.equals(moment)) {
                    rooms.scanned(image, CRITICAL, LOW);
                    decide(image, Kind.REJECTED);
                    rooms.scanned(image, CRITICAL);
                }
            });
            rooms.promote(image);
            rooms.interfere(null);

            assertThat(rooms.audited(image, "promotion"))
                    .as("rejected " + moment)
                    .containsSubsequence("promotion.promoted", "promotion.queued", "promotion.lapsed")
                    .endsWith("promotion.lapsed");
        }
    }

    @Test
    void invariant8_aRejectionThatComesWhileTheScannerIsAskedStopsThePromotionToo() {
        Image image = approvedOnItsWay();
        rooms.whileTheScannerIsAsked(image, () -> {
            rooms.scanned(image, CRITICAL, LOW);
            decide(image, Kind.REJECTED);
            rooms.scanned(image, CRITICAL);
        });
        rooms.promote(image);

        assertThat(rooms.approvedTags(image)).isEmpty();
        assertThat(rooms.audited(image, "promotion"))
                .containsExactly("promotion.queued", "promotion.started", "promotion.lapsed");
    }

    private Image approvedOnItsWay() {
        Image image = rooms.anImage(rooms.aWorkspace(), "v1");
        rooms.scanned(image, CRITICAL);
        decide(image, Kind.APPROVED);
        return image;
    }

    private Image rejected() {
        Image image = rooms.anImage(rooms.aWorkspace(), "v1");
        rooms.scanned(image, CRITICAL);
        decide(image, Kind.REJECTED);
        return image;
    }

    private List<Tag> pushedAgainAs(Image image) {
        List<Tag> again = reviews.standing(image.id()) instanceof Standing.Rejected rejected
                ? rejected.pushedAgainAs()
                : List.of();
        assertThat(inTheQueue().contains(image.id())).isEqualTo(!again.isEmpty());
        return again;
    }

    private void decide(Image image, Kind kind) {
        assertThat(outcome(DAVE, image, kind, "Because")).isInstanceOf(Outcome.Decided.class);
    }

    private Outcome outcome(Person admin, Image image, Kind kind, String reason) {
        Judgement judgement = reviews.latest(image.id()).orElseThrow();
        return decide.decide(
                admin,
                new DecideReview.Command(
                        image.id(),
                        judgement.fingerprint().value(),
                        judgement.policy().value(),
                        kind,
                        reason));
    }

    private List<StagedImageId> inTheQueue() {
        return queue.page(new PageAt.Start(), 10_000).rows().stream()
                .map(ReviewQueue.Waiting::image)
                .toList();
    }
}
