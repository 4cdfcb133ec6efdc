package dev.berth.web;

import static dev.berth.promotion.Rooms.finding;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.promotion.Rooms;
import dev.berth.promotion.UpperRooms;
import dev.berth.testing.Browser;
import dev.berth.testing.Browser.Page;
import dev.berth.testing.Portal;
import dev.berth.testing.SandboxTest;
import dev.berth.workspace.Workspace;
import dev.berth.workspace.Workspaces;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

/** Every page is closed to scripts and frames of others and kept by nobody. */
@SandboxTest
@Import(UpperRooms.class)
class PagesTests {

    private static final Pattern INLINE = Pattern.compile(
            "<style\\b|<script\\b(?![^>]*\\ssrc=)|<[a-z][^>]*\\s(style|on[a-z]+)=|javascript:",
            Pattern.CASE_INSENSITIVE);

    private final Environment environment;
    private final Portal portal;
    private final Rooms rooms;
    private final Workspaces workspaces;

    @Autowired
    PagesTests(Environment environment, Rooms rooms, Workspaces workspaces) {
        this.environment = environment;
        this.portal = Portal.at(environment.getRequiredProperty("local.server.port", Integer.class));
        this.rooms = rooms;
        this.workspaces = workspaces;
    }

    @Test
    void everyPageThatALinkLeadsTo() {
        // She is researcher, staff and admin.
        String pass = portal.issuePass("erin");
        Page reveal = portal.openSession("erin", pass);
        Workspace erins = workspaces.findByUsername("erin").orElseThrow();
        rooms.scanned(rooms.anImage(erins, "cleared"), finding("CVE-2023-1", "LOW"));
        rooms.scanned(rooms.anImage(erins, "waits"), finding("CVE-2024-3094", "CRITICAL"));
        rooms.notScanned(rooms.anImage(erins, "not-scanned"));
        rooms.cannotBeScanned(rooms.anImage(erins, "cannot-be-scanned"));

        List<Page> pages = Stream.of("erin", "alice", "carol", "dave")
                .flatMap(person -> portal.as(person).walk().stream())
                .toList();

        assertThat(Stream.concat(Stream.of(reveal), pages.stream())).allSatisfy(this::isClosed);
        for (String room : List.of(
                "/images/",
                "/my/approved",
                "/my/passes/",
                "/my/sessions/",
                "/staff/passes/new",
                "/staff/passes/" + pass,
                "/staff/sessions/",
                "/admin/reviews/",
                "/admin/work",
                "/admin/audit")) {
            assertThat(pages)
                    .as(room)
                    .anyMatch(page -> page.address().getPath().startsWith(room) && page.status() == 200);
        }
    }

    @Test
    void everyPageThatNoLinkLeadsTo() {
        Browser nobody = Browser.at(environment);
        Browser bob = portal.as("bob");
        Browser carol = portal.as("carol");

        assertThat(List.of(
                        nobody.get("/sign-in"),
                        nobody.get("/sign-in?failed"),
                        nobody.get("/signed-out"),
                        nobody.post("/my/sessions", Map.of()),
                        bob.get("/nowhere"),
                        bob.get("/admin/audit"),
                        bob.get("/images/none"),
                        bob.post("/sign-out", Map.of()),
                        bob.postWithToken("/my/approved", Map.of()),
                        carol.submit("/staff/passes/new", "/staff/passes", Map.of())))
                .allSatisfy(this::isClosed)
                .extracting(Page::status)
                .containsExactly(200, 200, 200, 403, 404, 403, 400, 403, 405, 422);
    }

    /** What stands in no landmark, whoever jumps from one to the next never hears. */
    @Test
    void theNoticeStandsWithinALandmark() {
        assertThat(portal.as("bob").get("/").body())
                .containsSubsequence("<header", "everything here happens on this machine", "</header>");
    }

    private void isClosed(Page page) {
        assertThat(page.header("Content-Security-Policy"))
                .isEqualTo("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                        + " font-src 'self'; connect-src 'self'; form-action 'self' "
                        + environment.getProperty("berth.identity.issuer")
                        + "; base-uri 'none'; frame-ancestors 'none'");
        assertThat(page.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(page.header("Referrer-Policy")).isEqualTo("same-origin");
        if (page.header("Content-Type").startsWith("text/html")) {
            assertThat(page.header("Cache-Control")).contains("no-store");
            assertThat(page.body()).doesNotContainPattern(INLINE);
        }
    }
}
