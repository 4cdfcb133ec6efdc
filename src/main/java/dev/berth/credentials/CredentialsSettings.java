package dev.berth.credentials;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How much a pass may permit.
 *
 * @param longestSession the longest push session that staff may choose, from 15m to 12h. AWS gives no more than 1h where
 *     Berth itself runs under a role, or where the push role's MaxSessionDuration says so; raise it where neither holds
 * @param longestPass how far ahead a pass may be valid
 * @param lostAfter after how long an opening that never ended counts as lost; its credentials were shown to nobody
 */
@ConfigurationProperties("berth.credentials")
record CredentialsSettings(
        @DefaultValue("1h") Duration longestSession,
        @DefaultValue("90d") Duration longestPass,
        @DefaultValue("5m") Duration lostAfter) {

    CredentialsSettings {
        if (longestSession.compareTo(PassTerms.SHORTEST_SESSION) < 0
                || longestSession.compareTo(PassTerms.LONGEST_SESSION) > 0) {
            throw new IllegalArgumentException(
                    "Set berth.credentials.longest-session to something from 15m to 12h: AWS gives no other sessions.");
        }
        if (longestPass.compareTo(Duration.ofDays(1)) < 0) {
            throw new IllegalArgumentException("Set berth.credentials.longest-pass to at least 1d.");
        }
        if (lostAfter.compareTo(Duration.ofMinutes(1)) < 0) {
            throw new IllegalArgumentException(
                    "Set berth.credentials.lost-after to at least 1m: a slow answer from AWS may still come until then.");
        }
    }
}
