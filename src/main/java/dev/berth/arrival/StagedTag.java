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

    /** Whether the tag names the image now. */
    public boolean isCurrent() {
        return supersededAt == null && deletedAt == null;
    }
}
