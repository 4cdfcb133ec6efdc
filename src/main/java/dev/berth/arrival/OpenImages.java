package dev.berth.arrival;

import dev.berth.workspace.WorkspaceId;

/** A feature above that is at work on images: each counts against its workspace's limit until it is done. */
public interface OpenImages extends PendingImages {

    int countIn(WorkspaceId workspace);

    @Override
    default boolean anyIn(WorkspaceId workspace) {
        return countIn(workspace) > 0;
    }
}
