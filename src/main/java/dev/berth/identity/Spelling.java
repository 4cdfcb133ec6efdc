package dev.berth.identity;

/**
 * Whether two spellings of a username or an address are one person's. The workflow side looks usernames up without regard
 * to case. Beyond ASCII no letter stands for another: Unicode would take the Kelvin sign for a k, and ı for an i.
 */
public final class Spelling {

    private Spelling() {}

    public static boolean same(String one, String other) {
        return one.equals(other) || (isAscii(one) && isAscii(other) && one.equalsIgnoreCase(other));
    }

    static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 128);
    }
}
