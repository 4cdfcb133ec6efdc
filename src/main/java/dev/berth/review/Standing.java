package dev.berth.review;

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

    record Rejected(Judgement judgement, ReviewDecision decision) implements Standing {}

    record Refused(Judgement judgement) implements Standing {}
}
