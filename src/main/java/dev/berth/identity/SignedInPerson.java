package dev.berth.identity;

import java.io.Serializable;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;
import org.springframework.security.oauth2.core.oidc.OidcUserInfo;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;

/**
 * A session's principal. Of the tokens it keeps the ID token alone, which signing out at the provider needs; the claims
 * are read once, at sign-in.
 *
 * @param since when that was
 */
record SignedInPerson(Person person, OidcIdToken idToken, Instant since) implements OidcUser, Serializable {

    private static final long serialVersionUID = 1L;

    public Person getPerson() {
        return person;
    }

    @Override
    public String getName() {
        return person.username();
    }

    @Override
    public Collection<? extends GrantedAuthority> getAuthorities() {
        return person.roles().stream()
                .map(role -> new SimpleGrantedAuthority("ROLE_" + role.name()))
                .toList();
    }

    @Override
    public Map<String, Object> getClaims() {
        return idToken.getClaims();
    }

    @Override
    public Map<String, Object> getAttributes() {
        return getClaims();
    }

    @Override
    public @Nullable OidcUserInfo getUserInfo() {
        return null;
    }

    @Override
    public OidcIdToken getIdToken() {
        return idToken;
    }

    @Override
    public String toString() {
        return person.username();
    }
}
