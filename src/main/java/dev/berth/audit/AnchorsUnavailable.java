package dev.berth.audit;

import org.jspecify.annotations.Nullable;

/** A place for anchors neither takes nor gives any; the message is a sentence for an admin. */
public final class AnchorsUnavailable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public AnchorsUnavailable(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
