package dev.berth.promotion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.catalogue.ApprovedImage;
import dev.berth.catalogue.ApprovedImages;
import dev.berth.identity.Role;
import dev.berth.oci.RepositoryName;
import dev.berth.oci.Tag;
import dev.berth.promotion.PromoteImage.Progress;
import dev.berth.promotion.Rooms.Image;
import dev.berth.testing.MutableClock;
import dev.berth.web.PageAt;
import dev.berth.workspace.Workspace;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@UpperRoomsTest
class PromotedTagFlowTests {

    private static final Tag V1 = Tag.of("v1");
    private static final List<String> EVERY_STEP =
            List.of("promotion.queued", "promotion.started", "promotion.verified", "promotion.promoted");

    @Autowired
    private Rooms rooms;

    @Autowired
    private FakeRegistry registry;

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
    private MutableClock clock;

    @BeforeEach
    void undisturbed() {
        registry.reset();
    }

    @Test
    void aTagPushedAgainAfterTheScanIsNeverPromotedToTheOlderImage() {
        Image older = cleared();
        Image newer = rooms.anImage(older.workspace());
        rooms.pushTag(newer, "v1");

        assertThat(promote.promote(theOne(older).id())).isInstanceOf(Progress.Later.class);
        rooms.noticeTag(newer, "v1");
        assertThat(promote.promote(theOne(older).id())).isInstanceOf(Progress.Finished.class);

        assertThat(theOne(older).state()).isInstanceOf(PromotionState.Superseded.class);
        assertThat(audited(older))
                .containsExactly("promotion.queued", "promotion.started", "promotion.verified", "promotion.superseded");
        assertThat(registry.tagged(older.workspace().approved(), V1)).isEmpty();
    }

    @Test
    void aTagThatIsKnownToNameAnotherImageIsNotCopiedFor() {
        Image older = cleared();
        rooms.tag(rooms.anImage(older.workspace()), "v1");

        promote.promote(theOne(older).id());

        assertThat(theOne(older).state()).isInstanceOf(PromotionState.Superseded.class);
        assertThat(registry.moments()).isEmpty();
    }

    @Test
    void invariant1_aTagPushedAgainWhileTheOlderImageIsCopiedNeverNamesWhatIsNotScanned() {
        Image older = cleared();
        Image newer = rooms.anImage(older.workspace());
        registry.interfere(moment -> {
            if (moment.equals("after copying")) {
                rooms.tag(newer, "v1");
            }
        });

        assertThat(promote.promote(theOne(older).id())).isInstanceOf(Progress.Finished.class);

        assertThat(theOne(older).state()).isInstanceOf(PromotionState.Superseded.class);
        assertThat(registry.tagged(older.workspace().approved(), V1)).isEmpty();
        assertThat(promotions.ofImage(newer.id())).isEmpty();

        rooms.scanned(newer);
        promote.promote(theOne(newer).id());
        assertThat(registry.tagged(older.workspace().approved(), V1)).contains(newer.digest());
    }

    @Test
    void aTagThatMovesAwayAndBackIsPromotedAgain() {
        Image first = promoted();
        Image second = rooms.anImage(first.workspace(), "v1");
        rooms.scanned(second);
        clock.advance(Duration.ofMinutes(1));
        promote.promote(theOne(second).id());

        clock.advance(Duration.ofMinutes(1));
        rooms.tag(first, "v1");
        promotions.ofImage(first.id()).forEach(promotion -> promote.promote(promotion.id()));

        assertThat(registry.tagged(first.workspace().approved(), V1)).contains(first.digest());
        assertThat(current(first.workspace())).extracting(ApprovedImage::digest).containsExactly(first.digest());
        assertThat(catalogue.earlier(first.workspace().id(), List.of(V1)))
                .extracting(ApprovedImage::digest)
                .containsExactly(second.digest(), first.digest());
    }

    @Test
    void aTagThatComesBackBeforeTheOtherImageHadItIsSetAgain() {
        Image first = promoted();
        Image second = rooms.anImage(first.workspace(), "v1");
        registry.interfere(moment -> {
            if (moment.equals("before tagging")) {
                registry.interfere(other -> {});
                rooms.tag(first, "v1");
            }
        });
        rooms.scanned(second);
        promote.promote(theOne(second).id());

        promotions.ofImage(first.id()).forEach(promotion -> promote.promote(promotion.id()));

        assertThat(registry.tagged(first.workspace().approved(), V1)).contains(first.digest());
        assertThat(current(first.workspace())).extracting(ApprovedImage::digest).containsExactly(first.digest());
    }

