package dev.berth.promotion;

import static dev.berth.promotion.Rooms.finding;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.catalogue.ApprovedImage;
import dev.berth.catalogue.ApprovedImages;
import dev.berth.identity.Role;
import dev.berth.oci.Registry;
import dev.berth.oci.Tag;
import dev.berth.promotion.PromoteImage.Progress;
import dev.berth.promotion.Rooms.Image;
import dev.berth.scanning.ScanLook;
import dev.berth.testing.MutableClock;
import dev.berth.web.PageAt;
import dev.berth.workspace.HomeRegistry;
import dev.berth.workspace.Workspace;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@UpperRoomsTest
class PromotionFlowTests {

    private static final Tag V1 = Tag.of("v1");
    private static final List<String> EVERY_STEP =
            List.of("promotion.queued", "promotion.started", "promotion.verified", "promotion.promoted");

    @Autowired
    private Rooms rooms;

    @Autowired
    private FakeRegistry registry;

    @Autowired
    private FakeScanner scanner;

    @Autowired
    private Promotions promotions;

    @Autowired
    private PromoteImage promote;

    @Autowired
    private PromotionSteps steps;

    @Autowired
    private QueuePromotions queue;

    @Autowired
    private ApprovedImages catalogue;

    @Autowired
    private HomeRegistry home;

    @Autowired
    private MutableClock clock;

    @Autowired
    private JdbcClient jdbc;

    @BeforeEach
    void undisturbed() {
        registry.reset();
    }

    @Test
    void aClearedImageIsPromotedUnderEachOfItsTags() {
        Image image = rooms.anImage(rooms.aWorkspace(), "v1", "latest");
        rooms.scanned(image);

        promotions.ofImage(image.id()).forEach(promotion -> promote.promote(promotion.id()));

        assertThat(registry.tagged(image.workspace().approved(), V1)).contains(image.digest());
        assertThat(registry.tagged(image.workspace().approved(), Tag.of("latest")))
                .contains(image.digest());
        Registry home = this.home.registry();
        assertThat(current(image.workspace()))
                .extracting(approved -> approved.uri().toString())
                .containsExactlyInAnyOrder(
                        home + "/" + image.workspace().approved() + ":v1",
                        home + "/" + image.workspace().approved() + ":latest");
    }

    @Test
    void theTaskIsScheduledInTheTransactionThatClearsTheImage() {
        Image image = rooms.anImage(rooms.aWorkspace(), "v1");
        rooms.scanned(image);

        assertThat(jdbc.sql(
                                "select count(*) from scheduled_tasks where task_name = 'promotion' and task_instance like '%:' || :id")
                        .param("id", theOne(image).id().toString())
                        .query(Integer.class)
                        .single())
                .isOne();
    }

    @Test
    void invariant1_theTagIsSetLastAndOnlyAfterTheDigestWasReadAtTheDestination() {
        Image image = cleared();

        promote.promote(theOne(image).id());

        String approved = image.workspace().approved().value();
        List<String> moments = registry.moments();
        assertThat(moments.indexOf("after reading " + image.digest() + " in " + approved))
                .isGreaterThan(moments.indexOf("after copying"))
                .isLessThan(moments.indexOf("before tagging"));
        assertThat(audited(image)).isEqualTo(EVERY_STEP);
    }

    @Test
    void invariant1_whatCannotBeReadAtTheDestinationGetsNoTag() {
        Image image = cleared();
        registry.interfere(moment -> {
            if (moment.equals("after copying")) {
                registry.manifests.remove(image.workspace().approved() + "@" + image.digest());
            }
        });

        assertThatThrownBy(() -> promote.promote(theOne(image).id())).isInstanceOf(NoSuchElementException.class);

        assertThat(registry.tagged(image.workspace().approved(), V1)).isEmpty();
        assertThat(theOne(image).state()).isInstanceOf(PromotionState.Copying.class);
    }

    @Test
    void invariant8_findingsThatChangedSinceTheVerdictStopThePromotion() {
        Image image = cleared();
        announced(image);
        clock.advance(Duration.ofMinutes(1));
        scanner.finds(image.digest(), finding("CVE-2024-3094", "CRITICAL"));

        assertThat(promote.promote(theOne(image).id())).isInstanceOf(Progress.Later.class);
        rooms.scanned(image, finding("CVE-2024-3094", "CRITICAL"));
        assertThat(promote.promote(theOne(image).id())).isInstanceOf(Progress.Finished.class);

        assertThat(theOne(image).state()).isInstanceOf(PromotionState.Lapsed.class);
        assertThat(audited(image)).containsExactly("promotion.queued", "promotion.started", "promotion.lapsed");
        assertThat(registry.tagged(image.workspace().approved(), V1)).isEmpty();
    }

    @Test
    void invariant8_findingsThatChangeDuringTheCopyStopItBeforeTheTag() {
        Image image = cleared();
        registry.interfere(moment -> {
            if (moment.equals("after copying")) {
                scanner.finds(image.digest(), finding("CVE-2024-3094", "CRITICAL"));
            }
        });

        assertThat(promote.promote(theOne(image).id())).isInstanceOf(Progress.Later.class);

        assertThat(registry.tagged(image.workspace().approved(), V1)).isEmpty();
    }

    @Test
    void invariant8_anAnswerOfTheScannerJustNowIsEnoughToCopyAndNotToTag() {
        Image image = cleared();
        announced(image);
        scanner.finds(image.digest(), finding("CVE-2024-3094", "CRITICAL"));

        assertThat(promote.promote(theOne(image).id())).isInstanceOf(Progress.Later.class);

        assertThat(scanner.looks(image.digest())).isOne();
        assertThat(registry.moments()).contains("after copying").doesNotContain("before tagging");
    }

