package dev.berth.web;

import static dev.berth.promotion.Rooms.finding;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import dev.berth.promotion.Rooms;
import dev.berth.promotion.Rooms.Image;
import dev.berth.promotion.UpperRooms;
import dev.berth.testing.Chromium;
import dev.berth.testing.Needs;
import dev.berth.testing.SandboxTest;
import dev.berth.testing.Tool;
import dev.berth.workspace.Workspace;
import dev.berth.workspace.Workspaces;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A tag of 128 characters and a scanner's words may hold no space and no hyphen: no page is read by scrolling sideways. */
@SandboxTest
@Import(UpperRooms.class)
@Needs(Tool.CHROMIUM)
class LongNamesTests {

    private static final String UNBROKEN = "_".repeat(115);

    private final Environment environment;
    private final Rooms rooms;
    private final Workspace erins;
    private final JdbcClient jdbc;

    @Autowired
    LongNamesTests(Environment environment, Rooms rooms, Workspaces workspaces, JdbcClient jdbc) {
        this.environment = environment;
        this.rooms = rooms;
        this.erins = workspaces.findByUsername("erin").orElseGet(() -> rooms.aWorkspaceOf("erin"));
        this.jdbc = jdbc;
    }

    @ParameterizedTest
    @ValueSource(ints = {360, 704, 1280})
    void noPageScrollsSideways(int width) {
        nobodyPollsStaging();
        Image approved = rooms.anImage(erins, aTag());
        rooms.scanned(approved);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> !rooms.approvedTags(approved).isEmpty());
        Image waits = rooms.anImage(erins, aTag());
        rooms.scanned(waits, finding("CVE-" + UNBROKEN, "CRITICAL"));
        Image moved = rooms.anImage(erins, aTag());
        rooms.scanned(moved);
        await().atMost(Duration.ofSeconds(30)).until(() -> isInCatalogue(moved));
        move(moved);
        giveUp(approved);

        try (Chromium chromium = Chromium.start();
                Page page = chromium.newPage()) {
            page.setViewportSize(width, 900);
            page.navigate(address("/"));
            page.locator("button[value=erin]").click();
            page.waitForURL(address("/") + "**");

            for (String path : List.of(
                    "/",
                    "/images/" + approved.id(),
                    "/images/" + waits.id(),
                    "/images/" + moved.id(),
                    "/my/approved",
                    "/admin/reviews",
                    "/admin/reviews/" + waits.id(),
                    "/admin/audit",
                    "/admin/work")) {
                page.navigate(address(path));
                assertThat(page.locator("main").innerText()).as(path).contains("____");
                assertThat(page.evaluate("document.documentElement.scrollWidth"))
                        .as("%s at %d pixels", path, width)
                        .isEqualTo(width);
            }
        } finally {
            jdbc.sql("delete from promotion where image_id = :image and state = 'failed'")
                    .param("image", approved.id().value())
                    .update();
        }
    }

    /** Where she has an open push session, a poll would find that staging holds none of these tags. */
    private void nobodyPollsStaging() {
        jdbc.sql("delete from scheduled_tasks where task_name = 'watch-staging' and task_instance = :workspace")
                .param("workspace", erins.id().toString())
                .update();
    }

    private boolean isInCatalogue(Image image) {
        return jdbc.sql("select exists (select 1 from approved_image where image_id = :image)")
                .param("image", image.id().value())
                .query(Boolean.class)
                .single();
    }

    private void move(Image image) {
        jdbc.sql("update approved_image set missing_since = now(), moved_to = :other where image_id = :image")
                .param("other", "sha256:" + "0".repeat(64))
                .param("image", image.id().value())
                .update();
    }

    private void giveUp(Image image) {
        jdbc.sql("""
                insert into promotion (id, image_id, workspace_id, digest, tag, state, since, attempts, reason, queued_at)
                values (:id, :image, :workspace, :digest, :tag, 'failed', now(), 9, :reason, now())""")
                .params(Map.of(
                        "id", UUID.randomUUID(),
                        "image", image.id().value(),
                        "workspace", image.workspace().id().value(),
                        "digest", image.digest().value(),
                        "tag", aTag(),
                        "reason", "ECR: " + UNBROKEN))
                .update();
    }

    private static String aTag() {
        return "v" + UUID.randomUUID().toString().substring(0, 8) + UNBROKEN;
    }

    private String address(String path) {
        return "http://localhost:" + environment.getRequiredProperty("local.server.port") + path;
    }
}
