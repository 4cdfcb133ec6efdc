package dev.berth.arrival;

import dev.berth.workspace.WorkspaceId;

/** A room above that knows of images still on their way: while there are any, their tags are watched. */
public interface PendingImages {

    boolean anyIn(WorkspaceId workspace);
}
