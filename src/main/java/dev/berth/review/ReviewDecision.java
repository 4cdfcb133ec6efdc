package dev.berth.review;

import java.time.Instant;
import java.util.Locale;

/**
 * What an admin decided. An approval holds for what the judgement beside it stands on, and for nothing else. A rejection
 * holds for the image, whatever is found or pushed later, until an admin lifts it.
 */
public record ReviewDecision(Kind kind, String reason, String decidedBy, Instant decidedAt) {

    static final int LONGEST_REASON = 1000;

    public enum Kind {
        APPROVED,
        REJECTED,
        /** The rejection holds no more: the image stands as the policy says of it. */
        LIFTED,
        /** The rejection still holds, though the image was pushed again. */
        KEPT;

        static Kind of(String name) {
            return valueOf(name.toUpperCase(Locale.ROOT));
        }

        /** Its name in tables, and by which pages find its words. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
