package dev.berth.promotion;

import dev.berth.arrival.StagedImageId;
import dev.berth.oci.Digest;
import dev.berth.oci.ImageReference;
import java.time.Instant;

/**
 * A tag of an approved repository that names what Berth did not put there.
 *
 * @param expected what was approved under it
 * @param found what it names instead
 */
public record MovedTag(StagedImageId image, ImageReference approved, Digest expected, Digest found, Instant since) {}