    @Test
    void invariant8_theScannerIsAskedOnceWhenTheCopyBeginsAndOnceBeforeTheTag() {
        Image image = cleared();
        announced(image);
        clock.advance(Duration.ofMinutes(1));
        Map<String, Integer> looks = new HashMap<>();
        registry.interfere(moment -> looks.put(moment, scanner.looks(image.digest())));

        promote.promote(theOne(image).id());

        assertThat(looks).containsEntry("before copying", 1).containsEntry("after copying", 1);
        assertThat(looks).containsEntry("before tagging", 2).containsEntry("after tagging", 2);
        assertThat(scanner.looks(image.digest())).isEqualTo(2);
    }

    @Test
    void invariant8_anImageClearedAgainAfterALapseIsPromotedAfterAll() {
        Image image = cleared();
        rooms.scanned(image, finding("CVE-2024-3094", "CRITICAL"));
        promote.promote(theOne(image).id());

        rooms.scanned(image);
        promotions.ofImage(image.id()).forEach(promotion -> promote.promote(promotion.id()));

        assertThat(registry.tagged(image.workspace().approved(), V1)).contains(image.digest());
        assertThat(promotions.ofImage(image.id()))
                .extracting(Promotion::state)
                .hasExactlyElementsOfTypes(PromotionState.Lapsed.class, PromotionState.Promoted.class);
    }

    @Test
    void invariant2_aScannerThatDoesNotAnswerPromotesNothing() {
        Image image = cleared();
        scanner.says(image.digest(), new ScanLook.NotYet("IN_PROGRESS"));

        assertThat(promote.promote(theOne(image).id())).isInstanceOf(Progress.Later.class);

        assertThat(registry.tagged(image.workspace().approved(), V1)).isEmpty();
    }

    @Test
    void anAttemptThatFailsIsCountedAndTheLastOneGivesUpVisibly() {
        Image image = cleared();
        PromotionId id = theOne(image).id();

        for (int attempt = 1; attempt < PromotionTasks.MOST_ATTEMPTS; attempt++) {
            assertThat(steps.attemptFailed(id, "no answer", PromotionTasks.MOST_ATTEMPTS))
                    .isEqualTo(attempt);
        }
        assertThat(steps.attemptFailed(id, "no answer", PromotionTasks.MOST_ATTEMPTS))
                .isZero();

        assertThat(theOne(image).state()).isInstanceOf(PromotionState.Failed.class);
        assertThat(audited(image)).containsExactly("promotion.queued", "promotion.failed");
        assertThat(promotions
                        .inTrouble(clock.instant(), new PageAt.Start(), 1000)
                        .rows())
                .extracting(Promotion::id)
                .contains(id);
    }

    @Test
    void whatWasGivenUpIsTriedAgainWhenAnAdminSaysSo() {
        Image image = cleared();
        PromotionId id = theOne(image).id();
        steps.attemptFailed(id, "no answer", 1);

        assertThat(queue.tryAgain(Rooms.person("carol", Role.ADMIN), id)).isTrue();
        assertThat(queue.tryAgain(Rooms.person("carol", Role.ADMIN), id)).isFalse();
        promote.promote(id);

        assertThat(theOne(image).state()).isInstanceOf(PromotionState.Promoted.class);
        assertThat(audited(image))
                .containsExactly(
                        "promotion.queued",
                        "promotion.failed",
                        "promotion.retried",
                        "promotion.started",
                        "promotion.verified",
                        "promotion.promoted");
    }

    @Test
    void thePausesBetweenAttemptsGrowAndEnd() {
        assertThat(PromotionTasks.BACKOFF.after(1)).isEqualTo(Duration.ofSeconds(5));
        assertThat(PromotionTasks.BACKOFF.after(2)).isEqualTo(Duration.ofSeconds(10));
        assertThat(PromotionTasks.BACKOFF.after(50)).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void aPromotionWithoutItsTaskIsGivenAnother() {
        Image image = cleared();
        jdbc.sql("delete from scheduled_tasks where task_instance like '%:' || :id")
                .param("id", theOne(image).id().toString())
                .update();

        queue.reschedule(clock.instant().plusSeconds(1));

        assertThat(jdbc.sql("select count(*) from scheduled_tasks where task_instance like '%:' || :id")
                        .param("id", theOne(image).id().toString())
                        .query(Integer.class)
                        .single())
                .isOne();
    }

    /** As the room below leaves it when it believes the scanner. */
    private void announced(Image image) {
        jdbc.sql("""
                        update image_scan set announced_fingerprint = 'believed', announced_at = :now
                         where image_id = :image""")
                .param("now", Timestamp.from(clock.instant()))
                .param("image", image.id().value())
                .update();
    }

    private Image cleared() {
        Image image = rooms.anImage(rooms.aWorkspace(), "v1");
        rooms.scanned(image);
        return image;
    }

    private Promotion theOne(Image image) {
        List<Promotion> all = promotions.ofImage(image.id());
        assertThat(all).hasSize(1);
        return all.getFirst();
    }

    private List<ApprovedImage> current(Workspace workspace) {
        return catalogue.current(workspace.id(), new PageAt.Start(), 100).rows();
    }

    private List<String> audited(Image image) {
        return rooms.audited(image, "promotion");
    }
}
