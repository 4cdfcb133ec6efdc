package dev.berth.review;

import dev.berth.arrival.StagedImageId;
import dev.berth.review.Clearances.Clearance.Holds;
import dev.berth.review.Clearances.Clearance.Lapsed;
import dev.berth.scanning.FreshLook;
import org.springframework.stereotype.Component;

/** Compares what the decision stands on with what the scanner and the policy say now. */
@Component
class FreshClearances implements Clearances {

    private final PromotionPolicy policy;
    private final Reviews reviews;
    private final JudgeImage judge;
    private final FreshLook scanner;

    FreshClearances(PromotionPolicy policy, Reviews reviews, JudgeImage judge, FreshLook scanner) {
        this.policy = policy;
        this.reviews = reviews;
        this.judge = judge;
        this.scanner = scanner;
    }

    @Override
    public Clearance check(StagedImageId image) {
        if (reviews.latest(image)
                .filter(judgement -> !judgement.policy().equals(policy.version()))
                .isPresent()) {
            judge.judge(image);
        }
        return switch (reviews.standing(image)) {
            case Standing.ClearedByPolicy cleared ->
                fresh(cleared.judgement(), "cleared by the policy " + policy.version());
            case Standing.Approved approved ->
                fresh(approved.judgement(), "approved by " + approved.decision().decidedBy());
            case Standing.WaitsForReview waits -> new Lapsed("An admin has to look at the image again.");
            case Standing.Rejected rejected ->
                new Lapsed(
                        "%s rejected the image.".formatted(rejected.decision().decidedBy()));
            case Standing.Refused refused -> new Lapsed("The policy refuses the image.");
            case Standing.Unjudged unjudged -> new Lapsed("The policy has not judged the image.");
        };
    }

    private Clearance fresh(Judgement judgement, String basis) {
        return scanner.fingerprint(judgement.image()).equals(judgement.fingerprint())
                ? new Holds(basis)
                : new Lapsed("The scanner says something else than when the image was cleared.");
    }
}
