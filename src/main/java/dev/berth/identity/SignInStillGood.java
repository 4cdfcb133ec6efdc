package dev.berth.identity;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.authentication.logout.SecurityContextLogoutHandler;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Ends a sign-in that has lasted long enough, however busy it is: a page that refreshes itself would keep it for ever, and
 * with it roles that somebody may have lost. And one whose name another person holds by now, at the next request.
 */
final class SignInStillGood extends OncePerRequestFilter {

    private static final RequestMatcher STATIC = RouteRule.STATIC.matcher();

    private final Duration longest;
    private final NameHolders holders;
    private final InstantSource clock;

    SignInStillGood(Duration longest, NameHolders holders, InstantSource clock) {
        this.longest = longest;
        this.holders = holders;
        this.clock = clock;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
        if (authentication != null
                && authentication.getPrincipal() instanceof SignedInPerson person
                && isOver(person)) {
            new SecurityContextLogoutHandler().logout(request, response, authentication);
        }
        chain.doFilter(request, response);
    }

    /** Whatever looks the same for everybody, such as a style sheet, asks nobody who they are. */
    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return STATIC.matches(request);
    }

    private boolean isOver(SignedInPerson signedIn) {
        return !clock.instant().isBefore(signedIn.since().plus(longest))
                || holders.isAnyLost(signedIn.person().id(), signedIn.reliesOn());
    }
}
