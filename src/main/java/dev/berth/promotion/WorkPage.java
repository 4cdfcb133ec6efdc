package dev.berth.promotion;

import dev.berth.arrival.StagingTrouble;
import dev.berth.arrival.Waiting;
import dev.berth.oci.ImageReference;
import dev.berth.oci.RepositoryName;
import dev.berth.web.Rows;
import java.util.List;

/** What an admin should look at. */
record WorkPage(
        List<MovedTag> moved, Rows<Row> promotions, Rows<LateTask> tasks, Rows<Staging> staging, List<Waits> waiting) {

    /** Of which one may be shown from another page on. */
    enum Part {
        PROMOTIONS,
        TASKS,
        STAGING
    }

    /** @param target where the image is to be run from */
    record Row(Promotion promotion, ImageReference target) {

        public boolean isGivenUp() {
            return promotion.state() instanceof PromotionState.GivenUp;
        }

        public String problem() {
            return promotion.state() instanceof PromotionState.GivenUp end
                    ? end.reason()
                    : promotion.problem() == null ? "" : promotion.problem();
        }
    }

    /** What was pushed beyond a limit of its workspace. */
    record Waits(RepositoryName repository, Waiting waiting) {}

    record Staging(RepositoryName repository, StagingTrouble trouble) {}
}
