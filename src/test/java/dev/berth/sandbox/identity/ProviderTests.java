package dev.berth.sandbox.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testing.Browser;
import dev.berth.testing.Browser.Page;
import dev.berth.testing.SandboxTest;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;

@SandboxTest
class ProviderTests {

    private final Environment environment;
    private final String issuer;

    @Autowired
    ProviderTests(Environment environment) {
        this.environment = environment;
        this.issuer = environment.getRequiredProperty("berth.identity.issuer");
    }

    @Test
    void discoveryNamesThisIssuerAndHowToSignOut() {
        Page discovery = Browser.at(environment).get(issuer + "/.well-known/openid-configuration");

        assertThat(discovery.body())
                .contains("\"issuer\":\"" + issuer + "\"")
                .contains("\"end_session_endpoint\"", "\"RS256\"", "client_secret_basic", "\"S256\"");
    }

    @Test
    void aPersonaIsChosenByAFormOfThePageOnly() {
        Browser browser = Browser.at(environment);
        Page personas = browser.get("/oauth2/authorization/berth");

        assertThat(personas.text()).contains("alice", "frank@example.org", "carol", "dave", "erin", "Sandbox");
        assertThat(personas.header("Content-Security-Policy"))
                .contains("default-src 'none'", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(browser.post(issuer + "/personas", Map.of("username", "alice"))
                        .status())
                .isEqualTo(403);
        assertThat(personas.submit("/personas", Map.of("username", "nobody")).status())
                .isEqualTo(404);
    }

    @Test
    void aBrowserIsNotSentToAnotherMachine() {
        Browser browser = Browser.signedInAs("alice", environment);

        Page refused = browser.getOnce(issuer + "/oauth2/authorize?response_type=code&client_id=berth&scope=openid"
                + "&state=1&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256"
                + "&redirect_uri=http://example.org/login/oauth2/code/berth");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.header("Location")).isEmpty();
    }

    @Test
    void aCodeIsNotGivenWithoutAProofKey() {
        Browser browser = Browser.signedInAs("alice", environment);

        Page refused = browser.getOnce(issuer + "/oauth2/authorize?response_type=code&client_id=berth&scope=openid"
                + "&state=1&redirect_uri=http://localhost:8080/login/oauth2/code/berth");

        assertThat(refused.header("Location")).contains("error=invalid_request").doesNotContain("code=");
    }

    @Test
    void theProvidersCookieIsNotThePortals() {
        Browser browser = Browser.signedInAs("alice", environment);

        assertThat(browser.cookies())
                .extracting(cookie -> cookie.getName())
                .containsExactlyInAnyOrder("BERTH", "BERTH_SANDBOX");
    }
}
