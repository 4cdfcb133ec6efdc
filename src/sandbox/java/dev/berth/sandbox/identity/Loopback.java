package dev.berth.sandbox.identity;

import java.net.URI;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationContext;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationException;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.oidc.authentication.OidcLogoutAuthenticationContext;
import org.springframework.security.oauth2.server.authorization.oidc.authentication.OidcLogoutAuthenticationToken;

/** A browser is sent back to this machine only, on whichever port and under whichever path the portal is today. */
final class Loopback {

    static final String SIGNED_IN = "/login/oauth2/code/berth";
    static final String SIGNED_OUT = "/signed-out";

    private static final Set<String> HOSTS = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final Set<String> SCHEMES = Set.of("http", "https");

    /** Where the portal lives under a path, behind a proxy. */
    private static final Pattern SUB_PATH = Pattern.compile("(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*");

    private Loopback() {}

    static Consumer<OAuth2AuthorizationCodeRequestAuthenticationContext> afterSignIn() {
        return context -> {
            OAuth2AuthorizationCodeRequestAuthenticationToken request = context.getAuthentication();
            String target = request.getRedirectUri();
            if (target == null || !isHere(target, SIGNED_IN)) {
                throw new OAuth2AuthorizationCodeRequestAuthenticationException(refusal("redirect_uri"), null);
            }
        };
    }

    static Consumer<OidcLogoutAuthenticationContext> afterSignOut() {
        return context -> {
            OidcLogoutAuthenticationToken request = context.getAuthentication();
            String target = request.getPostLogoutRedirectUri();
            if (target != null && !isHere(target, SIGNED_OUT)) {
                throw new OAuth2AuthenticationException(refusal("post_logout_redirect_uri"));
            }
        };
    }

    static boolean isHere(String target, String path) {
        URI uri;
        try {
            uri = URI.create(target);
        } catch (IllegalArgumentException notAnAddress) {
            return false;
        }
        return uri.getScheme() != null
                && SCHEMES.contains(uri.getScheme())
                && uri.getHost() != null
                && HOSTS.contains(uri.getHost())
                && uri.getRawPath().endsWith(path)
                && SUB_PATH.matcher(
                                uri.getRawPath().substring(0, uri.getRawPath().length() - path.length()))
                        .matches()
                && uri.getRawUserInfo() == null
                && uri.getRawQuery() == null
                && uri.getRawFragment() == null;
    }

    private static OAuth2Error refusal(String parameter) {
        return new OAuth2Error(
                OAuth2ErrorCodes.INVALID_REQUEST,
                "The sandbox sends browsers back to this machine only: " + parameter,
                null);
    }
}
