package dev.berth.testing;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** This machine's Chromium, driven by Playwright: a browser with script and layout. Asks for {@link Tool#CHROMIUM}. */
public final class Chromium implements AutoCloseable {

    private final Playwright playwright;
    private final Browser browser;

    private Chromium(Playwright playwright, Browser browser) {
        this.playwright = playwright;
        this.browser = browser;
    }

    /** Keeps pages for its back button, as it does for people and not for Playwright. */
    public static Chromium start() {
        Playwright playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        return new Chromium(
                playwright,
                playwright
                        .chromium()
                        .launch(new LaunchOptions()
                                .setExecutablePath(Path.of(Tool.CHROMIUM.path()))
                                .setArgs(List.of("--no-sandbox", "--disable-dev-shm-usage"))
                                .setIgnoreDefaultArgs(List.of("--disable-back-forward-cache"))));
    }

    /** In a context of its own. */
    public Page newPage() {
        return browser.newPage();
    }

    @Override
    public void close() {
        playwright.close();
    }
}
