package dev.berth.arrival;

import dev.berth.oci.Digest;
import dev.berth.oci.Tag;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A time during which a tag named an image, as far as Berth saw it. A tag that moves away and back gives two.
 *
 * @param supersededAt when the tag was seen to name something else
 * @param deletedAt when the tag was seen to be gone from staging
 * @param replacedBy what the tag named already when the image was first seen, so that Berth only infers that the image had it; null
 *     where Berth saw it
 */
public record StagedTag(
        Tag tag,
        Instant since,
        @Nullable Instant supersededAt,
        @Nullable Instant deletedAt,
        @Nullable Digest replacedBy) {

    public StagedTag(Tag tag, Instant since, @Nullable Instant supersededAt, @Nullable Instant deletedAt) {
        this(tag, since, supersededAt, deletedAt, null);
    }

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

    /** Whether another image had taken the tag before a poll saw this one. */
    public boolean isUnseen() {
        return replacedBy != null;
    }

    public boolean isCurrent() {
        return state() == State.CURRENT;
    }
}
