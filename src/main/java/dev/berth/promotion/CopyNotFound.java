package dev.berth.promotion;

import dev.berth.workspace.Workspace;

/** What was put into the approved repository is not what stands there. */
class CopyNotFound extends RuntimeException {

    CopyNotFound(Promotion promotion, Workspace workspace) {
        super("%s does not stand in %s as %s after it was put there."
                .formatted(promotion.digest(), workspace.approved(), promotion.tag()));
    }
}
