package dev.berth.identity;

import java.net.URI;

/** Where people sign in. */
public record IdentityProvider(URI issuer) {

    /** Scheme, host and port, as a content security policy names a place. */
    public String origin() {
        return issuer.getScheme() + "://" + issuer.getAuthority();
    }
}
