package dev.berth.promotion;

import dev.berth.arrival.StagedImageId;
import dev.berth.oci.Digest;
import dev.berth.oci.Tag;
import dev.berth.review.Standing;
import dev.berth.workspace.WorkspaceId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One image on its way to the approved repository under one tag.
 *
 * @param attempts how many ended with an error since it was queued
 * @param problem what went wrong the last time, a sentence, until it goes right
 */
public record Promotion(
        PromotionId id,
        StagedImageId image,
        WorkspaceId workspace,
        Digest digest,
        Tag tag,
        PromotionState state,
        int attempts,
        @Nullable String problem,
        Instant queuedAt) {

    public boolean isOpen() {
        return state instanceof PromotionState.Open;
    }

    /** Whether it is the copy that an image of this standing waits for: what is not cleared waits for something else. */
    public boolean isStuck(Standing standing) {
        return state instanceof PromotionState.Failed && standing.isCleared();
    }
}
