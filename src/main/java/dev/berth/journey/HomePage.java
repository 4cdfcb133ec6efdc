package dev.berth.journey;

import dev.berth.arrival.Waiting;
import dev.berth.credentials.ListedPass;
import dev.berth.credentials.PushSession;
import dev.berth.journey.ArtifactSummaries.Arrivals;
import dev.berth.promotion.Promotion;
import dev.berth.web.BoundedCount;
import dev.berth.web.Rows;
import dev.berth.workspace.Workspace;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What each role finds first. A part that is null is not for this person.
 *
 * @param others what anybody pushed lately and is no image
 */
record HomePage(
        Mine mine,
        @Nullable Staff staff,
        @Nullable Admin admin,
        @Nullable List<ArtifactSummary> others) {

    /**
     * A researcher's own.
     *
     * @param workspace null while nobody issued them a pass
     * @param passes those that can still be used
     * @param unseen whether Berth cannot see all that was pushed
     * @param waiting what was pushed beyond a limit and waits for room; null where nothing does
     * @param others what arrived and is no image
     * @param self the address of this page of images
     */
    record Mine(
            @Nullable Workspace workspace,
            List<ListedPass> passes,
            List<PushSession> live,
            boolean unseen,
            @Nullable Waiting waiting,
            Arrivals others,
            Rows<ImageSummary> images,
            String self) {

        static final Mine NOTHING = new Mine(
                null, List.of(), List.of(), false, null, Arrivals.NONE, new Rows<>(List.of(), null, null), "/");

        /** Whether something may change by itself. */
        public boolean isMoving() {
            return !live.isEmpty()
                    || waiting != null
                    || images.rows().stream().anyMatch(image -> image.status().isMoving());
        }
    }

    /** @param passes the latest that were issued */
    record Staff(List<ListedPass> passes, List<Live> live, List<Stuck> stuck) {}

    /** A researcher who may push now. */
    record Live(Workspace workspace, Instant until) {}

    record Stuck(Workspace workspace, Promotion promotion) {}

    /**
     * @param staging how many staging repositories cannot be read
     * @param moved how many approved tags another moved
     */
    record Admin(
            BoundedCount reviews,
            BoundedCount promotions,
            BoundedCount tasks,
            BoundedCount staging,
            BoundedCount moved) {}
}
