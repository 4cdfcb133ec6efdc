package dev.berth.benchmark;

import com.github.kagkarlsson.scheduler.Scheduler;
import dev.berth.testing.Browser;
import dev.berth.testing.GrownDatabase;
import dev.berth.testing.SandboxTest;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * How long each page of each role takes with a row in each list, with a full page in each list, and in a grown database,
 * and each as many times as long as before. How far it grows, in images, is set by
 * {@code -Dberth.benchmark.images=100000}, with a pass for ten and ten audit entries for each. The goal is 1.5; from one
 * row to a full page it is the rows on the page that cost.
 */
@SandboxTest
class PagesBenchmark {

    private static final int IMAGES = Integer.getInteger("berth.benchmark.images", 20_000);
    private static final int FINDINGS = 8_000;

    /** So many images that the shortest list, that of reviews, goes beyond one page. */
    private static final int A_PAGE_OF_EACH = 2_700;

    private static final int WARM_UP = 150;
    private static final int ASKED = 200;
    private static final double GOAL = 1.5;

    private final Environment environment;
    private final JdbcClient jdbc;
    private final Scheduler scheduler;
    private final GrownDatabase database;

    @Autowired
    PagesBenchmark(Environment environment, JdbcClient jdbc, Scheduler scheduler, InstantSource clock) {
        this.environment = environment;
        this.jdbc = jdbc;
        this.scheduler = scheduler;
        this.database = new GrownDatabase(jdbc, clock.instant());
    }

    private record Page(String person, String address) {}

    /** In milliseconds. */
    private record Times(double p50, double p95) {}

    @Test
    void everyPageSmallAndGrown() {
        // Pages alone: nothing looks into the repositories of the workspaces that are only rows.
        scheduler.stop();
        database.growTo(GrownDatabase.Size.ONE);
        jdbc.sql("update workspace set username = 'alice' where id = :id")
                .param("id", GrownDatabase.workspace(0))
                .update();
        Map<String, Browser> browsers = new LinkedHashMap<>();
        pages().forEach(page -> browsers.computeIfAbsent(page.person(), name -> Browser.signedInAs(name, environment)));

        measured(browsers);
        Map<Page, Times> one = measured(browsers);
        database.growTo(GrownDatabase.Size.of(A_PAGE_OF_EACH));
        database.findings(GrownDatabase.image(0), 100);
        Map<Page, Times> full = measured(browsers);
        database.growTo(GrownDatabase.Size.of(IMAGES));
        database.findings(GrownDatabase.image(0), FINDINGS);
        Map<Page, Times> grown = measured(browsers);

        for (String figure : List.of("p50", "p95")) {
            Ratios growth = table(figure, "full", "grown");
            Ratios rows = table(figure, "one row", "full");
            for (Page page : pages()) {
                String name = page.person() + " " + shortened(page.address());
                growth.add(name, figure(figure, full.get(page)), figure(figure, grown.get(page)), GOAL);
                rows.add(name, figure(figure, one.get(page)), figure(figure, full.get(page)));
            }
            growth.print();
            rows.print();
        }
    }

    private static List<Page> pages() {
        String image = "/images/" + GrownDatabase.image(0);
        String findings = image + "/findings?platform=" + GrownDatabase.digest(0);
        List<Page> pages = new ArrayList<>();
        List.of(
                        "/",
                        "/my/approved",
                        "/my/passes/" + GrownDatabase.pass(0),
                        "/my/sessions/" + GrownDatabase.session(0),
                        image,
                        findings)
                .forEach(address -> pages.add(new Page("alice", address)));
        List.of(
                        "/",
                        "/staff/passes",
                        "/staff/passes?text=alice",
                        "/staff/passes/new",
                        "/staff/passes/" + GrownDatabase.pass(0),
                        "/staff/sessions/" + GrownDatabase.session(0))
                .forEach(address -> pages.add(new Page("carol", address)));
        List.of(
                        "/",
                        "/admin/reviews",
                        "/admin/reviews/" + GrownDatabase.image(0),
                        "/admin/work",
                        "/admin/audit",
                        "/admin/audit?actor=person1",
                        "/admin/audit?subject=image/" + GrownDatabase.image(0),
                        "/admin/audit?subject=image/")
                .forEach(address -> pages.add(new Page("dave", address)));
        return pages;
    }

    private static Map<Page, Times> measured(Map<String, Browser> browsers) {
        Map<Page, Times> times = new LinkedHashMap<>();
        for (Page page : pages()) {
            Browser browser = browsers.get(page.person());
            for (int request = 0; request < WARM_UP; request++) {
                ask(browser, page);
            }
            double[] asked = new double[ASKED];
            for (int request = 0; request < ASKED; request++) {
                asked[request] = ask(browser, page);
            }
            Arrays.sort(asked);
            times.put(page, new Times(asked[ASKED / 2], asked[ASKED * 95 / 100]));
        }
        return times;
    }

    /** @return how many milliseconds it took */
    private static double ask(Browser browser, Page page) {
        long begun = System.nanoTime();
        int status = browser.getOnce(page.address()).status();
        double millis = (System.nanoTime() - begun) / 1e6;
        if (status != 200) {
            throw new AssertionError(page + " answered " + status);
        }
        return millis;
    }

    private static Ratios table(String figure, String measure, String measured) {
        return new Ratios(
                "Pages, %s of %d requests: %s against %s".formatted(figure, ASKED, measured, measure),
                measure,
                measured,
                "ms");
    }

    private static double figure(String what, Times times) {
        return what.equals("p50") ? times.p50() : times.p95();
    }

    /** Without what no reader needs of ids and digests. */
    private static String shortened(String address) {
        return address.replaceAll("[0-9a-f]{8}-[0-9a-f-]{27}", "{id}").replaceAll("sha256:[0-9a-f]{64}", "{digest}");
    }
}
