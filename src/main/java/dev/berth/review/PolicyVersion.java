package dev.berth.review;

import java.util.regex.Pattern;

/** Which rules a verdict was reached by, such as {@code no-critical-1}. Other rules have another version. */
public record PolicyVersion(String value) {

    private static final Pattern FORM = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

    public PolicyVersion {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("A policy version looks like no-critical-1");
        }
    }

    public static PolicyVersion of(String text) {
        return new PolicyVersion(text);
    }

    @Override
    public String toString() {
        return value;
    }
}
