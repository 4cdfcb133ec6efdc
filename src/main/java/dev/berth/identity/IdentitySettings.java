package dev.berth.identity;

import dev.berth.support.Setting;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The identity provider, and who is staff or admin.
 *
 * @param issuer the provider's issuer, which its discovery document stands under; required. Fence's is (base)/user
 * @param clientId required
 * @param clientSecret required
 * @param provider fence, keycloak, okta, google, entra or other: where the username and the address stand by default
 * @param scopes what to ask for; Fence knows openid and user only
 * @param usernameClaims where the username stands, instead of the provider's default; a dot leads into a nested claim. The
 *     first that is said decides, and one that people can edit lets them take each other's names before they are used. A
 *     claim that is an address has to be verified
 * @param emailClaims where the e-mail address stands, instead of the provider's default
 * @param emailVerified whether an address counts only where the provider says {@code email_verified} = true (required), or
 *     unless it says otherwise (assumed), for one that never says it, as Fence does not. Not where people may type theirs
 * @param userInfo whether the provider's userinfo, which is not signed, may say what the ID token leaves out (fills), or is
 *     not asked for (ignored)
 * @param staff who is staff: an e-mail address, a username, or claim=value. What has an @ in it is an address only; where
 *     usernames look like addresses, as Fence's often do without one beside them, say username:name
 * @param admins who is admin, said in the same way; an admin is staff only where both say so
 * @param holders who holds a username or address, as name=subject, whoever held it before: for the first admin, and for
 *     when nobody is left who could hand a name over, as after a move to another provider
 * @param longestSignIn after which somebody has to sign in again, however busy, and their roles are read anew
 * @param timeout how long to wait for the provider's answer
 */
@ConfigurationProperties("berth.identity")
record IdentitySettings(
        URI issuer,
        String clientId,
        ClientSecret clientSecret,
        @DefaultValue("other") ProviderKind provider,
        @DefaultValue({"openid", "profile", "email"}) List<String> scopes,
        @Nullable List<ClaimPath> usernameClaims,
        @Nullable List<ClaimPath> emailClaims,
        @DefaultValue("required") EmailVerified emailVerified,
        @DefaultValue("ignored") UserInfo userInfo,
        @DefaultValue List<PersonMatch> staff,
        @DefaultValue List<PersonMatch> admins,
        @DefaultValue List<NamePin> holders,
        @DefaultValue("12h") Duration longestSignIn,
        @DefaultValue("10s") Duration timeout) {

    /** What a token says about itself and not about a person. */
    private static final Set<String> NOBODYS = Set.of(
            "iss",
            "aud",
            "azp",
            "exp",
            "iat",
            "nbf",
            "auth_time",
            "nonce",
            "acr",
            "amr",
            "at_hash",
            "c_hash",
            "s_hash",
            "jti",
            "sid",
            "typ",
            "pur",
            "scope",
            "email_verified",
            "phone_number_verified",
            "updated_at",
            "locale",
            "zoneinfo",
            "gender",
            "birthdate");

    enum UserInfo {
        IGNORED,
        FILLS
    }

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
        usernameClaims = List.copyOf(usernameClaims == null ? provider.usernameClaims() : usernameClaims);
        emailClaims = List.copyOf(emailClaims == null ? provider.emailClaims() : emailClaims);
        if (usernameClaims.isEmpty()) {
            throw new IllegalArgumentException("berth.identity.username-claims must name at least one claim.");
        }
        usernameClaims.forEach(claim -> checkNamesSomebody("username-claims", claim));
        emailClaims.forEach(claim -> checkNamesSomebody("email-claims", claim));
        Setting.positive("berth.identity.longest-sign-in", longestSignIn, "12h");
        Setting.positive("berth.identity.timeout", timeout, "10s");
        scopes = List.copyOf(scopes);
        staff = List.copyOf(staff);
        admins = List.copyOf(admins);
        holders = List.copyOf(holders);
        for (PersonMatch match : Stream.concat(staff.stream(), admins.stream()).toList()) {
            if (match instanceof PersonMatch.ByClaim rule) {
                checkGivesARole(rule, usernameClaims, emailClaims);
            }
        }
    }

    /** Who has which role, besides that everybody is a researcher. */
    Map<Role, List<PersonMatch>> rules() {
        return Map.of(Role.STAFF, staff, Role.ADMIN, admins);
    }

    boolean isAddress(ClaimPath claim) {
        return isAddress(claim, emailClaims());
    }

    private static boolean isAddress(ClaimPath claim, List<ClaimPath> emailClaims) {
        return emailClaims.contains(claim) || claim.isNamed("email");
    }

    @Override
    public List<ClaimPath> usernameClaims() {
        return usernameClaims == null ? List.of() : usernameClaims;
    }

    @Override
    public List<ClaimPath> emailClaims() {
        return emailClaims == null ? List.of() : emailClaims;
    }

    private static void checkNamesSomebody(String setting, ClaimPath claim) {
        if (claim.hasEmptyStep() || NOBODYS.contains(claim.value())) {
            throw new IllegalArgumentException(
                    "berth.identity.%s: no person is named by “%s”. Name a claim such as email, sub or context.user.name."
                            .formatted(setting, claim));
        }
    }

    /** A rule by claim is for groups and the like: one by a name or an address would go around what those are held to. */
    private static void checkGivesARole(
            PersonMatch.ByClaim rule, List<ClaimPath> usernameClaims, List<ClaimPath> emailClaims) {
        String written = "berth.identity.staff and .admins: “%s=%s” ".formatted(rule.claim(), rule.value());
        if (isAddress(rule.claim(), emailClaims)) {
            throw new IllegalArgumentException(
                    written + "is an address: write it alone, so that it counts only where it is verified.");
        }
        if (usernameClaims.contains(rule.claim()) && !rule.claim().value().equals("sub")) {
            throw new IllegalArgumentException(written + "is a username: write username:" + rule.value() + ".");
        }
        if (rule.claim().hasEmptyStep()
                || PersonMatch.SELF_CHOSEN.contains(rule.claim().value())) {
            throw new IllegalArgumentException(
                    written + "is what people write about themselves: give the role by address, username or group.");
        }
    }

    private static boolean isBlank(@Nullable String text) {
        return text == null || text.isBlank();
    }
}
