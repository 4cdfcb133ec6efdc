package dev.berth.arrival;

import dev.berth.workspace.WorkspaceId;

/** A feature above that is at work on images: each counts against its workspace's limit until it is done. */
public interface OpenImages {

    int countIn(WorkspaceId workspace);
}
