package dev.berth.scanning;

import dev.berth.arrival.StagedImageId;

/** A module above that knows whether another result would still change anything for an image. */
public interface WantedResults {

    Wanted wanted(StagedImageId image);

    enum Wanted {
        /** The image is not cleared, and a better result may clear it. */
        ANY,
        /** The image is cleared: only a result where there is none may still change that. */
        MISSING,
        /** A person said no, which no result changes. */
        NONE
    }
}
