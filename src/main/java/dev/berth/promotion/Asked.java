package dev.berth.promotion;

import dev.berth.promotion.PromotionState.Failed;
import dev.berth.promotion.PromotionState.GivenUp;
import dev.berth.review.Standing;
import java.util.Locale;
import java.util.Optional;

/** What comes of asking for a promotion anew, and so whether a page offers to. */
public enum Asked {
    QUEUED,
    ON_ITS_WAY,
    /** An admin has to try again what was given up. */
    GIVEN_UP,
    /** The tag does not name the image in staging: it has to be pushed. */
    NOT_IN_STAGING,
    NOT_CLEARED;

    /**
     * @param latest of the image under the tag
     * @param staged whether the tag names the image in staging
     */
    public static Asked of(Optional<Promotion> latest, boolean staged, Standing standing) {
        if (latest.filter(Promotion::isOpen).isPresent()) {
            return ON_ITS_WAY;
        }
        if (latest.filter(promotion -> isGivenUp(promotion, standing)).isPresent()) {
            return GIVEN_UP;
        }
        if (!staged) {
            return NOT_IN_STAGING;
        }
        return standing.isCleared() ? QUEUED : NOT_CLEARED;
    }

    private static boolean isGivenUp(Promotion promotion, Standing standing) {
        return promotion.state() instanceof Failed ? promotion.isStuck(standing) : promotion.state() instanceof GivenUp;
    }

    /** By which pages find its words. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
