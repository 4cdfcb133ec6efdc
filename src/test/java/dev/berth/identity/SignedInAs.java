package dev.berth.identity;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.mock.web.MockHttpSession;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.oauth2.client.authentication.OAuth2AuthenticationToken;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;

/** Sessions as a sign-in leaves them, for tests without an identity provider. */
public final class SignedInAs {

    private SignedInAs() {}

    public static <T extends MockHttpSession> T in(T session, Person person, Instant since) {
        OidcIdToken idToken = new OidcIdToken(
                "signed",
                since,
                since.plus(Duration.ofMinutes(20)),
                Map.of("sub", person.id().subject()));
        SignedInPerson principal =
                new SignedInPerson(person, List.of(HeldName.username(person.username())), Set.of(), idToken, since);
        session.setAttribute(
                HttpSessionSecurityContextRepository.SPRING_SECURITY_CONTEXT_KEY,
                new SecurityContextImpl(new OAuth2AuthenticationToken(principal, principal.getAuthorities(), "berth")));
        return session;
    }
}
