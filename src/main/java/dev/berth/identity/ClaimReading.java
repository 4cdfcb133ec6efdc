package dev.berth.identity;

import dev.berth.support.Unseen;
import java.util.List;
import java.util.Map;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.stereotype.Component;

/** Reads of what the identity provider says whom it means. */
@Component
class ClaimReading {

    /** OpenID Connect's bound for a subject; the others are those of a workspace and of mail. */
    private static final int LONGEST_SUBJECT = 255;

    private static final int LONGEST_USERNAME = 100;
    private static final int LONGEST_EMAIL = 254;

    private static final ClaimPath EMAIL_VERIFIED = ClaimPath.of("email_verified");

    private final IdentitySettings settings;

    ClaimReading(IdentitySettings settings) {
        this.settings = settings;
    }

    /** @throws OAuth2AuthenticationException with the {@link SignInRefusal}, where the provider names nobody that can be let in */
    Claimed read(String subject, ProviderClaims claims) {
        PersonId id = new PersonId(settings.issuer().toString(), readable("subject", subject, LONGEST_SUBJECT));
        String username = username(claims);
        if (username.regionMatches(true, 0, Person.RESERVED, 0, Person.RESERVED.length())) {
            throw SignInRefusal.RESERVED_USERNAME.because(
                    "The identity provider gave the username %s, which no person may have.".formatted(username));
        }
        return new Claimed(id, username, email(claims), claims);
    }

    /** The first claim of which anything is said decides, so that nobody gets to another one by emptying it. */
    private String username(ProviderClaims claims) {
        Map<String, Object> source = claims.sourceOf(settings.usernameClaims());
        ClaimPath path = settings.usernameClaims().stream()
                .filter(claim -> claim.in(source) != null)
                .findFirst()
                .orElseThrow(() -> SignInRefusal.NO_USERNAME.because(
                        "The identity provider said nothing in %s. Set berth.identity.username-claims."
                                .formatted(settings.usernameClaims())));
        if (settings.isAddress(path)
                && address(path, claims.sourceOfAddress(List.of(path))).isEmpty()) {
            throw SignInRefusal.ADDRESS_NOT_VERIFIED.because(
                    "The username is the address in %s, of which the identity provider does not say that it is verified. If it never does, see berth.identity.email-verified, or set berth.identity.username-claims."
                            .formatted(path));
        }
        String username = path.in(source) instanceof String text ? readable(path.value(), text, LONGEST_USERNAME) : "";
        if (username.isEmpty()) {
            throw SignInRefusal.NO_USERNAME.because("The claim %s is no username.".formatted(path));
        }
        return username;
    }

    private String email(ProviderClaims claims) {
        Map<String, Object> source = claims.sourceOfAddress(settings.emailClaims());
        return settings.emailClaims().stream()
                .filter(path -> path.in(source) != null)
                .findFirst()
                .map(path -> address(path, source))
                .orElse("");
    }

    /** Empty where it is not verified. A username that looks like an address is none: people may choose it. */
    private String address(ClaimPath path, Map<String, Object> source) {
        boolean counts = settings.emailVerified().counts(path.verified().in(source), EMAIL_VERIFIED.in(source));
        return counts && path.in(source) instanceof String text ? readable(path.value(), text, LONGEST_EMAIL) : "";
    }

    /** Without the spaces around it, and else as it is or not at all. */
    private static String readable(String what, String text, int longest) {
        if (Unseen.isIn(text) || text.strip().length() > longest) {
            throw SignInRefusal.UNREADABLE_NAME.because(
                    "The identity provider's %s has characters that cannot be seen, or more than %d: %s"
                            .formatted(what, longest, text.substring(0, Math.min(text.length(), longest))));
        }
        return text.strip();
    }
}
