package dev.berth.promotion;

import java.time.Instant;

/** How far one image has come under one tag. */
public sealed interface PromotionState {

    Instant since();

    /** The badge's look on a page. */
    default String kind() {
        return switch (this) {
            case Queued it -> "waiting";
            case Copying it -> "waiting";
            case Verified it -> "waiting";
            case Promoted it -> "good";
            case Superseded it -> "neutral";
            case Lapsed it -> "attention";
            case TagLeft it -> "bad";
            case Refused it -> "bad";
            case Failed it -> "bad";
        };
    }

    /** The state's name, by which pages find its words. */
    default String name() {
        return switch (this) {
            case Queued it -> "queued";
            case Copying it -> "copying";
            case Verified it -> "verified";
            case Promoted it -> "promoted";
            case Superseded it -> "superseded";
            case Lapsed it -> "lapsed";
            case TagLeft it -> "tag-left";
            case Refused it -> "refused";
            case Failed it -> "failed";
        };
    }

    default String word() {
        return "promotion.state." + name();
    }

    /** There is still something to do. */
    sealed interface Open extends PromotionState {

        /** The tag does not name this image in staging any more; under this tag, it is not promoted. */
        default Superseded supersede(Instant at) {
            return new Superseded(at);
        }

        /** What cleared the image does not hold any more. */
        default Lapsed lapse(Instant at, String reason) {
            return new Lapsed(at, reason);
        }

        /** Nor does it, but the approved tag names the image. */
        default TagLeft leaveTag(Instant at, String reason) {
            return new TagLeft(at, reason);
        }

        /** What the image itself is cannot be copied into the approved repository. */
        default Refused refuse(Instant at, String reason) {
            return new Refused(at, reason);
        }

        default Failed giveUp(Instant at, String reason) {
            return new Failed(at, reason);
        }
    }

    record Queued(Instant since) implements Open {

        Copying start(Instant at, String basis) {
            return new Copying(at, basis);
        }
    }

    /** @param basis what the clearance stood on when the copy began */
    record Copying(Instant since, String basis) implements Open {

        Verified verify(Instant at) {
            return new Verified(at, basis);
        }
    }

    /** The approved repository holds the digest, and it was read there; only the tag is missing. */
    record Verified(Instant since, String basis) implements Open {

        Promoted promote(Instant at) {
            return new Promoted(at, basis);
        }
    }

    record Promoted(Instant since, String basis) implements PromotionState {}

    record Superseded(Instant since) implements PromotionState {}

    record Lapsed(Instant since, String reason) implements PromotionState {}

    /** It ended without being promoted, and only somebody who has changed something should try again. */
    sealed interface GivenUp extends PromotionState {

        String reason();

        default Queued tryAgain(Instant at) {
            return new Queued(at);
        }

        /** Another image has the tag in staging now, so nobody waits for this one. */
        default Superseded supersede(Instant at) {
            return new Superseded(at);
        }
    }

    /** What the image is, or what hangs on it, makes it impossible; the researcher has to push another. */
    record Refused(Instant since, String reason) implements GivenUp {}

    /** Tried often enough; it waits for an admin. */
    record Failed(Instant since, String reason) implements GivenUp {}

    /**
     * The tag was set while the image was cleared, and when that was to be recorded it was not cleared any more: workflows can run
     * it until an admin deletes the tag.
     */
    record TagLeft(Instant since, String reason) implements GivenUp {}
}
