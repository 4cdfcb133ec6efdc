package dev.berth.workspace;

/** What became of naming a researcher. */
public sealed interface Registration {

    /** The researcher's workspace, new or known. */
    record Registered(Workspace workspace) implements Registration {}

    /** The same person is here in another case; a second repository would be one that the workflow side never looks in. */
    record SpelledOtherwise(Username known) implements Registration {

        public String sentence() {
            return "This researcher is already here as “%s”. Use that spelling: the workflow side treats both as one person."
                    .formatted(known);
        }
    }
}
