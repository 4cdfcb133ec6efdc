package dev.berth.review;

import dev.berth.oci.Tag;
import java.util.List;

/** Where an image stands between its scan and its promotion. */
public sealed interface Standing {

    /** Whether it may be promoted, as far as is known without asking the scanner again. */
    default boolean isCleared() {
        return this instanceof ClearedByPolicy || this instanceof Approved;
    }

    /** The scan has not finished. */
    record Unjudged() implements Standing {}

    record ClearedByPolicy(Judgement judgement) implements Standing {}

    record WaitsForReview(Judgement judgement) implements Standing {}

    record Approved(Judgement judgement, ReviewDecision decision) implements Standing {}

    /**
     * A person's no: it holds whatever the scanner and the policy say, until an admin lifts it.
     *
     * @param decision the rejection, or the last that kept it
     * @param pushedAgainAs tags that the image was given since, which ask about it again
     */
    record Rejected(Judgement judgement, ReviewDecision decision, List<Tag> pushedAgainAs) implements Standing {

        public Rejected {
            pushedAgainAs = List.copyOf(pushedAgainAs);
        }
    }

    record Refused(Judgement judgement) implements Standing {}

    /** The badge's look on a page. */
    default String kind() {
        return switch (this) {
            case Unjudged it -> "waiting";
            case ClearedByPolicy it -> "good";
            case WaitsForReview it -> "attention";
            case Approved it -> "good";
            case Rejected it -> "bad";
            case Refused it -> "bad";
        };
    }

    /** The name of its word among the messages. */
    default String word() {
        return switch (this) {
            case Unjudged it -> "review.standing.unjudged";
            case ClearedByPolicy it -> "review.standing.cleared";
            case WaitsForReview it -> "review.standing.waits";
            case Approved it -> "review.standing.approved";
            case Rejected it -> "review.standing.rejected";
            case Refused it -> "review.standing.refused";
        };
    }
}
