package dev.berth.arrival;

import dev.berth.oci.Tag;

/** A tag does not name this image any more: it names another, or is gone. */
public record ImageUntagged(StagedImageId image, Tag tag) {}
