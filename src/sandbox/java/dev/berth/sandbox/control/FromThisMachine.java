package dev.berth.sandbox.control;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * The levers are nobody's but who sits at this machine: no other host's, and no web page's that a browser here shows, whether
 * it sends its request openly (which has an Origin) or by a name of its own that leads here.
 */
@Configuration(proxyBeanMethods = false)
class FromThisMachine implements WebMvcConfigurer, HandlerInterceptor {

    private static final Set<String> NAMES = Set.of("localhost", "127.0.0.1", "[::1]");

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(this).addPathPatterns("/control/**");
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler)
            throws IOException {
        boolean here = isLoopback(request.getRemoteAddr())
                && NAMES.contains(request.getServerName())
                && request.getHeader(HttpHeaders.ORIGIN) == null;
        if (!here) {
            response.sendError(HttpStatus.FORBIDDEN.value());
        }
        return here;
    }

    private static boolean isLoopback(String address) {
        return address.startsWith("127.") || address.equals("0:0:0:0:0:0:0:1") || address.equals("::1");
    }
}
