package dev.berth.arrival;

/** A digest is in staging that was not there before; once for each digest of a workspace. */
public record ImageArrived(StagedImageId image) {}
