package dev.berth.credentials;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.GoBackOptions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.WaitUntilState;
import dev.berth.identity.People;
import dev.berth.identity.Person;
import dev.berth.identity.Role;
import dev.berth.testing.Chromium;
import dev.berth.testing.Needs;
import dev.berth.testing.SandboxTest;
import dev.berth.testing.Tool;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

/** The reveal in a real browser, whose back button brings even pages back that nobody may store. */
@SandboxTest
@Import({FakeCloud.InPlace.class, PassFixtures.class})
@Needs(Tool.CHROMIUM)
class RevealJourneyTests {

    private static final Person ALICE = People.person("alice", Role.RESEARCHER);

    private static Chromium chromium;

    private final List<String> complaints = new ArrayList<>();

    @Autowired
    Environment environment;

    @Autowired
    FakeCloud cloud;

    @Autowired
    PassFixtures given;

    Page page;
    PassId pass;

    @BeforeAll
    static void start() {
        chromium = Chromium.start();
    }

    @AfterAll
    static void stop() {
        chromium.close();
    }

    @BeforeEach
    void aliceOpensHerPass() {
        cloud.reset();
        pass = given.aPassFor(ALICE);
        page = chromium.newPage();
        page.onConsoleMessage(message -> {
            if (message.text().contains("Content Security Policy")) {
                complaints.add(message.text());
            }
        });
        page.onPageError(complaints::add);
        page.navigate(address("/my/passes/" + pass));
        page.locator("button[value=alice]").click();
        page.waitForURL("**/my/passes/" + pass + "*");
    }

    @AfterEach
    void theBrowserHadNothingToComplainOf() {
        page.close();
        assertThat(complaints).isEmpty();
    }

    @Test
    void invariant3_theSecretIsShownInPlaceAndGoneWhenTheReaderLeaves() {
        page.locator("form[data-reveal] button").click();

        assertThat(page.locator("#secret-BASH")).containsText("export AWS_SECRET_ACCESS_KEY='" + FakeCloud.SECRET_KEY);
        assertThat(page.locator("[role=timer]")).hasText(Pattern.compile("(1:00|59):\\d\\d"));
        assertThat(page.url()).contains("/my/passes/" + pass);
        assertThat(page.locator("form[data-reveal]")).hasCount(0);
        assertThat(page.locator("#pass-facts")).containsText("1 of 3");
        assertThat(page.locator("#push-sessions table")).containsText("Open");
        assertThat(page.locator("#placeholders")).hasCount(0);

        page.navigate(address("/"));
        page.goBack(new GoBackOptions().setWaitUntil(WaitUntilState.COMMIT));

        assertThat(page.locator("form[data-reveal] button")).isVisible();
        assertThat(page.content()).doesNotContain(FakeCloud.SECRET_KEY, FakeCloud.TOKEN);
        assertThat(page.locator("body")).containsText("Sessions left: 2");
        assertThat(cloud.grants).hasSize(1);
    }

    /** Which pages a browser keeps is its own affair, so both events are sent as a browser that keeps this one does. */
    @Test
    void invariant3_aBrowserThatKeepsThePageKeepsItWithoutTheSecret() {
        page.locator("form[data-reveal] button").click();
        assertThat(page.locator("#secret-BASH")).isVisible();

        page.evaluate("window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))");

        assertThat(page.content()).doesNotContain(FakeCloud.SECRET_KEY, FakeCloud.TOKEN);
        page.evaluate("window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))");
        assertThat(page.locator("form[data-reveal] button")).isVisible();
    }

    @Test
    void aRefusalIsShownInPlaceToo() {
        cloud.failing = true;

        page.locator("form[data-reveal] button").click();

        assertThat(page.locator("#reveal [role=alert]")).containsText("AWS did not give the credentials");
        cloud.failing = false;
        page.locator("form[data-reveal] button").click();
        assertThat(page.locator("#secret-BASH")).isVisible();
    }

    @Test
    void theCommandsFollowWhatIsTyped() {
        Locator tag = page.locator("#tag-DOCKER");
        page.locator("#image").fill("rnaseq:3.2");
        assertThat(tag).containsText("docker tag rnaseq:3.2 ");

        page.getByRole(AriaRole.TAB, new Page.GetByRoleOptions().setName("Podman"))
                .click();
        assertThat(page.locator("#tag-PODMAN")).isVisible();
        assertThat(tag).isHidden();

        page.locator("#image").fill("rnaseq; id");
        assertThat(page.locator("#image-problem")).containsText("has no spaces");
        assertThat(page.locator("#image[aria-invalid=true]")).hasCount(1);
        assertThat(page.locator("#tag-PODMAN")).hasCount(0);
        page.locator("#image").fill("rnaseq");
        assertThat(page.locator("#tag-problem")).containsText("such as rnaseq-1.0");
        assertThat(page.locator("#image[aria-invalid]")).hasCount(0);
        assertThat(page.locator("#tag[aria-invalid=true]")).hasCount(1);
        assertThat(page.locator("#tag-PODMAN")).hasCount(0);
        page.locator("#tag").fill("rnaseq-3.2");
        assertThat(page.locator("#tag-PODMAN")).isVisible();
        assertThat(page.locator("#tag-problem")).isEmpty();
        assertThat(page.locator("#tag[aria-invalid]")).hasCount(0);
    }

    @Test
    void theShellChosenOnceIsChosenWhereverItMatters() {
        Locator login = page.locator("#login-DOCKER-POWERSHELL");
        assertThat(login).isHidden();

        page.getByRole(AriaRole.TAB, new Page.GetByRoleOptions().setName("PowerShell"))
                .first()
                .click();

        assertThat(login).isVisible();
        assertThat(login).containsText("cmd /c \"aws ecr get-login-password");
        assertThat(page.locator("#login-DOCKER-BASH")).isHidden();

        page.locator("form[data-reveal] button").click();
        assertThat(page.locator("#secret-POWERSHELL")).isVisible();
        assertThat(page.locator("#secret-BASH")).isHidden();
    }

    private String address(String path) {
        return "http://localhost:" + environment.getRequiredProperty("local.server.port") + path;
    }
}
