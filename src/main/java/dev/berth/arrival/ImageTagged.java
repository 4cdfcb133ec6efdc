package dev.berth.arrival;

import dev.berth.oci.Tag;

/** A tag now names this image, whether new or known: with its arrival, later, or again after another image had it. */
public record ImageTagged(StagedImageId image, Tag tag) {}
