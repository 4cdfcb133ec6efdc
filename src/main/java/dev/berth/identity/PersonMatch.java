package dev.berth.identity;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;

/** Whom a role is given to: an e-mail address, a username, or whoever has a claim of some value. */
sealed interface PersonMatch {

    boolean matches(String username, String email, Map<String, Object> claims);

    static PersonMatch of(String text) {
        String said = text.strip();
        int equals = said.indexOf('=');
        if (equals > 0 && equals < said.length() - 1) {
            return new ByClaim(ClaimPath.of(said.substring(0, equals)), said.substring(equals + 1));
        }
        if (said.isEmpty() || equals >= 0) {
            throw new IllegalArgumentException(
                    "“%s” names nobody: give an e-mail address, a username, or claim=value.".formatted(text));
        }
        return new ByName(said.toLowerCase(Locale.ROOT));
    }

    /** Without regard to case, as the workflow side looks names up. */
    record ByName(String name) implements PersonMatch {

        @Override
        public boolean matches(String username, String email, Map<String, Object> claims) {
            return name.equals(username.toLowerCase(Locale.ROOT)) || name.equals(email);
        }
    }

    /** The claim is the value, or a list that holds it. */
    record ByClaim(ClaimPath claim, String value) implements PersonMatch {

        @Override
        public boolean matches(String username, String email, Map<String, Object> claims) {
            Object found = claim.in(claims);
            if (found instanceof Collection<?> several) {
                return several.stream().anyMatch(one -> value.equals(String.valueOf(one)));
            }
            return found != null && value.equals(found.toString());
        }
    }
}
