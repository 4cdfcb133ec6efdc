package dev.berth.arrival;

import dev.berth.support.Backoff;
import dev.berth.support.Setting;
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
        Setting.positive("berth.arrival.look-every", lookEvery, "10s");
        Setting.positive("berth.arrival.slowest", slowest, "60s");
        Setting.positive("berth.arrival.slowest-after-failure", slowestAfterFailure, "5m");
        Setting.notNegative("berth.arrival.after-session", afterSession, "2m");
        Setting.positive("berth.arrival.reconcile-every", reconcileEvery, "1h");
        Setting.atLeastOne("berth.arrival.readings-a-poll", readingsAPoll, "100");
    }

    Backoff whileQuiet() {
        return Backoff.doubling(lookEvery, slowest);
    }

    Backoff afterFailures() {
        return Backoff.doubling(lookEvery, slowestAfterFailure);
    }
}
