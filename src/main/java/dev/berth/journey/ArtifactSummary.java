package dev.berth.journey;

import dev.berth.arrival.StagedArtifact;
import dev.berth.oci.Tag;
import dev.berth.workspace.Workspace;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Something that arrived and is no image, as a list shows it.
 *
 * @param running those of its tags under which an image is approved
 */
record ArtifactSummary(Workspace workspace, StagedArtifact artifact, List<Tag> running) {

    /** The tags that name it, or else its digest. */
    public String name() {
        return artifact.tags().isEmpty() ? artifact.digest().shortened() : text(artifact.tags());
    }

    public String runningName() {
        return text(running);
    }

    private static String text(List<Tag> tags) {
        return tags.stream().map(Tag::value).collect(Collectors.joining(", "));
    }
}
