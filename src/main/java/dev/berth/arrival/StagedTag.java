package dev.berth.arrival;

import dev.berth.oci.Tag;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A time during which a tag named an image, as far as Berth saw it. A tag that moves away and back gives two.
 *
 * @param supersededAt when the tag was seen to name something else
 * @param deletedAt when the tag was seen to be gone from staging
 */
public record StagedTag(
        Tag tag,
        Instant since,
        @Nullable Instant supersededAt,
        @Nullable Instant deletedAt) {

    public enum State {
        /** The tag names the image now. */
        CURRENT,
        /** The tag names another image. */
        SUPERSEDED,
        /** The tag is gone from staging: a lifecycle rule or somebody deleted it. */
        DELETED
    }

    public State state() {
        if (supersededAt != null) {
            return State.SUPERSEDED;
        }
        return deletedAt == null ? State.CURRENT : State.DELETED;
    }

    public boolean isCurrent() {
        return state() == State.CURRENT;
    }
}
