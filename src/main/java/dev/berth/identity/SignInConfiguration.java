package dev.berth.identity;

import dev.berth.identity.IdentitySettings.UserInfo;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.convert.converter.Converter;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.oidc.authentication.OidcIdTokenDecoderFactory;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserService;
import org.springframework.security.oauth2.client.oidc.web.logout.OidcClientInitiatedLogoutSuccessHandler;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.registration.ClientRegistrations;
import org.springframework.security.oauth2.client.registration.InMemoryClientRegistrationRepository;
import org.springframework.security.oauth2.client.registration.SupplierClientRegistrationRepository;
import org.springframework.security.oauth2.client.web.DefaultOAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizedClientRepository;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.converter.ClaimTypeConverter;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.oidc.StandardClaimNames;
import org.springframework.security.oauth2.jwt.JwtDecoderFactory;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;
import org.springframework.security.web.header.HeaderWriter;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

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
            NameHolders holders,
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
                        .authorizationEndpoint(
                                endpoint -> endpoint.authorizationRequestResolver(new OneProvider(registrations)))
                        .redirectionEndpoint(endpoint -> endpoint.baseUri("/login/oauth2/code/" + REGISTRATION))
                        .authorizedClientRepository(new ForgottenTokens())
                        .tokenEndpoint(token -> token.accessTokenResponseClient(calls.tokens()))
                        .userInfoEndpoint(userInfo -> userInfo.oidcUserService(people)))
                .addFilterBefore(
                        new SignInStillGood(settings.longestSignIn(), holders, clock),
                        AnonymousAuthenticationFilter.class)
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

    /**
     * Spring Security would turn whatever text stands in {@code email_verified} into true or false: it is read as the
     * provider wrote it.
     */
    @Bean
    JwtDecoderFactory<ClientRegistration> idTokens() {
        OidcIdTokenDecoderFactory factory = new OidcIdTokenDecoderFactory();
        factory.setClaimTypeConverterFactory(
                registration -> asWritten(OidcIdTokenDecoderFactory.createDefaultClaimTypeConverters()));
        return factory;
    }

    @Bean
    OidcUserService people(SignInAdmission admission, ProviderCalls calls, IdentitySettings settings) {
        OidcUserService service = new OidcUserService();
        service.setOauth2UserService(calls.userInfo());
        service.setClaimTypeConverterFactory(
                registration -> asWritten(OidcUserService.createDefaultClaimTypeConverters()));
        service.setRetrieveUserInfo(request -> settings.userInfo() == UserInfo.FILLS
                && request.getClientRegistration()
                                .getProviderDetails()
                                .getUserInfoEndpoint()
                                .getUri()
                        != null);
        service.setOidcUserConverter(source -> admission.admit(
                source.getUserRequest().getIdToken(),
                source.getUserInfo() == null ? Map.of() : source.getUserInfo().getClaims()));
        return service;
    }

    private static ClaimTypeConverter asWritten(Map<String, Converter<Object, ?>> converters) {
        Map<String, Converter<Object, ?>> fewer = new HashMap<>(converters);
        fewer.remove(StandardClaimNames.EMAIL_VERIFIED);
        return new ClaimTypeConverter(fewer);
    }

    private static OidcClientInitiatedLogoutSuccessHandler signOutAtProvider(
            ClientRegistrationRepository registrations) {
        OidcClientInitiatedLogoutSuccessHandler handler = new OidcClientInitiatedLogoutSuccessHandler(registrations);
        handler.setPostLogoutRedirectUri("{baseUrl}/signed-out");
        // Where the provider has no way to sign out, such as Fence.
        handler.setDefaultTargetUrl("/signed-out");
        return handler;
    }

    /** Of any other provider than the one there is nothing, where Spring Security's own way ends in a failure. */
    private record OneProvider(DefaultOAuth2AuthorizationRequestResolver requests)
            implements OAuth2AuthorizationRequestResolver {

        private static final RequestMatcher SIGN_IN =
                PathPatternRequestMatcher.withDefaults().matcher("/oauth2/authorization/" + REGISTRATION);

        OneProvider(ClientRegistrationRepository registrations) {
            this(new DefaultOAuth2AuthorizationRequestResolver(registrations));
        }

        @Override
        public @Nullable OAuth2AuthorizationRequest resolve(HttpServletRequest request) {
            return SIGN_IN.matches(request) ? requests.resolve(request) : null;
        }

        @Override
        public @Nullable OAuth2AuthorizationRequest resolve(HttpServletRequest request, String registration) {
            return REGISTRATION.equals(registration) ? requests.resolve(request, registration) : null;
        }
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
