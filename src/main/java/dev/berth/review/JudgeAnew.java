package dev.berth.review;

import org.springframework.stereotype.Component;

/** What was left to an admin, or refused, under an earlier policy may be clear under this one. */
@Component
class JudgeAnew {

    private final PromotionPolicy policy;
    private final Reviews reviews;
    private final JudgeImage judge;

    JudgeAnew(PromotionPolicy policy, Reviews reviews, JudgeImage judge) {
        this.policy = policy;
        this.reviews = reviews;
        this.judge = judge;
    }

    /** Each image in a transaction of its own. What is cleared already is judged anew when it is copied. */
    void all() {
        reviews.notClearUnderAnother(policy.version()).forEach(judge::judge);
    }
}
