package dev.berth.identity;

import java.util.List;
import java.util.Set;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * Who may open the routes under a pattern. What no rule names is denied to everybody; whether an object is somebody's
 * own, the feature looks up and answers with 404.
 */
record RouteRule(String pattern, Set<Role> anyOf, boolean open) {

    /** The same for everybody. */
    static final RouteRule STATIC = open("/assets/**");

    static final List<RouteRule> ALL = List.of(
            STATIC,
            open("/sign-in"),
            open("/signed-out"),
            // The one provider's are answered by filters; of another there is nothing, and nobody needs to sign in to
            // hear it.
            open("/oauth2/authorization/*"),
            open("/login/oauth2/code/*"),
            open("/livez"),
            open("/readyz"),
            signedIn("/"),
            signedIn("/images/**"),
            role("/my/**", Role.RESEARCHER),
            role("/names/**", Role.STAFF, Role.ADMIN),
            role("/staff/**", Role.STAFF),
            role("/admin/**", Role.ADMIN));

    private static RouteRule open(String pattern) {
        return new RouteRule(pattern, Set.of(), true);
    }

    private static RouteRule signedIn(String pattern) {
        return new RouteRule(pattern, Set.of(Role.values()), false);
    }

    private static RouteRule role(String pattern, Role... anyOf) {
        return new RouteRule(pattern, Set.of(anyOf), false);
    }

    RequestMatcher matcher() {
        return PathPatternRequestMatcher.withDefaults().matcher(pattern);
    }

    String[] roles() {
        return anyOf.stream().map(Role::name).toArray(String[]::new);
    }
}
