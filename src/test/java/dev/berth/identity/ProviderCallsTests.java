package dev.berth.identity;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpTimeoutException;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.security.oauth2.client.endpoint.OAuth2AuthorizationCodeGrantRequest;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.userinfo.OAuth2UserRequest;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthorizationException;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationExchange;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationResponse;

/** A provider that takes the call and never answers. */
@Timeout(60)
class ProviderCallsTests {

    private final ProviderCalls calls =
            new ProviderCalls(ClaimReadingTests.settings(Map.of("berth.identity.timeout", "200ms")));

    private ServerSocket silent;

    @BeforeEach
    void listen() throws IOException {
        silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void close() throws IOException {
        silent.close();
    }

    @Test
    void theExchangeOfTheCodeEnds() {
        String here = "https://berth.example.org/login/oauth2/code/berth";
        OAuth2AuthorizationExchange exchange = new OAuth2AuthorizationExchange(
                OAuth2AuthorizationRequest.authorizationCode()
                        .authorizationUri("https://gen3.example.org/user/oauth2/authorize")
                        .clientId("berth")
                        .redirectUri(here)
                        .build(),
                OAuth2AuthorizationResponse.success("code").redirectUri(here).build());

        assertThatThrownBy(() -> calls.tokens()
                        .getTokenResponse(new OAuth2AuthorizationCodeGrantRequest(registration(), exchange)))
                .isInstanceOf(OAuth2AuthorizationException.class)
                .hasRootCauseInstanceOf(HttpTimeoutException.class);
    }

    @Test
    void askingForTheUserinfoEnds() {
        OAuth2AccessToken token = new OAuth2AccessToken(
                OAuth2AccessToken.TokenType.BEARER, "access", Instant.EPOCH, Instant.EPOCH.plusSeconds(1));

        assertThatThrownBy(() -> calls.userInfo().loadUser(new OAuth2UserRequest(registration(), token)))
                .isInstanceOf(OAuth2AuthenticationException.class)
                .hasRootCauseInstanceOf(HttpTimeoutException.class);
    }

    private ClientRegistration registration() {
        String base = "http://localhost:" + silent.getLocalPort();
        return ClientRegistration.withRegistrationId("berth")
                .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
                .clientId("berth")
                .clientSecret("not-a-secret")
                .redirectUri("https://berth.example.org/login/oauth2/code/berth")
                .authorizationUri(base + "/authorize")
                .tokenUri(base + "/token")
                .userInfoUri(base + "/userinfo")
                .userNameAttributeName("sub")
                .build();
    }
}
