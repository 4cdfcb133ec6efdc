package dev.berth.guide;

import dev.berth.oci.Digest;
import java.time.Instant;

/** What a tag names already, so that a push under it takes it away. */
public record TagHolder(Place place, Digest digest, Instant since) {

    public enum Place {
        STAGING,
        APPROVED
    }
}
