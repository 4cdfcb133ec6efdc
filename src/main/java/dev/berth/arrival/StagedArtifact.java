package dev.berth.arrival;

import dev.berth.oci.Digest;
import dev.berth.oci.Tag;
import dev.berth.workspace.WorkspaceId;
import java.time.Instant;
import java.util.List;

/**
 * Something in staging that is no image to promote.
 *
 * @param type the media type by which it was named, as whoever pushed it wrote it
 * @param tags those that name it now; not all where there are very many
 */
public record StagedArtifact(
        WorkspaceId workspace, Digest digest, ArtifactKind kind, String type, List<Tag> tags, Instant seenAt) {

    public StagedArtifact {
        tags = List.copyOf(tags);
    }
}
