package dev.berth.arrival;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.promotion.Rooms;
import dev.berth.promotion.Rooms.Image;
import dev.berth.promotion.UpperRoomsTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@UpperRoomsTest
class OpenPromotionIsWatchedFlowTests {

    @Autowired
    private Rooms rooms;

    @Autowired
    private Watches watches;

    /** A tag that moves meanwhile supersedes the promotion: whoever pushed need not have a session any more. */
    @Test
    void whileAPromotionIsOpenItsTagsAreWatchedThoughNobodyMayPush() {
        Image image = rooms.anImage(rooms.aWorkspace(), "v1");
        assertThat(watches.next(image.workspace().id())).isEmpty();

        rooms.scanned(image);
        assertThat(watches.next(image.workspace().id())).isPresent();

        rooms.promote(image);
        assertThat(watches.next(image.workspace().id())).isEmpty();
    }
}
