package dev.berth.review;

import static dev.berth.promotion.Rooms.finding;
import static dev.berth.promotion.Rooms.person;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.arrival.StagedImageId;
import dev.berth.identity.NameHolders;
import dev.berth.identity.NameHolders.Pin;
import dev.berth.identity.People;
import dev.berth.identity.Person;
import dev.berth.identity.Role;
import dev.berth.promotion.Promotions;
import dev.berth.promotion.Rooms;
import dev.berth.promotion.Rooms.Image;
import dev.berth.promotion.UpperRoomsTest;
import dev.berth.review.Clearances.Clearance;
import dev.berth.review.DecideReview.Outcome;
import dev.berth.scanning.Finding;
import dev.berth.scanning.ScanReports;
import dev.berth.web.PageAt;
import dev.berth.web.PlainText;
import dev.berth.web.RowKey;
import dev.berth.web.Rows;
import dev.berth.workspace.Workspace;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@UpperRoomsTest
class ReviewFlowTests {

    private static final Person DAVE = person("dave", Role.RESEARCHER, Role.ADMIN);
    private static final Finding CRITICAL = finding("CVE-2024-3094", "CRITICAL");
    private static final Finding LOW = finding("CVE-2023-1", "LOW");

    @Autowired
    private Rooms rooms;

    @Autowired
    private Reviews reviews;

    @Autowired
    private ReviewQueue queue;

    @Autowired
    private DecideReview decide;

    @Autowired
    private ReviewPages pages;

    @Autowired
    private Clearances clearances;

    @Autowired
    private Promotions promotions;

    @Autowired
    private JudgeImage judge;

    @Autowired
    private JudgeAnew anew;

    @Autowired
    private ScanReports reports;

    @Autowired
    private NameHolders names;

    @Autowired
    private JdbcClient jdbc;

    @Test
    void anImageWithoutACriticalFindingIsClearedByThePolicy() {
        Image image = rooms.anImage(rooms.aWorkspace(), "v1");
        rooms.scanned(image, LOW);

        assertThat(reviews.standing(image.id())).isInstanceOf(Standing.ClearedByPolicy.class);
        assertThat(promotions.ofImage(image.id())).hasSize(1);
    }

    @Test
    void anImageWithACriticalFindingWaitsInTheQueue() {
        Image image = rooms.anImage(rooms.aWorkspace(), "v1");
        rooms.scanned(image, CRITICAL);

        assertThat(reviews.standing(image.id())).isInstanceOf(Standing.WaitsForReview.class);
        assertThat(inTheQueue()).contains(image.id());
        assertThat(promotions.ofImage(image.id())).isEmpty();
    }

    @Test
    void invariant2_anImageThatWasNotScannedIsNeverCleared() {
        Image image = rooms.anImage(rooms.aWorkspace(), "v1");
        rooms.notScanned(image);

        assertThat(reviews.standing(image.id())).isInstanceOf(Standing.WaitsForReview.class);
        assertThat(promotions.ofImage(image.id())).isEmpty();
    }

    @Test
    void theSameFindingsJudgedTwiceChangeNothing() {
        Image image = rooms.anImage(rooms.aWorkspace(), "v1");
        rooms.scanned(image, LOW);
        rooms.scanned(image, LOW);

        assertThat(reviews.history(image.id())).hasSize(1);
        assertThat(rooms.audited(image, "image")).containsExactly("image.tagged", "image.judged");
        assertThat(rooms.audited(image, "promotion")).containsExactly("promotion.queued");
    }

    @Test
    void anApprovedImageIsPromoted() {
        Image image = waiting();

        assertThat(approve(DAVE, image)).isInstanceOf(Outcome.Decided.class);

        assertThat(reviews.standing(image.id())).isInstanceOf(Standing.Approved.class);
        assertThat(promotions.ofImage(image.id())).hasSize(1);
        assertThat(rooms.audited(image, "image")).endsWith("image.approved");
        assertThat(clearances.check(image.id())).isInstanceOf(Clearance.Holds.class);
    }

    @Test
    void aRejectedImageIsNot() {
        Image image = waiting();

        assertThat(decide.decide(DAVE, command(image, false, "Too old"))).isInstanceOf(Outcome.Decided.class);

        assertThat(reviews.standing(image.id())).isInstanceOf(Standing.Rejected.class);
        assertThat(promotions.ofImage(image.id())).isEmpty();
        assertThat(clearances.check(image.id())).isInstanceOf(Clearance.Lapsed.class);
    }

