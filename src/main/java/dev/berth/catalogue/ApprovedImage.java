package dev.berth.catalogue;

import dev.berth.arrival.StagedImageId;
import dev.berth.oci.Digest;
import dev.berth.oci.ImageReference;
import dev.berth.oci.Tag;
import dev.berth.workspace.WorkspaceId;
import java.time.Instant;

/**
 * One digest that a workflow may, or might once, run under one tag.
 *
 * @param uri by tag, since that is what the workflow side's list of allowed images matches
 * @param last whether no promotion gave the tag to another since, or to the same again
 */
public record ApprovedImage(
        StagedImageId image,
        WorkspaceId workspace,
        Tag tag,
        ImageReference uri,
        Digest digest,
        Instant approvedAt,
        CopyState state,
        boolean last) {

    /** Whether a workflow may run it now. */
    public boolean isAvailable() {
        return last && state instanceof CopyState.Available;
    }

    /** Whether it should be there and is not. */
    public boolean isMissing() {
        return last && !isAvailable();
    }

    /** The line that runs it, for {@code nextflow.config} or a process. */
    public String nextflow() {
        return "process.container = '%s'".formatted(uri);
    }
}
