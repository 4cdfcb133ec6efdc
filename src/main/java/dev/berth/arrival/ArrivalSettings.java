package dev.berth.arrival;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How often staging is looked into.
 *
 * @param lookEvery between looks while somebody may push
 * @param slowest what the distance grows to while nobody may push and an image is still on its way
 * @param slowestAfterFailure what the distance grows to while the registry does not answer
 * @param afterSession how long after a push session's end a push that was under way may still come in
 * @param reconcileEvery how often every workspace is polled, whether anything is expected or not; they are spread evenly
 *     over this time
 * @param readingsAPoll how many digests that are not known yet one poll of a workspace reads; the next one goes on
 */
@ConfigurationProperties("berth.arrival")
record ArrivalSettings(
        @DefaultValue("10s") Duration lookEvery,
        @DefaultValue("60s") Duration slowest,
        @DefaultValue("5m") Duration slowestAfterFailure,
        @DefaultValue("2m") Duration afterSession,
        @DefaultValue("1h") Duration reconcileEvery,
        @DefaultValue("100") int readingsAPoll) {

    ArrivalSettings {
        positive("look-every", lookEvery);
        positive("slowest", slowest);
        positive("slowest-after-failure", slowestAfterFailure);
        positive("reconcile-every", reconcileEvery);
        if (readingsAPoll < 1) {
            throw new IllegalArgumentException("berth.arrival.readings-a-poll must be at least 1, such as 100.");
        }
        if (afterSession.isNegative()) {
            throw new IllegalArgumentException("berth.arrival.after-session must not be negative, such as 2m.");
        }
    }

    /** Twice as far apart with every step, from {@link #lookEvery} up to this. */
    Duration growing(int steps, Duration upTo) {
        Duration grown = lookEvery.multipliedBy(1L << Math.clamp(steps, 0, 20));
        return grown.compareTo(upTo) < 0 ? grown : upTo;
    }

    private static void positive(String key, Duration value) {
        if (!value.isPositive()) {
            throw new IllegalArgumentException(
                    "berth.arrival.%s must be longer than nothing, such as 10s.".formatted(key));
        }
    }
}
