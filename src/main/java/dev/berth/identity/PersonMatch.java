package dev.berth.identity;

import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/** Whom a role is given to: an e-mail address, a username, or whoever has a claim of some value. */
sealed interface PersonMatch {

    /** For a username that looks like an address. Many providers let people choose theirs, so the two are told apart. */
    String USERNAME = "username:";

    /** What people write about themselves. */
    Set<String> SELF_CHOSEN = Set.of(
            "name",
            "given_name",
            "family_name",
            "middle_name",
            "nickname",
            "preferred_username",
            "display_name",
            "profile",
            "picture",
            "website",
            "context.user.display_name");

    /** @param username as it is held in Berth */
    boolean matches(String username, String email, ProviderClaims claims);

    /** The name by which one person is meant; nothing where a claim names several. */
    Optional<HeldName> name();

    static PersonMatch of(String text) {
        String said = text.strip();
        if (said.startsWith(USERNAME) && said.length() > USERNAME.length()) {
            return new ByUsername(said.substring(USERNAME.length()));
        }
        int equals = said.indexOf('=');
        if (equals > 0 && equals < said.length() - 1) {
            return new ByClaim(ClaimPath.of(said.substring(0, equals)), said.substring(equals + 1));
        }
        if (said.isEmpty() || equals >= 0 || said.equals(USERNAME)) {
            throw new IllegalArgumentException(
                    "“%s” names nobody: give an e-mail address, a username, username:name, or claim=value."
                            .formatted(text));
        }
        return said.contains("@") ? new ByEmail(said) : new ByUsername(said);
    }

    record ByEmail(String address) implements PersonMatch {

        @Override
        public boolean matches(String username, String email, ProviderClaims claims) {
            return Spelling.same(address, email);
        }

        @Override
        public Optional<HeldName> name() {
            return Optional.of(HeldName.address(address));
        }
    }

    record ByUsername(String username) implements PersonMatch {

        @Override
        public boolean matches(String name, String email, ProviderClaims claims) {
            return Spelling.same(username, name);
        }

        @Override
        public Optional<HeldName> name() {
            return Optional.of(HeldName.username(username));
        }
    }

    /** The claim is the value, or a list that holds it. */
    record ByClaim(ClaimPath claim, String value) implements PersonMatch {

        @Override
        public boolean matches(String username, String email, ProviderClaims claims) {
            Object found = claims.of(claim);
            if (found instanceof Collection<?> several) {
                return several.stream().anyMatch(one -> value.equals(String.valueOf(one)));
            }
            return found != null && value.equals(found.toString());
        }

        @Override
        public Optional<HeldName> name() {
            return Optional.empty();
        }
    }
}
