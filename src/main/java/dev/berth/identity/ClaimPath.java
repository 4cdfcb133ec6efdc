package dev.berth.identity;

import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where a claim stands: {@code email}, or {@code context.user.name} within nested ones. */
record ClaimPath(String value) {

    ClaimPath {
        if (value.isBlank() || value.length() > 200) {
            throw new IllegalArgumentException("A claim has a name, such as email or context.user.name.");
        }
    }

    public static ClaimPath of(String text) {
        return new ClaimPath(text.strip());
    }

    /** A claim whose own name has a dot in it goes before a nested one. */
    @Nullable
    Object in(Map<?, ?> claims) {
        Object whole = claims.get(value);
        if (whole != null) {
            return whole;
        }
        Object at = claims;
        for (String step : steps()) {
            if (!(at instanceof Map<?, ?> nested) || nested.get(step) == null) {
                return null;
            }
            at = nested.get(step);
        }
        return at;
    }

    /** Whether anything is said of this claim, be it only of another one nested in the same. */
    boolean isSaidIn(Map<?, ?> claims) {
        return claims.get(value) != null || claims.get(steps()[0]) != null;
    }

    /** The claim that says whether this one is verified: {@code email_verified} for {@code email}. */
    ClaimPath verified() {
        return new ClaimPath(value + "_verified");
    }

    boolean isNamed(String name) {
        String[] steps = steps();
        return value.equals(name) || steps[steps.length - 1].equals(name);
    }

    /** Whether it can be a path at all: not where a step is empty, though a name of its own such as a URL may have dots. */
    boolean hasEmptyStep() {
        return !value.contains("/") && Arrays.stream(steps()).anyMatch(String::isBlank);
    }

    private String[] steps() {
        return value.split("\\.", -1);
    }

    @Override
    public String toString() {
        return value;
    }
}
