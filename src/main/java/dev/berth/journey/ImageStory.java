package dev.berth.journey;

import dev.berth.oci.LeftBehind;
import dev.berth.review.ScannedPlatform;
import dev.berth.review.Standing;
import dev.berth.workspace.Workspace;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One image's whole story.
 *
 * @param taken what is no image and has one of its tags now
 * @param leftBehind what refers to the image and was not copied with it: the first few
 * @param moreLeftBehind how many more there are
 */
record ImageStory(
        ImageSummary summary,
        Workspace workspace,
        boolean own,
        String size,
        List<ArtifactSummary> taken,
        List<ScannedPlatform> platforms,
        List<LeftBehind> leftBehind,
        int moreLeftBehind,
        List<Moment> moments) {

    /** What an admin's no is about; null where there is none that holds. */
    public Standing.@Nullable Rejected rejection() {
        return summary.standing() instanceof Standing.Rejected rejected ? rejected : null;
    }
}
