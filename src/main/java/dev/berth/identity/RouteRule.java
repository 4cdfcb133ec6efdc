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

    static final List<RouteRule> ALL = List.of(
            open("/assets/**"),
            open("/sign-in"),
            open("/signed-out"),
            open("/actuator/health/**"),
            signedIn("/"),
            signedIn("/images/**"),
            role("/my/**", Role.RESEARCHER),
            role("/staff/**", Role.STAFF),
            role("/admin/**", Role.ADMIN));

    private static RouteRule open(String pattern) {
        return new RouteRule(pattern, Set.of(), true);
    }

    private static RouteRule signedIn(String pattern) {
        return new RouteRule(pattern, Set.of(Role.values()), false);
    }

    private static RouteRule role(String pattern, Role role) {
        return new RouteRule(pattern, Set.of(role), false);
    }

    RequestMatcher matcher() {
        return PathPatternRequestMatcher.withDefaults().matcher(pattern);
    }

    String[] roles() {
        return anyOf.stream().map(Role::name).toArray(String[]::new);
    }
}
