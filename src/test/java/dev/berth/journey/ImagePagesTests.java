package dev.berth.journey;

import static dev.berth.promotion.Rooms.finding;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.oci.Digest;
import dev.berth.oci.LeftBehind;
import dev.berth.promotion.Rooms;
import dev.berth.promotion.Rooms.Image;
import dev.berth.promotion.UpperRooms;
import dev.berth.testing.Browser;
import dev.berth.testing.Browser.Page;
import dev.berth.testing.Portal;
import dev.berth.testing.SandboxTest;
import dev.berth.workspace.Workspace;
import dev.berth.workspace.Workspaces;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The pages of images as each role sees them, with the scheduler at work above a registry in memory. */
@SandboxTest
@Import(UpperRooms.class)
class ImagePagesTests {

    @Autowired
    private Environment environment;

    @Autowired
    private Rooms rooms;

    @Autowired
    private Workspaces workspaces;

    @Autowired
    private JdbcClient jdbc;

    private Workspace alices;

    @BeforeEach
    void aliceHasAWorkspace() {
        alices = workspaces.findByUsername("alice").orElseGet(() -> rooms.aWorkspaceOf("alice"));
    }

    @Test
    void theResearcherReadsTheApprovedAddressOnThreePages() {
        String tag = aTag();
        Image image = rooms.anImage(alices, tag);
        rooms.scanned(image, finding("CVE-2023-1", "LOW"));
        Browser alice = Browser.signedInAs("alice", environment);
        String uri = "/nextflow-approved/alice:" + tag;

        await().atMost(Duration.ofSeconds(30))
                .until(() -> alice.get("/images/" + image.id()).text().contains(uri));

        Page story = alice.get("/images/" + image.id());
        assertThat(story.text())
                .contains(
                        "Approved",
                        "process.container = '",
                        "up to an hour",
                        image.digest().value())
                .contains("Cleared by the policy no-critical-3-linux-amd64", "Promoted as " + tag, "1 LOW");
        assertThat(story.body()).doesNotContain("data-live");
        assertThat(alice.get("/").text()).contains(uri);
        assertThat(alice.get("/my/approved").text())
                .contains(uri, image.digest().value());
    }

    @Test
    void whatWasNotCopiedWithTheImageStandsOnItsPageAndInTheAudit() {
        Digest hidden = Digest.ofContent(new byte[] {7});
        rooms.leavesBehind(new LeftBehind(hidden, "application/vnd.in-toto+json", LeftBehind.Reason.COMPRESSED));
        Image image = rooms.anImage(alices, aTag());
        rooms.scanned(image);
        Browser alice = Browser.signedInAs("alice", environment);

        await().atMost(Duration.ofSeconds(30))
                .until(() -> alice.get("/images/" + image.id()).text().contains("Promoted as"));
        rooms.leavesBehind();

        assertThat(alice.get("/images/" + image.id()).text())
                .contains("Not copied with it", "It is compressed", "application/vnd.in-toto+json", hidden.shortened());
        assertThat(jdbc.sql(
                                "select cast(details as jsonb) ->> 'leftBehindFirst' from audit_entry where subject = :image and action = 'promotion.verified'")
                        .param("image", "image/" + image.id())
                        .query(String.class)
                        .single())
                .isEqualTo(hidden + " COMPRESSED");
    }

    @Test
    void everyReasonHasItsWords() throws IOException {
        Properties words = new Properties();
        try (InputStream in = getClass().getResourceAsStream("/messages/journey.properties")) {
            words.load(in);
        }

        assertThat(LeftBehind.Reason.values())
                .allSatisfy(
                        reason -> assertThat(words.stringPropertyNames()).contains("journey.left-behind." + reason));
    }

    @Test
    void invariant6_anotherResearcherFindsNothing() {
        Image image = rooms.anImage(alices, aTag());

        assertThat(Browser.signedInAs("bob", environment)
                        .get("/images/" + image.id())
                        .status())
                .isEqualTo(404);
        assertThat(Browser.signedInAs("carol", environment)
                        .get("/images/" + image.id())
                        .status())
                .isEqualTo(200);
        assertThat(Browser.signedInAs("dave", environment)
                        .get("/images/" + image.id())
                        .status())
                .isEqualTo(200);
        assertThat(Browser.signedInAs("alice", environment)
                        .get("/images/" + UUID.randomUUID())
                        .status())
                .isEqualTo(404);
    }

