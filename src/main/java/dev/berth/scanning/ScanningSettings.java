package dev.berth.scanning;

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
        positive("ask-every", askEvery);
        positive("slowest", slowest);
        positive("settle", settle);
        positive("give-up-after", giveUpAfter);
        positive("ask-later-every", askLaterEvery);
        positive("ask-seldom-every", askSeldomEvery);
        if (askLaterFor.isNegative()) {
            throw new IllegalArgumentException("berth.scanning.ask-later-for must not be negative, such as 14d.");
        }
    }

    /** Half as far again with every step, from {@link #askEvery} up to {@link #slowest}. */
    Duration growing(int steps) {
        Duration grown = askEvery;
        for (int step = 0; step < steps && grown.compareTo(slowest) < 0; step++) {
            grown = grown.multipliedBy(3).dividedBy(2);
        }
        return grown.compareTo(slowest) < 0 ? grown : slowest;
    }

    private static void positive(String key, Duration value) {
        if (!value.isPositive()) {
            throw new IllegalArgumentException(
                    "berth.scanning.%s must be longer than nothing, such as 5s.".formatted(key));
        }
    }
}
