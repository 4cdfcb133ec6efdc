package dev.berth.audit;

import org.jspecify.annotations.Nullable;

/** The audit trail ends with entries that carry no key, and they are not sealed. */
public final class UnsealedEntries extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String action;

    private UnsealedEntries(String message, String action, @Nullable Throwable cause) {
        super(message, cause);
        this.action = action;
    }

    static UnsealedEntries notWanted(long number) {
        return new UnsealedEntries(
                "The audit trail holds %d entries from before it had a key, and nothing seals them.".formatted(number),
                "If this is the first start with berth.audit.key and you take those entries as they are, start once with"
                        + " berth.audit.seal-old-entries=true. If there was a key before, somebody has replaced the table:"
                        + " compare it with a backup and with the anchors.",
                null);
    }

    /** Anchors are written of keyed entries alone. */
    static UnsealedEntries hadAKey(long number, String store) {
        return new UnsealedEntries(
                "The audit trail ends with entry %d, which carries no key, and %s holds anchors from when there was one."
                        .formatted(number, store),
                "Somebody has replaced the table, so berth.audit.seal-old-entries does not seal it: put a backup back, and"
                        + " compare it with the anchors.",
                null);
    }

    static UnsealedEntries notCompared(long number, String store, AnchorsUnavailable unavailable) {
        return new UnsealedEntries(
                "The audit trail holds %d entries without a key, and whether %s holds anchors of others cannot be seen: %s"
                        .formatted(number, store, unavailable.getMessage()),
                "Make the place for anchors readable, and start again.",
                unavailable);
    }

    /** What to do. */
    String action() {
        return action;
    }
}
