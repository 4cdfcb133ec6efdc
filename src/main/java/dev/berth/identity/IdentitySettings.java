package dev.berth.identity;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The identity provider, and who is staff or admin.
 *
 * @param issuer the provider's issuer, which its discovery document stands under; required. Fence's is (base)/user
 * @param clientId required
 * @param clientSecret required
 * @param scopes what to ask for; Fence knows openid and user only
 * @param usernameClaims where the username stands, the first that is there; a dot leads into a nested claim. Fence's own
 *     come first, since its preferred_username is a display name that people choose
 * @param emailClaims where the e-mail address stands
 * @param staff who is staff: an e-mail address, a username, or claim=value. What has an @ in it is an address only; where
 *     usernames look like addresses, as Fence's often do without one beside them, say username:name
 * @param admins who is admin, said in the same way; an admin is staff only where both say so
 * @param longestSignIn after which somebody has to sign in again, however busy, and their roles are read anew
 * @param timeout how long to wait for the provider's answer
 */
@ConfigurationProperties("berth.identity")
record IdentitySettings(
        URI issuer,
        String clientId,
        ClientSecret clientSecret,
        @DefaultValue({"openid", "profile", "email"}) List<String> scopes,

        @DefaultValue({"context.user.name", "username", "preferred_username", "sub"})
        List<ClaimPath> usernameClaims,

        @DefaultValue({"context.user.email", "email"}) List<ClaimPath> emailClaims,
        @DefaultValue List<PersonMatch> staff,
        @DefaultValue List<PersonMatch> admins,
        @DefaultValue("12h") Duration longestSignIn,
        @DefaultValue("10s") Duration timeout) {

    @SuppressWarnings("ConstantValue") // The binder passes null for what nobody configured.
    IdentitySettings {
        if (issuer == null
                || issuer.getHost() == null
                || !List.of("http", "https").contains(issuer.getScheme())) {
            throw new IllegalArgumentException(
                    "Set berth.identity.issuer to the identity provider's issuer, such as https://gen3.example.org/user.");
        }
        if (isBlank(clientId) || clientSecret == null || !clientSecret.isSet()) {
            throw new IllegalArgumentException(
                    "Set berth.identity.client-id and berth.identity.client-secret to what the identity provider knows Berth by.");
        }
        if (!scopes.contains("openid")) {
            throw new IllegalArgumentException("berth.identity.scopes must contain openid.");
        }
        if (usernameClaims.isEmpty()) {
            throw new IllegalArgumentException("berth.identity.username-claims must name at least one claim.");
        }
        if (!longestSignIn.isPositive() || !timeout.isPositive()) {
            throw new IllegalArgumentException(
                    "berth.identity.longest-sign-in and berth.identity.timeout must be longer than nothing, such as 12h and 10s.");
        }
        scopes = List.copyOf(scopes);
        usernameClaims = List.copyOf(usernameClaims);
        emailClaims = List.copyOf(emailClaims);
        staff = List.copyOf(staff);
        admins = List.copyOf(admins);
    }

    private static boolean isBlank(@Nullable String text) {
        return text == null || text.isBlank();
    }
}