    @Test
    void invariant6_nobodyDecidesOnTheirOwnImageHoweverTheirNameIsSpelled() {
        String name = "frank" + System.nanoTime();
        Image image = rooms.anImage(rooms.aWorkspaceOf(name), "v1");
        rooms.scanned(image, CRITICAL);

        Outcome outcome = approve(person(name.toUpperCase(Locale.ROOT), Role.ADMIN), image);

        assertThat(outcome)
                .isEqualTo(new Outcome.Refused("This image is your own. Another admin has to decide on it."));
        assertThat(reviews.standing(image.id())).isInstanceOf(Standing.WaitsForReview.class);
        assertThat(promotions.ofImage(image.id())).isEmpty();
    }

    @Test
    void invariant6_aSecondAccountWithTheResearchersAddressDecidesNothing() {
        Workspace workspace = rooms.aWorkspace();
        Image image = rooms.anImage(workspace, "v1");
        rooms.scanned(image, CRITICAL);
        Person second = People.person(
                "another", "another", workspace.email().toUpperCase(Locale.ROOT), Role.RESEARCHER, Role.ADMIN);

        assertThat(approve(second, image))
                .isEqualTo(new Outcome.Refused("This image is your own. Another admin has to decide on it."));
        assertThat(reviews.standing(image.id())).isInstanceOf(Standing.WaitsForReview.class);
        assertThat(pages.page(second, image.id()).orElseThrow().own()).isTrue();
    }

    @Test
    void invariant6_whoHeldTheNameBeforeItWasHandedOverDecidesNothing() {
        Workspace workspace = rooms.aWorkspace();
        String username = workspace.username().value();
        Image image = rooms.anImage(workspace, "v1");
        rooms.scanned(image, CRITICAL);
        Person before = People.person("before-" + username, "elsewhere", "elsewhere@example.org", Role.ADMIN);
        Person after = People.person("after-" + username, username, workspace.email(), Role.RESEARCHER);
        names.username(before.id(), username, "", Pin.NONE);
        names.username(after.id(), username, "", Pin.THIS_PERSON);

        assertThat(approve(before, image))
                .isEqualTo(new Outcome.Refused("This image is your own. Another admin has to decide on it."));
        assertThat(pages.page(before, image.id()).orElseThrow().own()).isTrue();
        assertThat(ownInTheQueue(before, image)).isTrue();
        assertThat(ownInTheQueue(DAVE, image)).isFalse();
    }

    private boolean ownInTheQueue(Person admin, Image image) {
        PageAt at = new PageAt.Start();
        while (true) {
            Rows<ReviewPages.Row> page = pages.queue(admin, at).rows();
            Optional<ReviewPages.Row> row = page.rows().stream()
                    .filter(it -> it.image().equals(image.id()))
                    .findFirst();
            if (row.isPresent()) {
                return row.get().own();
            }
            ReviewPages.Row last = page.rows().getLast();
            at = new PageAt.After(RowKey.of(last.since(), last.image()));
        }
    }

    @Test
    void invariant6_whoIsNoAdminDecidesNothing() {
        Image image = waiting();

        assertThat(approve(person("carol", Role.STAFF), image)).isInstanceOf(Outcome.Refused.class);

        assertThat(reviews.standing(image.id())).isInstanceOf(Standing.WaitsForReview.class);
    }

