package dev.berth.identity;

import java.util.List;

/**
 * Where a kind of provider says who somebody is, by default. None of these claims can be edited by the person: that rules
 * out {@code preferred_username}, of which OpenID Connect says that it must not be relied on, and {@code name}. An address
 * counts only where it is verified.
 */
enum ProviderKind {
    /** Gen3's. Its {@code preferred_username} is a display name; the username stands in a nested claim. */
    FENCE("context.user.name", "context.user.email"),
    /** Whether {@code preferred_username} can be edited is a realm's setting. */
    KEYCLOAK("email", "email"),
    OKTA("email", "email"),
    GOOGLE("email", "email"),
    /** Microsoft's: addresses there are not verified, and {@code oid} is the directory's own identifier. */
    ENTRA("oid", "email"),
    OTHER("email", "email");

    private final String username;
    private final String email;

    ProviderKind(String username, String email) {
        this.username = username;
        this.email = email;
    }

    List<ClaimPath> usernameClaims() {
        return List.of(ClaimPath.of(username));
    }

    List<ClaimPath> emailClaims() {
        return List.of(ClaimPath.of(email));
    }
}
