package dev.berth.review;

import dev.berth.arrival.StagedImageId;

/** The policy says something of this image that it did not say before. */
public record VerdictReached(StagedImageId image) {}
