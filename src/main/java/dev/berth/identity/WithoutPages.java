package dev.berth.identity;

import dev.berth.support.ConditionalOnProcessRole;
import dev.berth.support.ProcessRole;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.context.MessageSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.MediaType;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.RequestCacheConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;

/** A process without pages answers its health, and tells whoever else reaches it, such as the operator who routed people there. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProcessRole(value = ProcessRole.WEB, has = false)
class WithoutPages {

    private final MessageSource messages;

    WithoutPages(MessageSource messages) {
        this.messages = messages;
    }

    /** Before the portal's, which thereby sees no request. */
    @Bean
    @Order(0)
    SecurityFilterChain noPages(HttpSecurity http) throws Exception {
        return http.securityMatcher(request -> true)
                .authorizeHttpRequests(requests -> requests.requestMatchers("/actuator/health/**", "/livez", "/readyz")
                        .permitAll()
                        .anyRequest()
                        .denyAll())
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .requestCache(RequestCacheConfigurer::disable)
                .exceptionHandling(exceptions -> exceptions
                        .authenticationEntryPoint((request, response, denied) -> answer(request, response))
                        .accessDeniedHandler((request, response, denied) -> answer(request, response)))
                .build();
    }

    private void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setStatus(HttpServletResponse.SC_NOT_FOUND);
        response.setContentType(MediaType.TEXT_PLAIN_VALUE);
        response.setCharacterEncoding(StandardCharsets.UTF_8);
        response.getWriter().write(messages.getMessage("web.noPages", null, request.getLocale()));
    }
}
