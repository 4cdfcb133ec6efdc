package dev.berth.review;

import org.jspecify.annotations.Nullable;

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

    /** What an admin decided; null where none did. */
    default @Nullable ReviewDecision decided() {
        return switch (this) {
            case Approved it -> it.decision();
            case Rejected it -> it.decision();
            case Unjudged it -> null;
            case ClearedByPolicy it -> null;
            case WaitsForReview it -> null;
            case Refused it -> null;
        };
    }

    /** What it stands on; null before the first verdict. */
    default @Nullable Judgement judged() {
        return switch (this) {
            case Unjudged it -> null;
            case ClearedByPolicy it -> it.judgement();
            case WaitsForReview it -> it.judgement();
            case Approved it -> it.judgement();
            case Rejected it -> it.judgement();
            case Refused it -> it.judgement();
        };
    }

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