    @Test
    void anImageThatIsPushedAgainAfterItsApprovedCopyIsGoneIsPromotedAgain() {
        Image image = promoted();
        RepositoryName approved = image.workspace().approved();
        registry.manifests.remove(approved + "@" + image.digest());
        registry.tags.remove(approved + ":" + V1);

        rooms.tag(image, "v1");
        promotions.ofImage(image.id()).forEach(promotion -> promote.promote(promotion.id()));

        assertThat(registry.tagged(approved, V1)).contains(image.digest());
        assertThat(current(image.workspace())).hasSize(1);
    }

    @Test
    void anApprovedRepositoryThatIsGoneIsMadeAgain() {
        Image image = promoted();
        RepositoryName approved = image.workspace().approved();
        registry.repositories.remove(approved.value());
        registry.manifests.remove(approved + "@" + image.digest());
        registry.tags.remove(approved + ":" + V1);
        registry.reset();

        rooms.tag(image, "v1");
        promotions.ofImage(image.id()).forEach(promotion -> promote.promote(promotion.id()));

        assertThat(registry.tagged(approved, V1)).contains(image.digest());
        assertThat(registry.moments()).containsOnlyOnce("before provisioning");
    }

    @Test
    void theRepositoryIsAskedForOnceAndNotForEachImage() {
        Image first = promoted();
        registry.reset();
        Image second = rooms.anImage(first.workspace(), "v2");
        rooms.scanned(second);

        promote.promote(theOne(second).id());

        assertThat(registry.moments()).doesNotContain("before provisioning");
    }

    @Test
    void oneThatWasGivenUpIsInNobodysWayOnceAnotherImageHasItsTag() {
        Image older = cleared();
        steps.attemptFailed(theOne(older).id(), "no answer", 1);
        Image newer = rooms.anImage(older.workspace());

        rooms.tag(newer, "v1");

        assertThat(theOne(older).state()).isInstanceOf(PromotionState.Superseded.class);
        assertThat(audited(older)).containsExactly("promotion.queued", "promotion.failed", "promotion.superseded");
        assertThat(promotions
                        .inTrouble(clock.instant(), new PageAt.Start(), 1000)
                        .rows())
                .extracting(Promotion::image)
                .doesNotContain(older.id());
    }

    @Test
    void soIsOneThatTheImageItselfMadeImpossible() {
        Image older = cleared();
        steps.refused(theOne(older).id(), "It carries another image.");
        assertThat(promotions
                        .inTrouble(clock.instant(), new PageAt.Start(), 1000)
                        .rows())
                .extracting(Promotion::image)
                .contains(older.id());

        rooms.tag(rooms.anImage(older.workspace()), "v1");

        assertThat(theOne(older).state()).isInstanceOf(PromotionState.Superseded.class);
    }

    @Test
    void whatHungOnTheImageAndIsGoneLetsAnAdminTryAgain() {
        Image image = cleared();
        steps.refused(theOne(image).id(), "It carries another image.");

        assertThat(queue.tryAgain(
                        Rooms.person("dave", Role.ADMIN), theOne(image).id()))
                .isTrue();
        promote.promote(theOne(image).id());

        assertThat(registry.tagged(image.workspace().approved(), V1)).contains(image.digest());
    }

    @Test
    void anImageIsCopiedUnderOneTagAtATime() {
        Image image = rooms.anImage(rooms.aWorkspace(), "v1", "latest");
        rooms.scanned(image);
        List<Promotion> both = promotions.ofImage(image.id());
        registry.interfere(moment -> {
            if (moment.equals("before copying")) {
                registry.interfere(other -> {});
                assertThat(promote.promote(both.getLast().id())).isInstanceOf(Progress.Later.class);
            }
        });

        both.forEach(promotion -> promote.promote(promotion.id()));

        assertThat(registry.moments().stream().filter("before copying"::equals)).hasSize(2);
        assertThat(current(image.workspace())).hasSize(2);
    }

    @Test
    void invariant5_anAdminWhoTriesAgainAndATagThatComesBackDoNotBothQueueIt() throws Exception {
        try (ExecutorService replicas = Executors.newFixedThreadPool(2)) {
            for (int round = 0; round < 15; round++) {
                Image image = cleared();
                Promotion given = theOne(image);
                steps.attemptFailed(given.id(), "no answer", 1);
                CyclicBarrier together = new CyclicBarrier(2);
                List<Callable<Boolean>> both = List.of(
                        () -> {
                            together.await();
                            return queue.tryAgain(Rooms.person("dave", Role.ADMIN), given.id());
                        },
                        () -> {
                            together.await();
                            rooms.tag(image, "v1");
                            return true;
                        });
                for (Future<Boolean> end : replicas.invokeAll(both)) {
                    end.get();
                }
                assertThat(promotions.ofImage(image.id()).stream().filter(Promotion::isOpen))
                        .hasSize(1);
            }
        }
    }

