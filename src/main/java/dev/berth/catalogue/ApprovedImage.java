package dev.berth.catalogue;

import dev.berth.arrival.StagedImageId;
import dev.berth.oci.Digest;
import dev.berth.oci.ImageReference;
import dev.berth.oci.Tag;
import dev.berth.workspace.WorkspaceId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One digest that a workflow may, or might once, run under one tag.
 *
 * @param uri by tag, since that is what the workflow side's list of allowed images matches
 * @param replacedAt when another digest took the tag
 */
public record ApprovedImage(
        StagedImageId image,
        WorkspaceId workspace,
        Tag tag,
        ImageReference uri,
        Digest digest,
        Instant approvedAt,
        @Nullable Instant replacedAt) {

    public boolean isCurrent() {
        return replacedAt == null;
    }

    /** The line that runs it, for {@code nextflow.config} or a process. */
    public String nextflow() {
        return "process.container = '%s'".formatted(uri);
    }
}
