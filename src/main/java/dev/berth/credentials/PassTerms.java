package dev.berth.credentials;

import java.time.Duration;
import java.time.Instant;

/** What a pass permits: so many push sessions, each so long, to be opened until then. */
public record PassTerms(int sessions, Duration sessionLength, Instant validUntil) {

    /** What AWS STS gives at least and at most. */
    static final Duration SHORTEST_SESSION = Duration.ofMinutes(15);

    static final Duration LONGEST_SESSION = Duration.ofHours(12);
    static final int MOST_SESSIONS = 20;

    public PassTerms {
        if (sessions < 1 || sessions > MOST_SESSIONS) {
            throw new IllegalArgumentException("A pass is for 1 to %d sessions.".formatted(MOST_SESSIONS));
        }
        if (sessionLength.compareTo(SHORTEST_SESSION) < 0 || sessionLength.compareTo(LONGEST_SESSION) > 0) {
            throw new IllegalArgumentException("A session lasts from 15 minutes to 12 hours.");
        }
    }
}
