package dev.berth.sandbox.cloud.policy;

import java.util.regex.Pattern;

/** {@code *} for any run of characters, {@code ?} for one. */
record Wildcard(Pattern pattern) {

    static Wildcard of(String text) {
        return new Wildcard(compile(text, 0));
    }

    static Wildcard ignoringCase(String text) {
        return new Wildcard(compile(text, Pattern.CASE_INSENSITIVE));
    }

    private static Pattern compile(String text, int flags) {
        StringBuilder regex = new StringBuilder();
        text.codePoints().forEach(c -> {
            switch (c) {
                case '*' -> regex.append(".*");
                case '?' -> regex.append('.');
                default -> regex.append(Pattern.quote(Character.toString(c)));
            }
        });
        return Pattern.compile(regex.toString(), flags | Pattern.DOTALL);
    }

    boolean matches(String value) {
        return pattern.matcher(value).matches();
    }
}
