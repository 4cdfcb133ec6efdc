package dev.berth.promotion;

import static dev.berth.promotion.Rooms.finding;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.arrival.StagedImageId;
import dev.berth.catalogue.ApprovedImages;
import dev.berth.identity.Person;
import dev.berth.identity.Role;
import dev.berth.oci.Tag;
import dev.berth.promotion.Rooms.Image;
import dev.berth.web.PageAt;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.springframework.beans.factory.annotation.Autowired;

@UpperRoomsTest
class KilledPromotionFlowTests {

    private static final Tag V1 = Tag.of("v1");

    @Autowired
    private Rooms rooms;

    @Autowired
    private FakeRegistry registry;

    @Autowired
    private Promotions promotions;

    @Autowired
    private PromoteImage promote;

    @Autowired
    private ApprovedImages catalogue;

    @Autowired
    private QueuePromotions queue;

    @Autowired
    private InstantSource clock;

    @BeforeEach
    void undisturbed() {
        registry.reset();
    }

    @Test
    void thereAreMoreThanTenMomentsAtWhichAPromotionCanBeKilled() {
        assertThat(momentsOfAnUndisturbedPromotion()).hasSizeGreaterThanOrEqualTo(10);
    }

    /** Before and after each remote call; what a database transaction left undone is as if killed before the next call. */
    @TestFactory
    List<DynamicTest> invariant5_killedAtAnyMomentAndRunAgainItIsToldOnce() {
        List<String> moments = momentsOfAnUndisturbedPromotion();
        return java.util.stream.IntStream.range(0, moments.size())
                .mapToObj(moment -> DynamicTest.dynamicTest(
                        "killed %s (%d)".formatted(readable(moments.get(moment)), moment), () -> killedAt(moment)))
                .toList();
    }

    @TestFactory
    List<DynamicTest> invariant5_killedTwiceInARowItIsToldOnce() {
        return List.of(1, 3, 5, 7, 9).stream()
                .map(moment -> DynamicTest.dynamicTest("killed at " + moment + " and at once again", () -> {
                    Image image = cleared();
                    kill(image, moment);
                    kill(image, 1);
                    runAgain(image);
                }))
                .toList();
    }

    /** The tag stands, so it is not as if nothing had happened; and what is not cleared is not called approved either. */
    @Test
    void invariant8_killedAfterItsTagWasSetAndNoLongerClearedAnAdminSeesThatTheTagWasLeft() {
        Image image = killedAfterItsTagWasSet();
        rooms.scanned(image, finding("CVE-2024-3094", "CRITICAL"));
        registry.reset();
        promote.promote(theOne(image).id());

        assertThat(theOne(image).state())
                .isInstanceOfSatisfying(
                        PromotionState.TagLeft.class,
                        left -> assertThat(left.reason())
                                .isEqualTo(
                                        "An admin has to look at the image again. The approved tag had been set just before:"
                                                + " an admin has to delete it in the approved repository, or clear the image, and then"
                                                + " try again."));
        assertThat(registry.moments()).doesNotContain("before tagging", "before copying");
        assertThat(catalogue.of(Set.of(image.id()))).isEmpty();
        assertThat(rooms.audited(image, "promotion"))
                .containsExactly("promotion.queued", "promotion.started", "promotion.verified", "promotion.tag-left");
        assertThat(inTrouble()).contains(image.id());

        rooms.tag(rooms.anImage(image.workspace()), "v1");
        assertThat(inTrouble()).contains(image.id());
    }

    @Test
    void aTagThatWasLeftIsLookedAtAgainWhenAnAdminSaysSo() {
        Image image = killedAfterItsTagWasSet();
        rooms.scanned(image, finding("CVE-2024-3094", "CRITICAL"));
        registry.reset();
        promote.promote(theOne(image).id());
        Person dave = Rooms.person("dave", Role.ADMIN);

        assertThat(queue.tryAgain(dave, theOne(image).id())).isTrue();
        promote.promote(theOne(image).id());
        assertThat(theOne(image).state()).isInstanceOf(PromotionState.TagLeft.class);

        registry.tags.remove(image.workspace().approved() + ":" + V1);
        assertThat(queue.tryAgain(dave, theOne(image).id())).isTrue();
        promote.promote(theOne(image).id());
        assertThat(theOne(image).state()).isInstanceOf(PromotionState.Lapsed.class);
        assertThat(inTrouble()).doesNotContain(image.id());
    }

    @Test
    void aTagThatWasLeftIsRecordedOnceTheImageIsClearedAgain() {
        Image image = killedAfterItsTagWasSet();
        rooms.scanned(image, finding("CVE-2024-3094", "CRITICAL"));
        registry.reset();
        promote.promote(theOne(image).id());

        rooms.scanned(image);
        rooms.promote(image);

        assertThat(catalogue.of(Set.of(image.id()))).hasSize(1);
        assertThat(inTrouble()).doesNotContain(image.id());
    }

    private Image killedAfterItsTagWasSet() {
        int afterTagging = momentsOfAnUndisturbedPromotion().indexOf("after tagging");
        Image image = cleared();
        kill(image, afterTagging);
        assertThat(registry.tagged(image.workspace().approved(), V1)).contains(image.digest());
        return image;
    }

    private List<StagedImageId> inTrouble() {
        return promotions.inTrouble(clock.instant(), new PageAt.Start(), 1000).rows().stream()
                .map(Promotion::image)
                .toList();
    }

    private void killedAt(int moment) {
        Image image = cleared();
        kill(image, moment);
        assertThat(catalogue.of(Set.of(image.id()))).isEmpty();
        runAgain(image);
    }

    private void kill(Image image, int moment) {
        AtomicInteger left = new AtomicInteger(moment);
        registry.interfere(at -> {
            if (left.getAndDecrement() == 0) {
                throw new Killed();
            }
        });
        assertThatThrownBy(() -> promote.promote(theOne(image).id())).isInstanceOf(Killed.class);
    }

    private void runAgain(Image image) {
        registry.reset();
        promote.promote(theOne(image).id());

        assertThat(theOne(image).state()).isInstanceOf(PromotionState.Promoted.class);
        assertThat(registry.tagged(image.workspace().approved(), V1)).contains(image.digest());
        assertThat(catalogue.of(Set.of(image.id())))
                .singleElement()
                .satisfies(approved -> assertThat(approved.digest()).isEqualTo(image.digest()));
        assertThat(rooms.audited(image, "promotion"))
                .containsExactly("promotion.queued", "promotion.started", "promotion.verified", "promotion.promoted");
    }

    private List<String> momentsOfAnUndisturbedPromotion() {
        registry.reset();
        Image image = cleared();
        promote.promote(theOne(image).id());
        return registry.moments();
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

    private static String readable(String moment) {
        return moment.replaceAll("sha256:[0-9a-f]+", "the digest").replaceAll("user[0-9a-f]+", "user");
    }

    /** Nothing in the portal catches it, as nothing catches a kill. */
    private static final class Killed extends Error {}
}
