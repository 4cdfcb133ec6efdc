package dev.berth.web;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.server.Cookie;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.servlet.ConfigurableServletWebServerFactory;
import org.springframework.core.Ordered;
import org.springframework.stereotype.Component;
import org.springframework.util.StringUtils;

/**
 * Names the session's cookie so that browsers take it from nobody but this portal over TLS: neither another host of the
 * domain nor a connection without TLS can plant one. That follows from the cookie being secure; without TLS, as in the
 * sandbox, browsers would refuse the name.
 */
@Component
class SessionCookie implements WebServerFactoryCustomizer<ConfigurableServletWebServerFactory>, Ordered {

    /** For this host alone; the browser asks for the path / and no domain. */
    private static final String HOST = "__Host-";

    private static final String SECURE = "__Secure-";

    @Override
    public void customize(ConfigurableServletWebServerFactory server) {
        Cookie cookie = server.getSettings().getSession().getCookie();
        if (Boolean.TRUE.equals(cookie.getSecure())) {
            boolean wholeHost =
                    !StringUtils.hasText(cookie.getDomain()) && isRoot(cookie.getPath(), server.getContextPath());
            cookie.setName((wholeHost ? HOST : SECURE) + cookie.getName());
        }
    }

    /** Without a path of its own, the cookie's is the context path. */
    private static boolean isRoot(@Nullable String path, @Nullable String contextPath) {
        return StringUtils.hasText(path) ? "/".equals(path) : !StringUtils.hasText(contextPath);
    }

    /** After Boot has copied what is configured. */
    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE;
    }
}
