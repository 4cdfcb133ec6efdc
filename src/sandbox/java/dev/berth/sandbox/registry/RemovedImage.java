package dev.berth.sandbox.registry;

import dev.berth.oci.Digest;
import dev.berth.oci.Tag;
import java.util.List;

/** What a deletion took: a tag alone, or the image with all its tags. */
public record RemovedImage(Digest digest, List<Tag> tags, boolean manifestRemoved) {

    public RemovedImage {
        tags = List.copyOf(tags);
    }
}
