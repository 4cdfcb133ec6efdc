package dev.berth.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testing.Browser;
import dev.berth.testing.Browser.Page;
import dev.berth.testing.SandboxTest;
import java.net.HttpCookie;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;

@SandboxTest
class SignInTests {

    private final Environment environment;

    @Autowired
    SignInTests(Environment environment) {
        this.environment = environment;
    }

    @Test
    void somebodyWhoAsksForAPageComesBackToItAfterSigningIn() {
        Browser browser = Browser.at(environment);

        Page personas = browser.get("/?from=a-mail");
        assertThat(personas.address().getPath()).isEqualTo("/personas");

        Page arrived = personas.submit("/personas", Map.of("username", "alice"));
        assertThat(arrived.status()).isEqualTo(200);
        assertThat(arrived.address()).hasPath("/").hasPort(browser.home().getPort());
        assertThat(arrived.text()).contains("alice").contains("Sign out");
    }

    @Test
    void theNavigationShowsWhatTheConfiguredRolesMayOpen() {
        assertThat(Browser.signedInAs("alice", environment).get("/").body()).doesNotContain("/staff/", "/admin/");
        assertThat(Browser.signedInAs("carol", environment).get("/").body())
                .contains("/staff/passes")
                .doesNotContain("/admin/");
        assertThat(Browser.signedInAs("dave", environment).get("/").body())
                .contains("/admin/audit")
                .doesNotContain("/staff/");
    }

    @Test
    void theSessionGetsANewNumberAtSignIn() {
        Browser browser = Browser.at(environment);
        browser.get("/");
        String before = portalCookie(browser).getValue();

        browser.signIn("bob");

        assertThat(portalCookie(browser).getValue()).isNotEqualTo(before);
        assertThat(portalCookie(browser).isHttpOnly()).isTrue();
    }

    @Test
    void signingOutEndsTheSessionHereAndAtTheProvider() {
        Browser browser = Browser.signedInAs("bob", environment);

        Page out = browser.submit("/", "/sign-out", Map.of());

        assertThat(out.address()).hasPath("/signed-out").hasPort(browser.home().getPort());
        assertThat(browser.get("/").address().getPath())
                .as("the provider asks again who it is")
                .isEqualTo("/personas");
    }

    @Test
    void aFormFromElsewhereIsRefused() {
        Browser browser = Browser.signedInAs("bob", environment);

        assertThat(browser.post("/sign-out", Map.of()).status()).isEqualTo(403);
        assertThat(browser.get("/").text()).contains("bob");
    }

    @Test
    void aClientThatWantsNoPageIsToldThatItIsNotSignedIn() {
        Page answer = Browser.at(environment).getAs("application/json", "/");

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("Content-Type")).startsWith("application/json");
    }

    @Test
    void anUnknownAddressIsNotFoundRatherThanForbidden() {
        Browser browser = Browser.signedInAs("bob", environment);

        Page unknown = browser.get("/no/such/page");
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.text()).contains("There is nothing here");

        Page notTheirs = browser.get("/admin/audit");
        assertThat(notTheirs.status()).isEqualTo(403);
        assertThat(notTheirs.text()).contains("This page is not for you").doesNotContain("Exception");
    }

    private static HttpCookie portalCookie(Browser browser) {
        return browser.cookies().stream()
                .filter(cookie -> cookie.getName().equals("BERTH"))
                .findFirst()
                .orElseThrow();
    }
}
