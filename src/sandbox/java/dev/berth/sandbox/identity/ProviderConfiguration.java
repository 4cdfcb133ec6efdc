package dev.berth.sandbox.identity;

import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import jakarta.servlet.DispatcherType;
import java.time.Duration;
import java.util.EnumSet;
import org.springframework.boot.web.servlet.DelegatingFilterProxyRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.MediaType;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.configuration.OAuth2AuthorizationServerConfiguration;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.oidc.OidcScopes;
import org.springframework.security.oauth2.core.oidc.StandardClaimNames;
import org.springframework.security.oauth2.core.oidc.endpoint.OidcParameterNames;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationValidator;
import org.springframework.security.oauth2.server.authorization.client.InMemoryRegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.oidc.authentication.OidcLogoutAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;
import org.springframework.security.web.util.matcher.MediaTypeRequestMatcher;

@Configuration(proxyBeanMethods = false)
@EnableWebSecurity
class ProviderConfiguration {

    /** The rooms beside this one answer for themselves, in the words of their own protocols. */
    @Bean
    DelegatingFilterProxyRegistrationBean providerPathsOnly() {
        DelegatingFilterProxyRegistrationBean registration =
                new DelegatingFilterProxyRegistrationBean("springSecurityFilterChain");
        registration.addUrlPatterns(
                "/oauth2/*", "/.well-known/*", "/userinfo", "/connect/*", "/personas", "/personas/*", "/signed-out");
        registration.setDispatcherTypes(EnumSet.allOf(DispatcherType.class));
        registration.setOrder(-100);
        return registration;
    }

    @Bean
    @Order(1)
    SecurityFilterChain protocol(HttpSecurity http) throws Exception {
        return http.oauth2AuthorizationServer(server -> {
                    http.securityMatcher(server.getEndpointsMatcher());
                    server.oidc(oidc -> oidc.logoutEndpoint(logout ->
                                    logout.authenticationProviders(providers -> providers.forEach(provider -> {
                                        if (provider instanceof OidcLogoutAuthenticationProvider it) {
                                            it.setAuthenticationValidator(Loopback.afterSignOut());
                                        }
                                    }))))
                            .authorizationEndpoint(authorization ->
                                    authorization.authenticationProviders(providers -> providers.forEach(provider -> {
                                        if (provider
                                                instanceof OAuth2AuthorizationCodeRequestAuthenticationProvider it) {
                                            it.setAuthenticationValidator(Loopback.afterSignIn()
                                                    .andThen(
                                                            OAuth2AuthorizationCodeRequestAuthenticationValidator
                                                                    .DEFAULT_SCOPE_VALIDATOR));
                                        }
                                    })));
                })
                .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                .oauth2ResourceServer(resources -> resources.jwt(Customizer.withDefaults()))
                .exceptionHandling(exceptions -> exceptions.defaultAuthenticationEntryPointFor(
                        new LoginUrlAuthenticationEntryPoint("/personas"),
                        new MediaTypeRequestMatcher(MediaType.TEXT_HTML)))
                .build();
    }

    @Bean
    @Order(2)
    SecurityFilterChain pages(HttpSecurity http) throws Exception {
        return http.authorizeHttpRequests(
                        requests -> requests.requestMatchers("/personas", "/personas/*", "/signed-out")
                                .permitAll()
                                .anyRequest()
                                .denyAll())
                .headers(headers -> headers.contentSecurityPolicy(
                                // The form's answer leads back to the portal, on whichever port it has.
                                csp -> csp.policyDirectives(
                                        "default-src 'none'; style-src 'self'; form-action 'self' http://localhost:* http://127.0.0.1:* https://localhost:* https://127.0.0.1:*;"
                                                + " base-uri 'none'; frame-ancestors 'none'"))
                        .referrerPolicy(Customizer.withDefaults()))
                .build();
    }

    @Bean
    RegisteredClientRepository clients(PortalClient portal) {
        return new InMemoryRegisteredClientRepository(RegisteredClient.withId(portal.id())
                .clientId(portal.id())
                .clientSecret("{noop}" + portal.secret())
                .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
                .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
                .redirectUri("http://localhost:8080" + Loopback.SIGNED_IN)
                .postLogoutRedirectUri("http://localhost:8080" + Loopback.SIGNED_OUT)
                .scope(OidcScopes.OPENID)
                .scope(OidcScopes.PROFILE)
                .scope(OidcScopes.EMAIL)
                .clientSettings(ClientSettings.builder()
                        .requireProofKey(true)
                        .requireAuthorizationConsent(false)
                        .build())
                .tokenSettings(TokenSettings.builder()
                        .accessTokenTimeToLive(Duration.ofMinutes(20))
                        .build())
                .build());
    }

    /** Without an issuer: it is where the request was sent to, since a test's port is known only then. */
    @Bean
    AuthorizationServerSettings providerSettings() {
        return AuthorizationServerSettings.builder().build();
    }

    @Bean
    JwtDecoder accessTokens(JWKSource<SecurityContext> signingKey) {
        return OAuth2AuthorizationServerConfiguration.jwtDecoder(signingKey);
    }

    @Bean
    OAuth2TokenCustomizer<JwtEncodingContext> claims(Personas personas) {
        return context -> {
            Authentication person = context.getPrincipal();
            if (person != null
                    && OidcParameterNames.ID_TOKEN.equals(context.getTokenType().getValue())) {
                personas.find(person.getName())
                        .ifPresent(persona -> context.getClaims()
                                .claim(StandardClaimNames.PREFERRED_USERNAME, persona.username())
                                .claim(StandardClaimNames.NAME, persona.name())
                                .claim(StandardClaimNames.EMAIL, persona.email())
                                .claim(StandardClaimNames.EMAIL_VERIFIED, true));
            }
        };
    }
}