    @Test
    void aTagAddedLaterToAClearedImageIsPromotedToo() {
        Image image = promoted();

        rooms.tag(image, "v2");
        promotions.ofImage(image.id()).forEach(promotion -> promote.promote(promotion.id()));

        assertThat(registry.tagged(image.workspace().approved(), Tag.of("v2"))).contains(image.digest());
    }

    @Test
    void aTagOfAnImageThatIsNotClearedWaitsForTheVerdict() {
        Image image = rooms.anImage(rooms.aWorkspace(), "v1");
        rooms.tag(image, "v2");

        assertThat(promotions.ofImage(image.id())).isEmpty();
    }

    @Test
    void ofTwoImagesPromotedToOneTagTheOneThatHoldsItInStagingWins() {
        Image older = cleared();
        Image newer = rooms.anImage(older.workspace(), "v1");
        rooms.scanned(newer);

        promote.promote(theOne(newer).id());
        promote.promote(theOne(older).id());

        assertThat(registry.tagged(older.workspace().approved(), V1)).contains(newer.digest());
        assertThat(theOne(older).state()).isInstanceOf(PromotionState.Superseded.class);
    }

    @Test
    void whileOneImageSetsATagAnotherWaits() {
        Image older = cleared();
        Image newer = rooms.anImage(older.workspace());
        registry.interfere(moment -> {
            if (moment.equals("before tagging")) {
                registry.interfere(other -> {});
                rooms.tag(newer, "v1");
                rooms.scanned(newer);
                assertThat(promote.promote(theOne(newer).id())).isInstanceOf(Progress.Later.class);
            }
        });

        promote.promote(theOne(older).id());
        assertThat(promote.promote(theOne(newer).id())).isInstanceOf(Progress.Finished.class);

        assertThat(registry.tagged(older.workspace().approved(), V1)).contains(newer.digest());
        assertThat(current(older.workspace())).extracting(ApprovedImage::digest).containsExactly(newer.digest());
    }

    @Test
    void aRunnerThatWakesUpTooLateAndTagsIsPutRight() {
        Image older = cleared();
        Image newer = rooms.anImage(older.workspace());
        registry.interfere(moment -> {
            if (moment.equals("before tagging")) {
                registry.interfere(other -> {});
                // Meanwhile another runner takes this promotion up, and a newer image comes and is promoted.
                rooms.tag(newer, "v1");
                promote.promote(theOne(older).id());
                rooms.scanned(newer);
                promote.promote(theOne(newer).id());
            }
        });

        promote.promote(theOne(older).id());
        promotions.ofImage(newer.id()).forEach(promotion -> promote.promote(promotion.id()));

        assertThat(registry.tagged(older.workspace().approved(), V1)).contains(newer.digest());
        assertThat(current(older.workspace())).extracting(ApprovedImage::digest).containsExactly(newer.digest());
    }

    @Test
    void invariant5_twoReplicasWithOnePromotionTellEachStepOnce() throws Exception {
        try (ExecutorService replicas = Executors.newFixedThreadPool(2)) {
            for (int round = 0; round < 15; round++) {
                Image image = cleared();
                PromotionId id = theOne(image).id();
                CyclicBarrier together = new CyclicBarrier(2);
                Callable<Progress> replica = () -> {
                    together.await();
                    return promote.promote(id);
                };
                for (Future<Progress> end : replicas.invokeAll(List.of(replica, replica))) {
                    assertThat(end.get()).isInstanceOf(Progress.Finished.class);
                }
                assertThat(audited(image)).isEqualTo(EVERY_STEP);
                assertThat(current(image.workspace())).hasSize(1);
            }
        }
    }

    @Test
    void invariant5_aTagAndAClearanceAtTheSameMomentAreNotBothOverlooked() throws Exception {
        try (ExecutorService replicas = Executors.newFixedThreadPool(2)) {
            for (int round = 0; round < 15; round++) {
                Image image = rooms.anImage(rooms.aWorkspace());
                CyclicBarrier together = new CyclicBarrier(2);
                Callable<Boolean> tag = () -> {
                    together.await();
                    rooms.tag(image, "v1");
                    return true;
                };
                Callable<Boolean> scan = () -> {
                    together.await();
                    rooms.scanned(image);
                    return true;
                };
                for (Future<Boolean> end : replicas.invokeAll(List.of(tag, scan))) {
                    end.get();
                }
                assertThat(promotions.ofImage(image.id())).hasSize(1);
            }
        }
    }

    private Image cleared() {
        Image image = rooms.anImage(rooms.aWorkspace(), "v1");
        rooms.scanned(image);
        return image;
    }

    private Image promoted() {
        Image image = cleared();
        promote.promote(theOne(image).id());
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
