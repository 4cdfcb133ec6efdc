package dev.berth.web;

import dev.berth.support.Unseen;
import java.lang.Character.UnicodeScript;
import java.util.EnumSet;
import java.util.Set;

/**
 * What a person typed in their own words, as it may be kept and shown: without what nobody sees. PostgreSQL takes no
 * NUL, a log takes a control character for its own, and a mark that turns the direction of writing makes a page say what
 * was never typed. Lines end with a line feed, and nothing stands around them.
 */
public record PlainText(String value) {

    /** For the field it was typed into. */
    public static final String REFUSAL = "Take out what cannot be seen: control characters, characters without a width,"
            + " and marks that turn the direction of writing.";

    private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
    private static final int ZERO_WIDTH_JOINER = 0x200D;
    private static final int AS_EMOJI = 0xFE0F;
    private static final int ENCLOSING_KEYCAP = 0x20E3;

    /** Those that write words with joiners. */
    private static final Set<UnicodeScript> JOINING = EnumSet.of(
            UnicodeScript.ARABIC,
            UnicodeScript.SYRIAC,
            UnicodeScript.MONGOLIAN,
            UnicodeScript.DEVANAGARI,
            UnicodeScript.BENGALI,
            UnicodeScript.GURMUKHI,
            UnicodeScript.GUJARATI,
            UnicodeScript.ORIYA,
            UnicodeScript.TAMIL,
            UnicodeScript.TELUGU,
            UnicodeScript.KANNADA,
            UnicodeScript.MALAYALAM,
            UnicodeScript.SINHALA,
            UnicodeScript.KHMER,
            UnicodeScript.MYANMAR);

    /** @throws IllegalArgumentException with a sentence for the person who typed it */
    public PlainText {
        value = withLineFeeds(value).strip();
        if (!isPlain(value)) {
            throw new IllegalArgumentException(REFUSAL);
        }
    }

    public static PlainText of(String typed) {
        return new PlainText(typed);
    }

    public static boolean isPlain(String typed) {
        String lines = withLineFeeds(typed);
        return seen(lines).equals(lines);
    }

    /** What is left of it: to search with, where nothing is kept and a refusal would help nobody. */
    public static PlainText within(String typed) {
        return new PlainText(seen(withLineFeeds(typed)));
    }

    private static String seen(String text) {
        if (!Unseen.isIn(text)) {
            return text;
        }
        int[] all = text.codePoints().toArray();
        StringBuilder seen = new StringBuilder(text.length());
        for (int i = 0; i < all.length; i++) {
            int before = i == 0 ? '\n' : all[i - 1];
            int after = i == all.length - 1 ? '\n' : all[i + 1];
            if (!Unseen.is(all[i]) || isSeenByItsWork(before, all[i], after)) {
                seen.appendCodePoint(all[i]);
            }
        }
        return seen.toString();
    }

    /** It ends a line, joins emoji or letters, or says how an emoji is drawn. */
    private static boolean isSeenByItsWork(int before, int character, int after) {
        return switch (character) {
            case '\n', '\t' -> true;
            case AS_EMOJI -> isEmoji(before) || after == ENCLOSING_KEYCAP;
            case ZERO_WIDTH_JOINER ->
                areJoined(before, after) || ((isEmoji(before) || before == AS_EMOJI) && isEmoji(after));
            case ZERO_WIDTH_NON_JOINER -> areJoined(before, after);
            default -> false;
        };
    }

    /** Digits are among those of Unicode. */
    private static boolean isEmoji(int character) {
        return character > 0x7F && Character.isEmoji(character);
    }

    private static boolean areJoined(int before, int after) {
        return JOINING.contains(UnicodeScript.of(before)) && JOINING.contains(UnicodeScript.of(after));
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
