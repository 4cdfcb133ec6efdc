package dev.berth.identity;

import java.io.Serializable;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
 * @param reliesOn the names that the sign-in rests on: it ends when another comes to hold one of them
 * @param since when that was
 */
record SignedInPerson(
        Person person, List<HeldName> reliesOn, Set<Withheld> withheld, OidcIdToken idToken, Instant since)
        implements OidcUser, Serializable {

    private static final long serialVersionUID = 2L;

    SignedInPerson {
        reliesOn = List.copyOf(reliesOn);
        withheld = Collections.unmodifiableSet(new LinkedHashSet<>(withheld));
    }

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
