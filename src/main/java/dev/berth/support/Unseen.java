package dev.berth.support;

/**
 * Characters that nobody sees: controls, marks that turn the direction of writing, zero-width ones, separators of lines,
 * and what is no character at all. PostgreSQL takes no NUL, a log takes a line feed for its own, and a name with such a
 * character in it passes for another one.
 */
public final class Unseen {

    private Unseen() {}

    public static boolean isIn(String text) {
        return text.codePoints().anyMatch(Unseen::is);
    }

    /** With each of them written out, such as {@code \n} or {@code \u202e}: one line, whatever stood in it. */
    public static String writtenOut(String text) {
        if (!isIn(text)) {
            return text;
        }
        StringBuilder seen = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(character -> {
            if (is(character)) {
                write(character, seen);
            } else {
                seen.appendCodePoint(character);
            }
        });
        return seen.toString();
    }

    private static void write(int character, StringBuilder seen) {
        switch (character) {
            case '\n' -> seen.append("\\n");
            case '\r' -> seen.append("\\r");
            case '\t' -> seen.append("\\t");
            default -> {
                for (char half : Character.toChars(character)) {
                    seen.append("\\u%04x".formatted((int) half));
                }
            }
        }
    }

    public static boolean is(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> true;
            default -> isBlankLetter(character);
        };
    }

    /** Letters and marks by category, which Unicode says are not to be drawn (Default_Ignorable_Code_Point), and Braille's blank. */
    private static boolean isBlankLetter(int character) {
        return character == 0x034F
                || character == 0x115F
                || character == 0x1160
                || character == 0x17B4
                || character == 0x17B5
                || (character >= 0x180B && character <= 0x180F)
                || character == 0x2800
                || character == 0x3164
                || (character >= 0xFE00 && character <= 0xFE0F)
                || character == 0xFFA0
                || (character >= 0xE0100 && character <= 0xE01EF);
    }
}
