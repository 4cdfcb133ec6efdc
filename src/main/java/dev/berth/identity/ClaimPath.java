package dev.berth.identity;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where a claim stands: {@code email}, or {@code context.user.name} within nested ones. */
record ClaimPath(String value) {

    ClaimPath {
        if (value.isBlank()) {
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
        for (String step : List.of(value.split("\\.", -1))) {
            if (!(at instanceof Map<?, ?> nested) || nested.get(step) == null) {
                return null;
            }
            at = nested.get(step);
        }
        return at;
    }

    @Nullable
    String textIn(Map<?, ?> claims) {
        return in(claims) instanceof String text && !text.isBlank() ? text.strip() : null;
    }
}
