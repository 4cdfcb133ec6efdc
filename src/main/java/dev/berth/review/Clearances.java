package dev.berth.review;

import dev.berth.arrival.StagedImageId;

/** Whether an image may be promoted at this moment. */
public interface Clearances {

    /**
     * Looks at the scanner's findings anew, so it calls a remote service: never inside a transaction. Where the findings
     * or the policy changed since the decision, the decision does not hold and a new verdict is on its way.
     */
    Clearance check(StagedImageId image);

    /** The same where the scanner was asked within the last half minute: enough to copy, never to tag. Else it is asked. */
    Clearance recent(StagedImageId image);

    /** The same as far as it is known, without asking the scanner: enough to queue, never to copy or to tag. */
    Clearance known(StagedImageId image);

    /** Cleared with what it stands on, or the reason why not, as a sentence. */
    sealed interface Clearance {

        record Holds(String basis) implements Clearance {}

        record Lapsed(String reason) implements Clearance {}
    }
}
