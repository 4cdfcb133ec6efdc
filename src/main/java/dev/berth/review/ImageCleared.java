package dev.berth.review;

import dev.berth.arrival.StagedImageId;

/** The image may be promoted, by the policy or by an admin's approval. Ask {@link Clearances} again before copying. */
public record ImageCleared(StagedImageId image) {}
