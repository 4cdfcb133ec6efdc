package dev.berth.promotion;

import dev.berth.workspace.Workspace;

/** What was copied to the approved repository is not there any more. */
class CopyNotFound extends RuntimeException {

    CopyNotFound(Promotion promotion, Workspace workspace) {
        super("%s is not in %s any more, though it was copied there."
                .formatted(promotion.digest(), workspace.approved()));
    }
}
