package dev.berth.review;

import dev.berth.arrival.StagedImage;
import dev.berth.arrival.StagedTag;
import dev.berth.workspace.Workspace;
import java.util.List;

/** One image before an admin. */
record ReviewPage(
        StagedImage image,
        Workspace workspace,
        List<StagedTag> tags,
        Standing standing,
        Judgement judgement,
        List<ScannedPlatform> platforms,
        boolean own) {

    public boolean isOpen() {
        return standing instanceof Standing.WaitsForReview && !own;
    }
}