    @Test
    void zeroFindingsNotScannedAndCannotBeScannedAreThreeThings() {
        Browser alice = Browser.signedInAs("alice", environment);
        Image none = rooms.anImage(alices, aTag());
        rooms.scanned(none);
        Image not = rooms.anImage(alices, aTag());
        rooms.notScanned(not);
        Image cannot = rooms.anImage(alices, aTag());
        rooms.cannotBeScanned(cannot);

        assertThat(alice.get("/images/" + none.id()).text()).contains("Scanned: no findings");
        assertThat(alice.get("/images/" + not.id()).text())
                .contains("Not scanned", "Waits for review")
                .doesNotContain("no findings");
        assertThat(alice.get("/images/" + cannot.id()).text())
                .contains("Cannot be scanned", "Waits for review")
                .doesNotContain("no findings");
    }

    @Test
    void anAdminApprovesOnThePageOfTheReview() {
        String tag = aTag();
        Image image = rooms.anImage(alices, tag);
        rooms.scanned(image, finding("CVE-2024-3094", "CRITICAL"));
        Browser dave = Browser.signedInAs("dave", environment);
        String page = "/admin/reviews/" + image.id();

        assertThat(dave.get("/admin/reviews").text()).contains(tag, "alice", "1 CRITICAL finding: CVE-2024-3094");
        assertThat(dave.get(page).text()).contains("Review of " + tag, "CVE-2024-3094", "xz-utils 5.6.0", "5.6.1");
        assertThat(dave.submit(page, page, Map.of("decision", "approve", "reason", " "))
                        .text())
                .contains("Say why");
        Page decided = dave.submit(page, page, Map.of("decision", "approve", "reason", "Not reachable there"));

        assertThat(decided.status()).isEqualTo(200);
        assertThat(decided.text()).contains("dave approved it: Not reachable there");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> Browser.signedInAs("alice", environment)
                        .get("/images/" + image.id())
                        .text()
                        .contains("/nextflow-approved/alice:" + tag));
    }

    @Test
    void aRejectedImageThatIsPushedAgainSaysSoToTheResearcherAndAsksTheAdmins() {
        String first = aTag();
        String second = aTag();
        Image image = rooms.anImage(alices, first);
        rooms.scanned(image, finding("CVE-2024-3094", "CRITICAL"));
        Browser alice = Browser.signedInAs("alice", environment);
        Browser dave = Browser.signedInAs("dave", environment);
        String page = "/admin/reviews/" + image.id();
        String story = "/images/" + image.id();

        dave.submit(page, page, Map.of("decision", "reject", "reason", "xz-utils has a backdoor"));
        assertThat(alice.get(story).text())
                .contains(
                        "Rejected by dave",
                        "xz-utils has a backdoor",
                        "it holds under every tag",
                        "build the image anew and push that")
                .doesNotContain("You pushed the same image again");
        assertThat(dave.get("/admin/reviews").text()).doesNotContain(first);
        assertThat(dave.get(page).text()).contains("Lift the rejection").doesNotContain("Keep it rejected");

        rooms.scanned(image);
        rooms.tag(image, second);
        assertThat(alice.get(story).text())
                .contains("You pushed the same image again as " + second + ". That does not change the decision.");
        assertThat(dave.get("/admin/reviews").text()).contains("Rejected earlier, pushed again as " + second);
        assertThat(dave.get(page).text()).contains("Rejected earlier, pushed again as " + second);

        assertThat(dave.submit(page, page, Map.of("decision", "keep", "reason", " "))
                        .text())
                .contains("Say why");
        assertThat(dave.submit(page, page, Map.of("decision", "keep", "reason", "Same bytes"))
                        .text())
                .contains("dave kept it rejected: Same bytes")
                .doesNotContain("pushed again as");
        assertThat(dave.get("/admin/reviews").text()).doesNotContain(second);
        assertThat(alice.get(story).text()).contains("Still rejected by dave", "Same bytes");

        dave.submit(page, page, Map.of("decision", "lift", "reason", "The advisory was withdrawn"));
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(alice.get(story).text())
                        .contains("/nextflow-approved/alice:" + first, "/nextflow-approved/alice:" + second));
        assertThat(alice.get(story).text())
                .contains("Rejection lifted by dave")
                .doesNotContain("it holds under every tag");
    }

    @Test
    void aFormThatIsStaleIsAnsweredWithASentence() {
        Image image = rooms.anImage(alices, aTag());
        rooms.scanned(image, finding("CVE-2024-3094", "CRITICAL"));
        Browser dave = Browser.signedInAs("dave", environment);
        String address = "/admin/reviews/" + image.id();
        Page page = dave.get(address);
        rooms.scanned(image, finding("CVE-2024-3094", "CRITICAL"), finding("CVE-2024-1", "CRITICAL"));

        assertThat(page.submit(address, Map.of("decision", "approve", "reason", "Fine"))
                        .text())
                .contains("The findings have changed since you opened this page");
    }

    @Test
    void invariant6_anAdminFindsNoFormOnTheirOwnImageAndIsRefusedWithoutIt() {
        Workspace daves = workspaces.findByUsername("dave").orElseGet(() -> rooms.aWorkspaceOf("dave"));
        Image image = rooms.anImage(daves, aTag());
        rooms.scanned(image, finding("CVE-2024-3094", "CRITICAL"));
        Browser dave = Browser.signedInAs("dave", environment);
        String address = "/admin/reviews/" + image.id();

        assertThat(dave.get(address).text()).contains("This image is your own").doesNotContain("Approve and promote");
        assertThat(dave.postWithToken(address, Map.of("decision", "approve", "reason", "Mine"))
                        .text())
                .contains("This image is your own. Another admin has to decide on it.");
    }

    @Test
    void eachRoleFindsItsOwnHome() {
        assertThat(Browser.signedInAs("bob", environment).get("/").text())
                .contains("Nobody has issued you a pass yet")
                .doesNotContain("For staff", "For admins");
        assertThat(Browser.signedInAs("carol", environment).get("/").text())
                .contains("For staff", "Latest passes", "Open push sessions");
        assertThat(Browser.signedInAs("dave", environment).get("/").text()).contains("For admins", "Audit trail");
    }

    @Test
    void anAdminSeesUnfinishedWork() {
        assertThat(Browser.signedInAs("dave", environment).get("/admin/work").text())
                .contains("Unfinished work", "Promotions", "Tasks");
    }

    @Test
    void anAdminSeesWhichStagingRepositoryCannotBeRead() {
        Workspace unseen = rooms.aWorkspace();
        jdbc.sql("""
                insert into staging_watch (workspace_id, failures, last_failure, failing_since)
                values (:workspace, 3, 'not authorized to perform: ecr:DescribeImages', now())""").param("workspace", unseen.id().value()).update();
        Browser dave = Browser.signedInAs("dave", environment);

        assertThat(dave.get("/admin/work").text())
                .contains(unseen.staging().value(), "not authorized to perform: ecr:DescribeImages");
        assertThat(dave.get("/").text()).containsPattern("all but \\d+ staging repositor");
    }

    @Test
    void aResearcherAndAnAdminReadWhatWaitsForRoom() {
        Browser alice = Browser.signedInAs("alice", environment);
        Browser dave = Browser.signedInAs("dave", environment);
        for (String reason : List.of("open-images", "tags", "bytes")) {
            jdbc.sql("""
                    insert into waiting_image (workspace_id, digest, reason, since)
                    select :workspace, 'sha256:' || i, :reason, now() from generate_series(1, 2) i""")
                    .param("workspace", alices.id().value())
                    .param("reason", reason)
                    .update();
            try {
                assertThat(alice.get("/").text())
                        .contains("one researcher may", "2 ", "wait in your staging repository");
                assertThat(dave.get("/admin/work").text())
                        .contains("Waiting for room", alices.staging().value());
            } finally {
                jdbc.sql("delete from waiting_image").update();
            }
        }
        assertThat(alice.get("/").text()).doesNotContain("wait in your staging repository");
    }

    @Test
    void aResearcherReadsThatNotEverythingIsSeen() {
        Browser alice = Browser.signedInAs("alice", environment);
        jdbc.sql("update workspace set provisioned_at = now() where id = :workspace and provisioned_at is null")
                .param("workspace", alices.id().value())
                .update();
        jdbc.sql("""
                insert into staging_watch (workspace_id, failures, last_failure, failing_since)
                values (:workspace, 3, 'not authorized to perform: ecr:DescribeImages', now())
                on conflict (workspace_id) do update set failing_since = now()""").param("workspace", alices.id().value()).update();
        try {
            assertThat(alice.get("/").text())
                    .contains("Berth cannot read everything in your staging repository")
                    .doesNotContain("DescribeImages");
        } finally {
            jdbc.sql("update staging_watch set failing_since = null where workspace_id = :workspace")
                    .param("workspace", alices.id().value())
                    .update();
        }
        assertThat(alice.get("/").text()).doesNotContain("cannot read everything");
    }

    @Test
    void anImageWithoutATagIsNotCalledReplaced() {
        Image image = rooms.anImage(alices, aTag());
        Image pushedOver = rooms.anImage(alices);
        String tag = aTag();
        rooms.tag(pushedOver, tag);
        rooms.tag(image, tag);
        jdbc.sql("update staged_tag set deleted_at = now() where image_id = :image and superseded_at is null")
                .param("image", image.id().value())
                .update();
        Browser alice = Browser.signedInAs("alice", environment);

        assertThat(alice.get("/images/" + image.id()).text()).contains("Without a tag");
        assertThat(alice.get("/images/" + pushedOver.id()).text()).contains("Something else was pushed under its tag");
    }

    @Test
    void whatTheImageItselfMakesImpossibleIsSaidToItsResearcher() {
        String tag = aTag();
        Image image = rooms.anImage(alices, tag);
        jdbc.sql("""
                insert into promotion (id, image_id, workspace_id, digest, tag, state, since, reason, queued_at)
                select gen_random_uuid(), id, workspace_id, digest, :tag, 'refused', now(), 'It carries another image.', now()
                from staged_image where id = :image""").param("tag", tag).param("image", image.id().value()).update();

        assertThat(Browser.signedInAs("alice", environment)
                        .get("/images/" + image.id())
                        .text())
                .contains("This image cannot be approved", "It carries another image.");
    }

    @Test
    void aTagThatStoppedDoesNotHideBehindOneThatIsApproved() {
        String tag = aTag();
        Image image = rooms.anImage(alices, tag);
        rooms.scanned(image);
        Browser alice = Browser.signedInAs("alice", environment);
        String page = "/images/" + image.id();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> alice.get(page).text().contains("process.container"));
        assertThat(alice.get(page).text()).doesNotContain("Tags", "in part");

        ended(image, tag + "-refused", "refused", "It carries another image.");
        ended(image, tag + "-failed", "failed", "The registry says 500.");
        ended(image, tag + "-lapsed", "lapsed", "The findings changed.");
        ended(image, tag + "-superseded", "superseded", null);

        assertThat(alice.get(page).text())
                .contains("Approved in part", "/nextflow-approved/alice:" + tag + " ")
                .containsSubsequence(
                        "Tags",
                        tag + " Approved",
                        tag + "-failed Stuck",
                        "Admins see it",
                        tag + "-lapsed Stopped",
                        "The findings changed.",
                        tag + "-refused Refused",
                        "It carries another image.",
                        tag + "-superseded Superseded")
                .doesNotContain("The registry says 500.", "Promote ");
    }

    /** Its one tag is told of though the status says all else: workflows can run what is not cleared any more. */
    @Test
    void aTagThatWasLeftOnAnImageThatIsNotClearedIsSaidToItsResearcherAndToAdmins() {
        String tag = aTag();
        Image image = rooms.anImage(alices, tag);
        rooms.scanned(image, finding("CVE-2024-3094", "CRITICAL"));
        ended(image, tag, "tag-left", "dave rejected the image. An admin has to delete the approved tag.");
        Browser dave = Browser.signedInAs("dave", environment);

        assertThat(Browser.signedInAs("alice", environment)
                        .get("/images/" + image.id())
                        .text())
                .containsSubsequence(
                        "Waits for review",
                        "Tags",
                        tag + " Stopped too late",
                        "Workflows can run it until an admin deletes the tag. Do not run it.",
                        "dave rejected the image. An admin has to delete the approved tag.")
                .contains("Promotion as " + tag + " stopped too late");
        assertThat(dave.get("/images/" + image.id()).text()).contains("Review it");
        assertThat(dave.get("/admin/work").text())
                .contains("Clearance lapsed, tag left", "An admin has to delete the approved tag.", "Try again");
    }

    @Test
    void whatIsGoneIsPromotedAgainByAButtonOfItsResearcherAlone() {
        String tag = aTag();
        Image image = rooms.anImage(alices, tag);
        rooms.scanned(image);
        Browser alice = Browser.signedInAs("alice", environment);
        String page = "/images/" + image.id();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> alice.get(page).text().contains("process.container"));
        jdbc.sql("update approved_image set missing_since = now() where image_id = :image")
                .param("image", image.id().value())
                .update();

        assertThat(alice.get(page).text())
                .contains("Not there any more", "expired or was deleted", "Promote " + tag + " again")
                .doesNotContain("process.container");
        assertThat(alice.get("/").text()).doesNotContain("/nextflow-approved/alice:" + tag + " ");
        assertThat(alice.get("/my/approved").text())
                .contains("The approved repository does not hold this image any more")
                .doesNotContain("/nextflow-approved/alice:" + tag + " ");
        assertThat(Browser.signedInAs("carol", environment).get(page).text())
                .contains("Not there any more")
                .doesNotContain("Promote " + tag + " again");

        Page after = alice.submit(page, page + "/promotions", Map.of("tag", tag));

        assertThat(after.status()).isEqualTo(200);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> alice.get(page).text().contains("process.container"));
        assertThat(alice.get(page).text()).contains(tag + " is gone from the approved repository");
        assertThat(alice.get("/my/approved").text()).contains("/nextflow-approved/alice:" + tag + " ");
    }

    private void ended(Image image, String tag, String state, @Nullable String reason) {
        jdbc.sql("""
                insert into promotion (id, image_id, workspace_id, digest, tag, state, since, reason, queued_at)
                select gen_random_uuid(), id, workspace_id, digest, :tag, :state, now(), :reason, now()
                from staged_image where id = :image""")
                .param("tag", tag)
                .param("state", state)
                .param("reason", reason)
                .param("image", image.id().value())
                .update();
    }

    @Test
    void aTagThatIsTakenIsNamedBesideTheFieldBeforeThePush() {
        String version = aTag();
        String tag = "bwa-" + version;
        Image image = rooms.anImage(alices, tag);
        Portal portal = Portal.at(environment.getRequiredProperty("local.server.port", Integer.class));
        String guide = "/my/passes/" + portal.issuePass("alice") + "?image=quay.io/biocontainers/bwa:" + version;
        Browser alice = Browser.signedInAs("alice", environment);

        assertThat(alice.get(guide).text())
                .contains(
                        "In staging, " + tag + " has named the image "
                                + image.digest().shortened(),
                        "Type another tag to keep both",
                        "docker push")
                .doesNotContain("Your workflows have run the image");
        assertThat(alice.get(guide + "-2").text()).doesNotContain("In staging,");
        rooms.scanned(image);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> alice.get(guide)
                        .text()
                        .contains("Your workflows have run the image "
                                + image.digest().shortened() + " as " + tag));
        assertThat(alice.get(guide + "-2&tag=" + tag).text()).contains("In staging, " + tag);
    }

    private static String aTag() {
        return "t" + UUID.randomUUID().toString().substring(0, 8);
    }
}