    @Test
    void aDecisionNeedsAReasonOfReasonableLength() {
        Image image = waiting();

        assertThat(decide.decide(DAVE, command(image, true, "  ")))
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.field()).isEqualTo("reason"));
        assertThat(decide.decide(DAVE, command(image, true, "x".repeat(1001)))).isInstanceOf(Outcome.Refused.class);
        assertThat(decide.decide(DAVE, command(image, true, "No\0thing")))
                .isEqualTo(new Outcome.Refused("reason", PlainText.REFUSAL));
        assertThat(decide.decide(DAVE, command(image, true, "x".repeat(1000)))).isInstanceOf(Outcome.Decided.class);
    }

    @Test
    void theReasonOfADecisionIsKeptInLinesAndTheEndOfALineIsOneCharacter() {
        Image image = waiting();

        assertThat(decide.decide(DAVE, command(image, true, "x\r\n".repeat(499) + "yz")))
                .isInstanceOf(Outcome.Decided.class);

        assertThat(reviews.standing(image.id()))
                .isInstanceOfSatisfying(
                        Standing.Approved.class,
                        approved -> assertThat(approved.decision().reason()).isEqualTo("x\n".repeat(499) + "yz"));
    }

    @Test
    void invariant8_aFormThatShowsOtherFindingsDecidesNothing() {
        Image image = waiting();
        DecideReview.Command stale = command(image, true, "Known and accepted");
        rooms.scanned(image, CRITICAL, LOW);

        assertThat(decide.decide(DAVE, stale))
                .isEqualTo(new Outcome.Refused("The findings have changed since you opened this page: look again."));
    }

    @Test
    void invariant8_anApprovalDoesNotHoldForOtherFindings() {
        Image image = waiting();
        approve(DAVE, image);

        rooms.scanned(image, CRITICAL, finding("CVE-2026-1", "CRITICAL"));

        assertThat(reviews.standing(image.id())).isInstanceOf(Standing.WaitsForReview.class);
        assertThat(clearances.check(image.id())).isInstanceOf(Clearance.Lapsed.class);
    }

    @Test
    void invariant8_anApprovalHoldsAgainWhenTheFindingsAreAgainTheSame() {
        Image image = waiting();
        approve(DAVE, image);
        rooms.scanned(image, CRITICAL, LOW);

        rooms.scanned(image, CRITICAL);

        assertThat(reviews.standing(image.id())).isInstanceOf(Standing.Approved.class);
        assertThat(clearances.check(image.id())).isInstanceOf(Clearance.Holds.class);
    }

    @Test
    void invariant8_anApprovalUnderAnEarlierPolicyDoesNotHold() {
        Image image = waiting();
        approve(DAVE, image);
        pretendThatThePolicyWasAnother(image);

        assertThat(clearances.check(image.id())).isInstanceOf(Clearance.Lapsed.class);

        assertThat(reviews.standing(image.id())).isInstanceOf(Standing.WaitsForReview.class);
        assertThat(rooms.audited(image, "image")).endsWith("image.approved", "image.judged");
    }

    @Test
    void whatWaitsUnderAnEarlierPolicyIsJudgedAnewByItself() {
        Image clear = rooms.anImage(rooms.aWorkspace(), "v1");
        rooms.notScanned(clear);
        Image waits = waiting();
        Image rejected = waiting();
        decide.decide(DAVE, command(rejected, false, "No"));
        Image untagged = waiting();
        rooms.untag(untagged, "v1");
        List.of(clear, waits, rejected, untagged).forEach(this::pretendThatThePolicyWasAnother);
        pretendThatItWasScannedClean(clear);

        anew.all();
        anew.all();

        assertThat(reviews.standing(clear.id())).isInstanceOf(Standing.ClearedByPolicy.class);
        assertThat(promotions.ofImage(clear.id())).hasSize(1);
        assertThat(reviews.standing(waits.id())).isInstanceOf(Standing.WaitsForReview.class);
        assertThat(reviews.history(waits.id())).hasSize(2);
        assertThat(reviews.standing(rejected.id())).isInstanceOf(Standing.Rejected.class);
        assertThat(reviews.history(untagged.id())).hasSize(1);
    }

    @Test
    void anImageThatCannotBeJudgedKeepsNoOtherFromItAndIsNamedInTheEnd() {
        Image broken = waiting();
        Image waits = waiting();
        List.of(broken, waits).forEach(this::pretendThatThePolicyWasAnother);
        jdbc.sql("delete from staged_platform where image_id = :image")
                .param("image", broken.id().value())
                .update();
        try {
            assertThatThrownBy(anew::all)
                    .isInstanceOf(NotJudged.class)
                    .hasMessage("Images that could not be judged (1): " + broken.id())
                    .hasSuppressedException(
                            new IllegalArgumentException("An image has platforms, or a reason why none could be read"));
            assertThat(reviews.history(waits.id())).hasSize(2);
        } finally {
            jdbc.sql("""
                    insert into staged_platform (image_id, position, digest, os, architecture)
                    values (:image, 0, :digest, 'linux', 'amd64')""")
                    .param("image", broken.id().value())
                    .param("digest", broken.digest().value())
                    .update();
        }
    }

    @Test
    void invariant8_aFormThatShowsAnotherPolicyDecidesNothing() {
        Image image = waiting();
        pretendThatThePolicyWasAnother(image);

        assertThat(approve(DAVE, image))
                .isEqualTo(new Outcome.Refused(
                        "The promotion policy has changed. The image was judged anew: look again."));
        assertThat(reviews.standing(image.id())).isInstanceOf(Standing.WaitsForReview.class);
        assertThat(approve(DAVE, image)).isInstanceOf(Outcome.Decided.class);
    }

    @Test
    void invariant8_anotherDigestWithTheSameFindingsInheritsNoApproval() {
        Image approved = waiting();
        approve(DAVE, approved);

        Image other = rooms.anImage(approved.workspace(), "v2");
        rooms.scanned(other, CRITICAL);

        assertThat(reviews.standing(other.id())).isInstanceOf(Standing.WaitsForReview.class);
        assertThat(promotions.ofImage(other.id())).isEmpty();
    }

    @Test
    void invariant5_ofAJudgementAndAScanAtOnceTheLastSpeaksOfTheLatestFindings() throws Exception {
        try (ExecutorService replicas = Executors.newFixedThreadPool(2)) {
            for (int round = 0; round < 15; round++) {
                Image image = waiting();
                pretendThatThePolicyWasAnother(image);
                CyclicBarrier together = new CyclicBarrier(2);
                List<Callable<Boolean>> both = List.of(
                        () -> {
                            together.await();
                            judge.judge(image.id());
                            return true;
                        },
                        () -> {
                            together.await();
                            rooms.scanned(image, LOW);
                            return true;
                        });
                for (Future<Boolean> end : replicas.invokeAll(both)) {
                    end.get();
                }
                assertThat(reviews.latest(image.id()).orElseThrow().fingerprint())
                        .isEqualTo(reports.of(image.id()).fingerprint());
            }
        }
    }

    @Test
    void anImageThatNoTagNamesAnyMoreLeavesTheQueue() {
        Image older = waiting();
        Image newer = rooms.anImage(older.workspace());
        rooms.tag(newer, "v1");

        assertThat(inTheQueue()).doesNotContain(older.id());
        rooms.tag(older, "v2");
        assertThat(inTheQueue()).contains(older.id());
    }

    @Test
    void whatThePolicyClearedIsNotForAnAdminToDecide() {
        Image image = rooms.anImage(rooms.aWorkspace(), "v1");
        rooms.scanned(image);

        assertThat(approve(DAVE, image)).isInstanceOf(Outcome.Refused.class);
    }

    @Test
    void invariant5_ofTwoDecisionsAtOnceOneCounts() throws Exception {
        try (ExecutorService admins = Executors.newFixedThreadPool(2)) {
            for (int round = 0; round < 10; round++) {
                Image image = waiting();
                CyclicBarrier together = new CyclicBarrier(2);
                List<Callable<Outcome>> decisions = List.of(
                        () -> {
                            together.await();
                            return approve(DAVE, image);
                        },
                        () -> {
                            together.await();
                            return decide.decide(person("erin", Role.ADMIN), command(image, false, "No"));
                        });
                int decided = 0;
                for (Future<Outcome> outcome : admins.invokeAll(decisions)) {
                    decided += outcome.get() instanceof Outcome.Decided ? 1 : 0;
                }
                assertThat(decided).isOne();
                assertThat(reviews.decisions(image.id())).hasSize(1);
                assertThat(promotions.ofImage(image.id()))
                        .hasSize(reviews.standing(image.id()).isCleared() ? 1 : 0);
            }
        }
    }

    @Test
    void theQueueGivesItsPagesOldestFirst() {
        Image first = waiting();
        Image second = waiting();

        List<ReviewQueue.Waiting> all = queue.page(new PageAt.Start(), 10_000).rows();

        assertThat(all).isSortedAccordingTo((a, b) -> a.since().compareTo(b.since()));
        assertThat(queue.count().value()).isEqualTo(Math.min(100, all.size()));
        assertThat(all).extracting(ReviewQueue.Waiting::image).contains(first.id(), second.id());
        ReviewQueue.Waiting oldest = all.getFirst();
        assertThat(queue.page(new PageAt.After(RowKey.of(oldest.since(), oldest.image())), 1)
                        .rows())
                .containsExactly(all.get(1));
    }

    private void pretendThatItWasScannedClean(Image image) {
        jdbc.sql("update platform_scan set outcome = 'SCANNED', completed_at = now() where image_id = :image")
                .param("image", image.id().value())
                .update();
    }

    private void pretendThatThePolicyWasAnother(Image image) {
        for (String table : List.of("verdict", "review_decision")) {
            jdbc.sql("update " + table + " set policy = 'no-critical-0' where image_id = :image")
                    .param("image", image.id().value())
                    .update();
        }
    }

    private Image waiting() {
        Image image = rooms.anImage(rooms.aWorkspace(), "v1");
        rooms.scanned(image, CRITICAL);
        return image;
    }

    private Outcome approve(Person admin, Image image) {
        return decide.decide(admin, command(image, true, "Known and accepted"));
    }

    private DecideReview.Command command(Image image, boolean approve, String reason) {
        Judgement judgement = reviews.latest(image.id()).orElseThrow();
        return new DecideReview.Command(
                image.id(),
                judgement.fingerprint().value(),
                judgement.policy().value(),
                approve ? ReviewDecision.Kind.APPROVED : ReviewDecision.Kind.REJECTED,
                reason);
    }

    private List<StagedImageId> inTheQueue() {
        return queue.page(new PageAt.Start(), 10_000).rows().stream()
                .map(ReviewQueue.Waiting::image)
                .toList();
    }
}
