package dev.berth.identity;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.csrf.CsrfException;

/** A page asked for without a sign-in leads to it; anything else is told the plain status. */
final class Doorkeeper implements AuthenticationEntryPoint, AccessDeniedHandler {

    private static final String SIGN_IN = "/oauth2/authorization/" + SignInConfiguration.REGISTRATION;

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException notSignedIn)
            throws IOException {
        if (wantsPage(request)) {
            response.sendRedirect(request.getContextPath() + SIGN_IN);
        } else {
            response.sendError(HttpServletResponse.SC_UNAUTHORIZED);
        }
    }

    /** What no rule names does not exist, as far as anybody can tell. */
    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException denied)
            throws IOException {
        boolean known = denied instanceof CsrfException
                || RouteRule.ALL.stream().anyMatch(rule -> rule.matcher().matches(request));
        response.sendError(known ? HttpServletResponse.SC_FORBIDDEN : HttpServletResponse.SC_NOT_FOUND);
    }

    private static boolean wantsPage(HttpServletRequest request) {
        String accept = request.getHeader(HttpHeaders.ACCEPT);
        return "GET".equals(request.getMethod()) && accept != null && accept.contains(MediaType.TEXT_HTML_VALUE);
    }
}
