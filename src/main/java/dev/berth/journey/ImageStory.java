package dev.berth.journey;

import dev.berth.review.ScannedPlatform;
import dev.berth.workspace.Workspace;
import java.util.List;

/** One image's whole story. */
record ImageStory(
        ImageSummary summary,
        Workspace workspace,
        boolean own,
        String size,
        List<ScannedPlatform> platforms,
        List<Moment> moments) {}
