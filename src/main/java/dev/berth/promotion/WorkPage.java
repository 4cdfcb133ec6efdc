package dev.berth.promotion;

import dev.berth.oci.ImageReference;
import java.util.List;

/** What an admin should look at. */
record WorkPage(List<Row> promotions, List<LateTask> tasks) {

    /** @param target where the image is to be run from */
    record Row(Promotion promotion, ImageReference target) {

        public boolean isGivenUp() {
            return promotion.state() instanceof PromotionState.Failed;
        }

        public String problem() {
            return promotion.state() instanceof PromotionState.Failed failed
                    ? failed.reason()
                    : promotion.problem() == null ? "" : promotion.problem();
        }
    }
}
