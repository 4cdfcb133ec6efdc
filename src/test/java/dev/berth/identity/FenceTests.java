package dev.berth.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserRequest;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;

/** Who somebody is by what Fence answers: the ID token, and the userinfo beside it over HTTP. */
class FenceTests {

    private static final Instant NOW = Instant.parse("2026-03-02T10:00:00Z");

    private HttpServer fence;
    private String userInfo = "";
    private Map<String, String> settingsOfFence = Map.of("berth.identity.provider", "fence");

    @BeforeEach
    void fenceAnswers() throws IOException {
        fence = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        fence.createContext("/user/user/", exchange -> {
            byte[] body = userInfo.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        fence.start();
    }

    @AfterEach
    void fenceIsGone() {
        fence.stop(0);
    }

    @Test
    void theUsernameIsNotTheDisplayNameThatUserinfoCallsPreferred() {
        userInfo = userInfo("alice@uchicago.edu", "Alice Smith");

        Person person = signIn(idToken("alice@uchicago.edu", "Alice Smith"));

        assertThat(person.username()).isEqualTo("alice@uchicago.edu");
        assertThat(person.id()).isEqualTo(new PersonId("https://gen3.example.org/user", "17"));
        assertThat(person.email()).as("Fence knows none").isEmpty();
    }

    @Test
    void invariant9_aDisplayNameThatIsSomebodysUsernameOpensNothing() {
        userInfo = userInfo("mallory@example.org", "bob");

        assertThat(signIn(idToken("mallory@example.org", "bob")).username()).isEqualTo("mallory@example.org");
    }

    @Test
    void userinfoFillsOnlyWhatTheSignedTokenLeavesOut() {
        settingsOfFence = Map.of(
                "berth.identity.provider", "fence",
                "berth.identity.user-info", "fills",
                "berth.identity.username-claims", "context.user.name, username");

        userInfo = userInfo("alice", "Alice Smith");
        assertThat(signIn(Map.of()).username()).isEqualTo("alice");

        userInfo = userInfo("bob", "bob");
        assertThat(signIn(idToken("alice", "Alice Smith")).username()).isEqualTo("alice");
    }

    @Test
    void theMomentOfTheSignInIsThePortals() {
        userInfo = userInfo("alice", "Alice Smith");

        assertThat(signedIn(idToken("alice", "Alice Smith")).since()).isEqualTo(NOW);
    }

    private Person signIn(Map<String, Object> claims) {
        return signedIn(claims).person();
    }

    private SignedInPerson signedIn(Map<String, Object> claims) {
        IdentitySettings settings = ClaimReadingTests.settings(settingsOfFence);
        OidcIdToken idToken = new OidcIdToken("signed", NOW, NOW.plus(Duration.ofMinutes(20)), all(claims));
        OAuth2AccessToken access = new OAuth2AccessToken(
                OAuth2AccessToken.TokenType.BEARER, "access", NOW, NOW.plus(Duration.ofMinutes(20)));
        return (SignedInPerson) new SignInConfiguration()
                .people(
                        new SignInAdmission(new ClaimReading(settings), settings, new FreeNames(), () -> NOW),
                        new ProviderCalls(settings),
                        settings)
                .loadUser(new OidcUserRequest(registration(), access, idToken));
    }

    private ClientRegistration registration() {
        URI base = URI.create("http://localhost:" + fence.getAddress().getPort() + "/user");
        return ClientRegistration.withRegistrationId("berth")
                .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
                .clientId("berth")
                .redirectUri("https://berth.example.org/login/oauth2/code/berth")
                .authorizationUri(base + "/oauth2/authorize")
                .tokenUri(base + "/oauth2/token")
                .userInfoUri(base + "/user/")
                .userNameAttributeName("sub")
                .build();
    }

    private static Map<String, Object> all(Map<String, Object> claims) {
        Map<String, Object> all = new HashMap<>(claims);
        all.put("sub", "17");
        all.put("aud", List.of("openid", "berth"));
        all.put("azp", "berth");
        all.put("pur", "id");
        return all;
    }

    private static Map<String, Object> idToken(String name, String displayName) {
        return Map.of("context", Map.of("user", Map.of("name", name, "is_admin", false, "display_name", displayName)));
    }

    /** As Fence writes it: the subject is a number, and what it does not know is null. */
    private static String userInfo(String username, String displayName) {
        return """
                {"user_id": 17, "sub": 17, "idp": "google", "username": "%1$s", "name": "%1$s", "display_name": "%2$s",
                 "preferred_username": "%2$s", "phone_number": null, "email": null, "is_admin": false, "role": "user",
                 "project_access": {}, "groups": [], "message": "", "resources": [], "authz": {}, "azp": "berth"}
                """.formatted(username, displayName);
    }
}
