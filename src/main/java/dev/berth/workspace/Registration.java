package dev.berth.workspace;

import org.jspecify.annotations.Nullable;

/** What became of naming a researcher. */
public sealed interface Registration {

    /**
     * The researcher's workspace, new or known.
     *
     * @param addressBefore where the researcher was written to until now; null where that is still so
     */
    record Registered(Workspace workspace, @Nullable String addressBefore) implements Registration {}

    /** The same person is here in another case; a second repository would be one that the workflow side never looks in. */
    record SpelledOtherwise(Username known) implements Registration {

        public String sentence() {
            return "This researcher is already here as “%s”. Use that spelling: the workflow side treats both as one person."
                    .formatted(known);
        }
    }
}
