package dev.berth.operations;

import java.util.Map;

/** A part of an image's way, or of the work around it, in which something can wait. */
enum Stage {
    /** Staging repositories that cannot be read, or not wholly. */
    ARRIVAL("arrival"),
    /** Images beyond what a workspace may have open at once. */
    HELD("held"),
    SCANNING("scanning"),
    REVIEW("review"),
    PROMOTION("promotion"),
    /** Sessions that were taken back and that AWS does not yet refuse. */
    REVOCATION("revocation"),
    /** Durable tasks of whatever stage that fail, are overdue, or are held by a replica that is silent. */
    LATE_TASKS("late-tasks");

    /** A task that is not named here belongs to no image's way, such as a check of the audit trail. */
    private static final Map<String, String> OF_TASKS = Map.of(
            "watch-staging", "arrival",
            "reconcile-staging", "arrival",
            "ask-scanner", "scanning",
            "ask-scanner-again", "scanning",
            "judge-anew", "review",
            "promotion", "promotion",
            "promotion-sweep", "promotion",
            "refuse-revoked-session", "revocation");

    private final String label;

    Stage(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }

    static String labelOf(String task) {
        return OF_TASKS.getOrDefault(task, "other");
    }
}
