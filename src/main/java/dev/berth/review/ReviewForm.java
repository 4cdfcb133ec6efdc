package dev.berth.review;

import dev.berth.arrival.StagedImageId;
import dev.berth.review.ReviewDecision.Kind;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;

/**
 * What the page of a review sends back, with what it said that the decision is made on.
 *
 * @param decision {@code approve}, {@code reject}, {@code lift} or {@code keep}
 */
record ReviewForm(String fingerprint, String policy, String decision, String reason) {

    @SuppressWarnings({"ConstantValue", "NullAway"}) // The binder passes null for what was not sent.
    ReviewForm {
        fingerprint = fingerprint == null ? "" : fingerprint;
        policy = policy == null ? "" : policy;
        decision = decision == null ? "" : decision;
        reason = reason == null ? "" : reason;
    }

    static ReviewForm empty(Judgement judgement) {
        return new ReviewForm(
                judgement.fingerprint().value(), judgement.policy().value(), "", "");
    }

    DecideReview.Command command(StagedImageId image) {
        Kind kind = switch (decision) {
            case "approve" -> Kind.APPROVED;
            case "reject" -> Kind.REJECTED;
            case "lift" -> Kind.LIFTED;
            case "keep" -> Kind.KEPT;
            default -> throw new ResponseStatusException(HttpStatus.BAD_REQUEST);
        };
        return new DecideReview.Command(image, fingerprint, policy, kind, reason);
    }
}
