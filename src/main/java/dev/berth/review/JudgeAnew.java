package dev.berth.review;

import dev.berth.arrival.StagedImageId;
import java.util.LinkedHashMap;
import java.util.Map;
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

    /**
     * Each image in a transaction of its own, so that one that cannot be judged keeps none of the others from it. What is cleared
     * already is judged anew when it is copied.
     *
     * @throws NotJudged where there were such images, when the others are done
     */
    void all() {
        Map<StagedImageId, RuntimeException> failures = new LinkedHashMap<>();
        for (StagedImageId image : reviews.notClearUnderAnother(policy.version())) {
            try {
                judge.judge(image);
            } catch (RuntimeException e) {
                failures.put(image, e);
            }
        }
        if (!failures.isEmpty()) {
            throw new NotJudged(failures);
        }
    }
}
