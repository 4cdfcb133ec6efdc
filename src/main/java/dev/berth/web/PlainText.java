package dev.berth.web;

import java.util.regex.Pattern;

/**
 * What a person typed in their own words, as it may be kept and shown: without what nobody sees. PostgreSQL takes no
 * NUL, a log takes a control character for its own, and a mark that turns the direction of writing makes a page say what
 * was never typed. Lines end with a line feed, and nothing stands around them.
 */
public record PlainText(String value) {

    /** For the field it was typed into. */
    public static final String REFUSAL =
            "Take out what cannot be seen: control characters, and marks that turn the direction of writing.";

    private static final Pattern UNSEEN =
            Pattern.compile("[\\p{Cc}&&[^\\n\\t]]|[\\u061C\\u200E\\u200F\\u202A-\\u202E\\u2066-\\u2069]");

    /** @throws IllegalArgumentException with a sentence for the person who typed it */
    public PlainText {
        value = withLineFeeds(value).strip();
        if (UNSEEN.matcher(value).find()) {
            throw new IllegalArgumentException(REFUSAL);
        }
    }

    public static PlainText of(String typed) {
        return new PlainText(typed);
    }

    public static boolean isPlain(String typed) {
        return !UNSEEN.matcher(withLineFeeds(typed)).find();
    }

    /** What is left of it: to search with, where nothing is kept and a refusal would help nobody. */
    public static PlainText within(String typed) {
        return new PlainText(UNSEEN.matcher(withLineFeeds(typed)).replaceAll(""));
    }

    /** Browsers send both characters. */
    private static String withLineFeeds(String typed) {
        return typed.replace("\r\n", "\n");
    }

    @Override
    public String toString() {
        return value;
    }
}
