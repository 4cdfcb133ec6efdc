package dev.berth.support;

import java.time.Duration;

/** What many settings are held to. A wrong value stops the start with a sentence that says how to fix it. */
public final class Setting {

    private Setting() {}

    public static void positive(String key, Duration value, String example) {
        check(value.isPositive(), key, "longer than nothing", example);
    }

    public static void notNegative(String key, Duration value, String example) {
        check(!value.isNegative(), key, "nothing or longer", example);
    }

    public static void atLeastOne(String key, int value, String example) {
        check(value >= 1, key, "at least 1", example);
    }

    private static void check(boolean right, String key, String what, String example) {
        if (!right) {
            throw new IllegalArgumentException("%s must be %s, such as %s.".formatted(key, what, example));
        }
    }
}
