package dev.berth.promotion;

import dev.berth.arrival.StagedImageId;
import dev.berth.oci.Digest;
import dev.berth.oci.ImageReference;
import dev.berth.workspace.WorkspaceId;
import java.time.Instant;

/** The approved repository holds this digest under this tag, and it was read there. */
public record ImagePromoted(
        StagedImageId image, WorkspaceId workspace, ImageReference approved, Digest digest, Instant at) {}
