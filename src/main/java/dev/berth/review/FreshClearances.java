package dev.berth.review;

import dev.berth.arrival.StagedImageId;
import dev.berth.review.Clearances.Clearance.Holds;
import dev.berth.review.Clearances.Clearance.Lapsed;
import dev.berth.scanning.FindingsFingerprint;
import dev.berth.scanning.FreshLook;
import java.util.function.Function;
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

    /** What stands is read once more after the scanner has answered: an admin may have rejected the image meanwhile. */
    @Override
    public Clearance check(StagedImageId image) {
        return check(image, scanner::fingerprint);
    }

    @Override
    public Clearance recent(StagedImageId image) {
        return check(image, scanner::recentFingerprint);
    }

    private Clearance check(StagedImageId image, Function<StagedImageId, FindingsFingerprint> scanner) {
        if (known(image) instanceof Lapsed lapsed) {
            return lapsed;
        }
        FindingsFingerprint fresh = scanner.apply(image);
        return switch (reviews.standing(image)) {
            case Standing.ClearedByPolicy cleared -> onlyIf(fresh, cleared.judgement(), of(cleared));
            case Standing.Approved approved -> onlyIf(fresh, approved.judgement(), of(approved));
            case Standing other -> of(other);
        };
    }

    @Override
    public Clearance known(StagedImageId image) {
        if (reviews.latest(image)
                .filter(judgement -> !judgement.policy().equals(policy.version()))
                .isPresent()) {
            judge.judge(image);
        }
        return of(reviews.standing(image));
    }

    private Clearance onlyIf(FindingsFingerprint fresh, Judgement judgement, Clearance clearance) {
        return judgement.standsOn(fresh, policy.version())
                ? clearance
                : new Lapsed("The scanner says something else than when the image was cleared.");
    }

    private static Clearance of(Standing standing) {
        return switch (standing) {
            case Standing.ClearedByPolicy cleared ->
                new Holds("cleared by the policy " + cleared.judgement().policy());
            case Standing.Approved approved ->
                new Holds("approved by " + approved.decision().decidedBy());
            case Standing.WaitsForReview waits -> new Lapsed("An admin has to look at the image again.");
            case Standing.Rejected rejected ->
                new Lapsed(
                        "%s rejected the image.".formatted(rejected.decision().decidedBy()));
            case Standing.Refused refused -> new Lapsed("The policy refuses the image.");
            case Standing.Unjudged unjudged -> new Lapsed("The policy has not judged the image.");
        };
    }
}
