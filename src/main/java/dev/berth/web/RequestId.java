package dev.berth.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Names each request, in the answer's {@code X-Request-Id}, on error pages and in whatever is logged meanwhile, so that what somebody saw is found
 * in the log. The name is Berth's own: a client that chose it could put its requests among somebody else's. What a proxy calls the request is
 * logged beside it, where it looks like such a name.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class RequestId extends OncePerRequestFilter {

    static final String HEADER = "X-Request-Id";

    private static final String ATTRIBUTE = RequestId.class.getName();

    /** X-ReqId is Gen3's. */
    private static final List<String> OF_PROXIES = List.of(HEADER, "X-ReqId");

    /** What a request is about; whatever else stands in an address is what somebody typed. */
    private static final Pattern SUBJECT =
            Pattern.compile("/(?:images|admin/reviews|(?:my|staff)/(?:sessions|passes))/([0-9a-f-]{36})(?:/.*)?");

    private static final Pattern PLAUSIBLE = Pattern.compile("[A-Za-z0-9-]{8,64}");

    static @Nullable String of(HttpServletRequest request) {
        return (String) request.getAttribute(ATTRIBUTE);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String before = of(request);
        String id = before == null ? UUID.randomUUID().toString() : before;
        request.setAttribute(ATTRIBUTE, id);
        response.setHeader(HEADER, id);
        MDC.clear();
        MDC.put("request", id);
        OF_PROXIES.stream()
                .map(request::getHeader)
                .filter(Objects::nonNull)
                .filter(PLAUSIBLE.asMatchPredicate())
                .findFirst()
                .ifPresent(name -> MDC.put("proxy-request", name));
        nameSubject(request.getRequestURI().substring(request.getContextPath().length()));
        chain.doFilter(request, response);
        // Where that failed it stays, for the container logs the failure on this thread before anything else is done on
        // it.
        MDC.clear();
    }

    private static void nameSubject(String path) {
        Matcher subject = SUBJECT.matcher(path);
        if (subject.matches()) {
            String kind = path.startsWith("/images/") || path.startsWith("/admin/")
                    ? "image"
                    : path.matches("/(my|staff)/sessions/.*") ? "session" : "pass";
            MDC.put(kind, subject.group(1));
        }
    }

    /** The page that an error leads to is of the same request. */
    @Override
    protected boolean shouldNotFilterErrorDispatch() {
        return false;
    }
}
