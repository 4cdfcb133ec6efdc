package dev.berth.identity;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.stereotype.Component;

/** Makes a person of what the identity provider says. */
@Component
class ClaimReading {

    private final IdentitySettings settings;

    ClaimReading(IdentitySettings settings) {
        this.settings = settings;
    }

    /** @throws OAuth2AuthenticationException where the provider names nobody */
    Person person(String subject, Map<String, Object> claims) {
        String username = first(settings.usernameClaims(), claims);
        if (username.isEmpty()) {
            throw new OAuth2AuthenticationException(
                    new OAuth2Error("no_username"), "The identity provider gave no username in any configured claim.");
        }
        if (username.regionMatches(true, 0, Person.RESERVED, 0, Person.RESERVED.length())) {
            throw new OAuth2AuthenticationException(new OAuth2Error(
                    "reserved_username",
                    "The identity provider gave the username %s, which no person may have.".formatted(username),
                    null));
        }
        String email = email(claims);
        return new Person(subject, username, email, roles(username, email, claims));
    }

    /**
     * An address that the provider says is not verified is nobody's; where it says nothing, as Fence does, it stands. A
     * username that looks like one is none: people may choose it.
     */
    private String email(Map<String, Object> claims) {
        return Boolean.FALSE.equals(claims.get("email_verified")) ? "" : first(settings.emailClaims(), claims);
    }

    private Set<Role> roles(String username, String email, Map<String, Object> claims) {
        Set<Role> roles = EnumSet.of(Role.RESEARCHER);
        if (anyMatches(settings.staff(), username, email, claims)) {
            roles.add(Role.STAFF);
        }
        if (anyMatches(settings.admins(), username, email, claims)) {
            roles.add(Role.ADMIN);
        }
        return roles;
    }

    private static boolean anyMatches(
            List<PersonMatch> matches, String username, String email, Map<String, Object> claims) {
        return matches.stream().anyMatch(match -> match.matches(username, email, claims));
    }

    private static String first(List<ClaimPath> paths, Map<String, Object> claims) {
        return paths.stream()
                .map(path -> path.textIn(claims))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse("");
    }
}
