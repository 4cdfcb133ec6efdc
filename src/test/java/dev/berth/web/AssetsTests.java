package dev.berth.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testing.Browser;
import dev.berth.testing.Browser.Page;
import dev.berth.testing.SandboxTest;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import org.springframework.web.servlet.resource.ResourceUrlProvider;

@SandboxTest
class AssetsTests {

    private static final Pattern FILE = Pattern.compile("(?:src|href)=\"(/[^\"]+\\.(?:css|js|svg))\"");
    private static final Pattern WITH_DIGEST = Pattern.compile("/assets/[a-z.]+-[0-9a-f]{32}\\.(css|js|svg)");

    private final Browser browser;
    private final ResourceUrlProvider addresses;

    @Autowired
    AssetsTests(Environment environment, ResourceUrlProvider addresses) {
        this.browser = Browser.at(environment);
        this.addresses = addresses;
    }

    @Test
    void everyFileThatAPageNamesIsKeptForEverUnderAnAddressThatSaysItsContent() {
        List<String> files = FILE.matcher(browser.get("/sign-in").body())
                .results()
                .map(MatchResult::group)
                .map(link -> link.substring(link.indexOf('"') + 1, link.length() - 1))
                .distinct()
                .toList();

        assertThat(files).hasSizeGreaterThan(5).anyMatch(file -> file.contains("bootstrap"));
        assertThat(files).allSatisfy(file -> {
            assertThat(file).matches(WITH_DIGEST);
            Page page = browser.getOnce(file);
            assertThat(page.status()).isEqualTo(200);
            assertThat(page.header("Cache-Control")).isEqualTo("max-age=31536000, public, immutable");
        });
    }

    @Test
    void aDigestThatIsNotTheContentsLeadsNowhere() {
        assertThat(browser.getOnce("/assets/berth-" + "0".repeat(32) + ".css").status())
                .isEqualTo(404);
    }

    /** Each link of a page is matched with these; what matches is looked up in the jars. */
    @Test
    void aLinkToAPageIsNeverLookedUpAmongTheFiles() {
        assertThat(addresses.getHandlerMap()).containsOnlyKeys("/assets/**");
    }
}
