package dev.berth.identity;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserService;
import org.springframework.security.oauth2.client.oidc.web.logout.OidcClientInitiatedLogoutSuccessHandler;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.registration.ClientRegistrations;
import org.springframework.security.oauth2.client.registration.InMemoryClientRegistrationRepository;
import org.springframework.security.oauth2.client.registration.SupplierClientRegistrationRepository;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizedClientRepository;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;
import org.springframework.security.web.header.HeaderWriter;

/** Sign-in by OpenID Connect (code, PKCE, nonce), and every route denied unless {@link RouteRule#ALL} allows it. */
@Configuration(proxyBeanMethods = false)
class SignInConfiguration {

    static final String REGISTRATION = "berth";

    @Bean
    SecurityFilterChain portal(
            HttpSecurity http,
            ClientRegistrationRepository registrations,
            OidcUserService people,
            ProviderCalls calls,
            IdentitySettings settings,
            InstantSource clock,
            ObjectProvider<HeaderWriter> pageHeaders)
            throws Exception {
        return http.authorizeHttpRequests(requests -> {
                    // What was refused or failed may say so; nobody asks for that page by its address.
                    requests.dispatcherTypeMatchers(DispatcherType.ERROR).permitAll();
                    for (RouteRule rule : RouteRule.ALL) {
                        if (rule.open()) {
                            requests.requestMatchers(rule.matcher()).permitAll();
                        } else {
                            requests.requestMatchers(rule.matcher()).hasAnyRole(rule.roles());
                        }
                    }
                    requests.anyRequest().denyAll();
                })
                .oauth2Login(login -> login.loginPage("/sign-in")
                        .failureHandler(new SignInFailure())
                        .authorizedClientRepository(new ForgottenTokens())
                        .tokenEndpoint(token -> token.accessTokenResponseClient(calls.tokens()))
                        .userInfoEndpoint(userInfo -> userInfo.oidcUserService(people)))
                .addFilterBefore(
                        new LongestSignIn(settings.longestSignIn(), clock), AnonymousAuthenticationFilter.class)
                .logout(logout -> logout.logoutUrl("/sign-out").logoutSuccessHandler(signOutAtProvider(registrations)))
                .exceptionHandling(exceptions ->
                        exceptions.authenticationEntryPoint(new Doorkeeper()).accessDeniedHandler(new Doorkeeper()))
                .headers(headers -> pageHeaders.orderedStream().forEach(headers::addHeaderWriter))
                .build();
    }

    @Bean
    IdentityProvider identityProvider(IdentitySettings settings) {
        return new IdentityProvider(settings.issuer());
    }

    /** Asked for on the first sign-in: the portal starts, and says so, while the provider is away. */
    @Bean
    ClientRegistrationRepository identityProviders(IdentitySettings settings) {
        return new SupplierClientRegistrationRepository(
                () -> new InMemoryClientRegistrationRepository(registration(settings)));
    }

    private static ClientRegistration registration(IdentitySettings settings) {
        return ClientRegistrations.fromIssuerLocation(settings.issuer().toString())
                .registrationId(REGISTRATION)
                .clientName("Berth")
                .clientId(settings.clientId())
                .clientSecret(settings.clientSecret().reveal())
                .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
                .scope(settings.scopes())
                .clientSettings(ClientRegistration.ClientSettings.builder()
                        .requireProofKey(true)
                        .build())
                .build();
    }

    @Bean
    OidcUserService people(ClaimReading reading, ProviderCalls calls, InstantSource clock) {
        OidcUserService service = new OidcUserService();
        service.setOauth2UserService(calls.userInfo());
        // Fence says the username at this address, whatever scopes were asked for.
        service.setRetrieveUserInfo(request -> request.getClientRegistration()
                        .getProviderDetails()
                        .getUserInfoEndpoint()
                        .getUri()
                != null);
        service.setOidcUserConverter(source -> {
            OidcIdToken idToken = source.getUserRequest().getIdToken();
            Map<String, Object> claims = new HashMap<>(idToken.getClaims());
            if (source.getUserInfo() != null) {
                // The signed token's claims stand; what is said beside them fills gaps.
                source.getUserInfo().getClaims().forEach(claims::putIfAbsent);
            }
            String subject = Objects.requireNonNull(idToken.getSubject(), "an ID token without sub is not accepted");
            return new SignedInPerson(reading.person(subject, claims), idToken, clock.instant());
        });
        return service;
    }

    private static OidcClientInitiatedLogoutSuccessHandler signOutAtProvider(
            ClientRegistrationRepository registrations) {
        OidcClientInitiatedLogoutSuccessHandler handler = new OidcClientInitiatedLogoutSuccessHandler(registrations);
        handler.setPostLogoutRedirectUri("{baseUrl}/signed-out");
        // Where the provider has no way to sign out, such as Fence.
        handler.setDefaultTargetUrl("/signed-out");
        return handler;
    }

    /** The portal calls nothing in a person's name, so it keeps neither access nor refresh token. */
    private static final class ForgottenTokens implements OAuth2AuthorizedClientRepository {

        @Override
        // Both are how Spring Security declares the method: null for none, and the type variable.
        @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
        public <T extends OAuth2AuthorizedClient> @Nullable T loadAuthorizedClient(
                String registration, Authentication principal, HttpServletRequest request) {
            return null;
        }

        @Override
        public void saveAuthorizedClient(
                OAuth2AuthorizedClient client,
                Authentication principal,
                HttpServletRequest request,
                HttpServletResponse response) {
            // forgotten
        }

        @Override
        public void removeAuthorizedClient(
                String registration,
                Authentication principal,
                HttpServletRequest request,
                HttpServletResponse response) {
            // never there
        }
    }
}
