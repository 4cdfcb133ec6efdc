package dev.berth.promotion;

import dev.berth.workspace.Workspace;

/** Where approved images are kept. */
@FunctionalInterface
public interface ApprovedRegistry {

    /**
     * Makes sure that the workspace's approved repository is there; it may be already. Who may pull from it is decided
     * elsewhere: the workflow side writes the repository's policy every hour, and anything set here would be lost.
     */
    void provision(Workspace workspace);
}
