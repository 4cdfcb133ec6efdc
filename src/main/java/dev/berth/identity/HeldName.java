package dev.berth.identity;

import java.io.Serializable;
import java.util.Locale;

/**
 * A name that one person holds: a username, or an address that a role is given to.
 *
 * @param value spellings that are one name ({@link Spelling}) are equal here
 */
public record HeldName(Kind kind, String value) implements Serializable {

    public enum Kind {
        USERNAME,
        ADDRESS
    }

    public static HeldName username(String username) {
        return new HeldName(Kind.USERNAME, folded(username));
    }

    public static HeldName address(String email) {
        return new HeldName(Kind.ADDRESS, folded(email));
    }

    private static String folded(String name) {
        return Spelling.isAscii(name) ? name.toLowerCase(Locale.ROOT) : name;
    }

    @Override
    public String toString() {
        return value;
    }
}
