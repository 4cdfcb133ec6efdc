package dev.berth.scanning;

import dev.berth.arrival.StagedImageId;

/** Every platform of the image has an outcome, good or not; published again where a later look finds another one. */
public record ScanFinished(StagedImageId image) {}
