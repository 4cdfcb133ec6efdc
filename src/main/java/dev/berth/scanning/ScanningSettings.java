package dev.berth.scanning;

import dev.berth.support.Backoff;
import dev.berth.support.Setting;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the scanner is asked.
 *
 * @param askEvery between the first questions about an image
 * @param slowest what the distance grows to while the scanner is at it
 * @param settle how long an answer must stay the same before it is believed: findings have come in seconds after a scan was
 *     called complete
 * @param giveUpAfter when an image counts as not scanned, though a later result still changes that
 * @param askLaterEvery between questions about an image whose outcome may soon be another one, such as a scan that failed
 * @param askLaterFor how long after the image's arrival those go on
 * @param askSeldomEvery between questions after that, and about an image whose outcome may be another one some day: one that
 *     cannot be scanned, or whose findings the policy does not clear. They go on while a tag in staging names the image and
 *     another outcome would change anything
 */
@ConfigurationProperties("berth.scanning")
record ScanningSettings(
        @DefaultValue("5s") Duration askEvery,
        @DefaultValue("60s") Duration slowest,
        @DefaultValue("5s") Duration settle,
        @DefaultValue("2h") Duration giveUpAfter,
        @DefaultValue("15m") Duration askLaterEvery,
        @DefaultValue("14d") Duration askLaterFor,
        @DefaultValue("1d") Duration askSeldomEvery) {

    ScanningSettings {
        Setting.positive("berth.scanning.ask-every", askEvery, "5s");
        Setting.positive("berth.scanning.slowest", slowest, "60s");
        Setting.positive("berth.scanning.settle", settle, "5s");
        Setting.positive("berth.scanning.give-up-after", giveUpAfter, "2h");
        Setting.positive("berth.scanning.ask-later-every", askLaterEvery, "15m");
        Setting.notNegative("berth.scanning.ask-later-for", askLaterFor, "14d");
        Setting.positive("berth.scanning.ask-seldom-every", askSeldomEvery, "1d");
    }

    Backoff backoff() {
        return new Backoff(askEvery, 1.5, slowest);
    }
}
