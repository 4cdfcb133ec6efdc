package dev.berth.review;

import java.time.Instant;

/** What an admin decided. It holds for what the judgement beside it stands on, and for nothing else. */
public record ReviewDecision(boolean approved, String reason, String decidedBy, Instant decidedAt) {

    static final int LONGEST_REASON = 1000;
}
