package dev.berth.web;

import org.jspecify.annotations.Nullable;

/** Why somebody does what the audit trail keeps, in their own words. */
public record Reason(String value) {

    /** @throws IllegalArgumentException with a sentence for the person who typed it */
    public Reason {
        value = PlainText.of(value).value();
        if (value.isEmpty()) {
            throw new IllegalArgumentException("Say why: the reason is kept in the audit trail.");
        }
    }

    /**
     * @param typed as the form sent it
     * @param most characters, of which the end of a line is one
     * @throws IllegalArgumentException with a sentence for the person who typed it
     */
    public static Reason of(@Nullable String typed, int most) {
        Reason reason = new Reason(typed == null ? "" : typed);
        int length = reason.value().length();
        if (length > most) {
            throw new IllegalArgumentException(
                    "Say why in %d characters at most: these are %d.".formatted(most, length));
        }
        return reason;
    }

    @Override
    public String toString() {
        return value;
    }
}
