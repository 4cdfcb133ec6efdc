package dev.berth.journey;

import static dev.berth.testing.ImageFixtures.aDebianImage;
import static dev.berth.testing.ImageFixtures.anArtifactAbout;
import static dev.berth.testing.ImageFixtures.anAttestedIndexOf;
import static dev.berth.testing.ImageFixtures.anImage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.arrival.StagedImage;
import dev.berth.arrival.StagedImages;
import dev.berth.catalogue.ApprovedImage;
import dev.berth.catalogue.ApprovedImages;
import dev.berth.credentials.CredentialMinter;
import dev.berth.credentials.CredentialMinter.MintedCredentials;
import dev.berth.credentials.CredentialMinter.PushGrant;
import dev.berth.credentials.PassId;
import dev.berth.credentials.PushSessionId;
import dev.berth.credentials.PushSessionOpened;
import dev.berth.oci.Digest;
import dev.berth.oci.Graphs;
import dev.berth.oci.MediaType;
import dev.berth.oci.RegistryClient;
import dev.berth.oci.RepositoryName;
import dev.berth.oci.Tag;
import dev.berth.testing.Blob;
import dev.berth.testing.Browser;
import dev.berth.testing.Layer;
import dev.berth.testing.RegistryPusher;
import dev.berth.testing.SandboxTest;
import dev.berth.testing.TestImage;
import dev.berth.web.PageAt;
import dev.berth.workspace.HomeRegistry;
import dev.berth.workspace.RepositoryProvisioner;
import dev.berth.workspace.Username;
import dev.berth.workspace.Workspace;
import dev.berth.workspace.WorkspaceId;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ecr.EcrClient;
import software.amazon.awssdk.services.ecr.model.ImageIdentifier;

/** From a push into the sandbox's registry to the approved address: every room and adapter at work, nothing in its place. */
@SandboxTest
class PromotionSandboxTests {

    private static final Tag V1 = Tag.of("v1");
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(90);

    @Autowired
    private Environment environment;

    @Autowired
    private HomeRegistry home;

    @Autowired
    private RepositoryProvisioner provisioner;

    @Autowired
    private StagedImages images;

    @Autowired
    private ApprovedImages catalogue;

    @Autowired
    private RegistryClient registry;

    @Autowired
    private CredentialMinter minter;

    @Autowired
    private EcrClient ecr;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private TransactionTemplate transaction;

    @Autowired
    private ApplicationEventPublisher events;

    private Workspace workspace;

    @BeforeEach
    void aWorkspaceToPushTo() {
        control("PUT", "/control/scanner", "{\"delay\": \"PT1S\"}");
        workspace = aWorkspace();
        provisioner.provision(workspace);
        transaction.executeWithoutResult(status -> events.publishEvent(new PushSessionOpened(
                PushSessionId.random(), workspace.id(), Instant.now().plus(Duration.ofHours(1)))));
    }

    @AfterEach
    void nothingGoesWrongAnyMore() {
        control("DELETE", "/control/registry", "");
    }

    @Test
    void anIndexWithAttestationsAndAReferrerIsApprovedWithItsDigest() {
        TestImage index = anAttestedIndexOf(
                aDebianImage("bash=5.2.15-2+b7"),
                anImage()
                        .on("linux/arm64/v8")
                        .withDebian("12", "bash=5.2.15-2+b7")
                        .build());
        TestImage sbom = anArtifactAbout(index, "application/spdx+json", "{\"spdxVersion\":\"SPDX-2.3\"}");

        push(index.withReferrer(sbom));

        assertThat(approved().digest()).isEqualTo(index.digest());
        assertThat(registry.head(workspace.approved(), V1)).contains(index.digest());
        assertThat(registry.head(workspace.approved(), sbom.digest())).contains(sbom.digest());
    }

    /** A root file system under a tag like an attestation's, and labelled as one. */
    @Test
    void invariant1_whatPosesAsAnAttestationIsLeftBehindAndTheImagesPageSaysSo() {
        TestImage image = aDebianImage("bash=5.2.15-2+b7");
        TestImage hidden = posingAsAnAttestation();
        pusher().push(workspace.staging(), Tag.of("sha256-" + image.digest().hex() + ".att"), hidden);
        push(image);

        assertThat(approved().digest()).isEqualTo(image.digest());
        assertThat(registry.head(workspace.approved(), hidden.digest())).isEmpty();
        assertThat(registry.hasBlob(
                        workspace.approved(), hidden.blobs().getLast().digest()))
                .isFalse();
        StagedImage staged = images.find(workspace.id(), image.digest()).orElseThrow();
        assertThat(Browser.signedInAs("carol", environment)
                        .get("/images/" + staged.id())
                        .text())
                .contains("Approved", "Not copied with it", "It is compressed", "application/vnd.in-toto+json");
    }

    @Test
    void invariant1_anIndexThatNamesItIsRefusedAndThePageSaysHowToBuildWithoutIt() {
        TestImage image = aDebianImage("bash=5.2.15-2+b7");
        TestImage hidden = posingAsAnAttestation();
        TestImage index = Graphs.attested(image, hidden);
        push(index);
        StagedImage staged = await().atMost(LONG_ENOUGH)
                .until(() -> images.find(workspace.id(), index.digest()), Optional::isPresent)
                .orElseThrow();
        Browser carol = Browser.signedInAs("carol", environment);

        await().atMost(LONG_ENOUGH)
                .until(() -> carol.get("/images/" + staged.id()).text().contains("--provenance=false --sbom=false"));

        assertThat(carol.get("/images/" + staged.id()).text())
                .contains(hidden.digest().value(), "cannot be copied");
        assertThat(catalogue.of(Set.of(staged.id()))).isEmpty();
        assertThat(registry.head(workspace.approved(), image.digest())).isEmpty();
        assertThat(registry.head(workspace.approved(), index.digest())).isEmpty();
    }

    private static TestImage posingAsAnAttestation() {
        Blob root = Layer.containing("bin/sh", "#!/bin/busybox sh\n").gzipped().blob();
        return Graphs.image(List.of(
                Blob.of(
                        MediaType.OCI_CONFIG.value(),
                        "{\"architecture\":\"amd64\",\"os\":\"linux\"}".getBytes(StandardCharsets.UTF_8)),
                new Blob(MediaType.IN_TOTO, root.digest(), root.size(), root.content())));
    }

    @Test
    void theSameWhereTheRegistryDeclinesToMountAndFailsNowAndThen() {
        control(
                "PUT",
                "/control/registry",
                "{\"declineMounts\": true, \"failNext\": {\"UPLOAD_COMPLETE\": 2, \"MANIFEST_PUT\": 1}}");
        TestImage image = aDebianImage("bash=5.2.15-2+b7");

        pushPatiently(image);

        assertThat(approved().digest()).isEqualTo(image.digest());
        assertThat(registry.head(workspace.approved(), V1)).contains(image.digest());
    }

    @Test
    void anImageWithACriticalAdvisoryStopsAtTheReviewAndIsPromotedAfterAnAdminsApproval() {
        TestImage image = aDebianImage("zlib1g=1:1.2.11.dfsg-1", "bash=5.2.15-2+b7");
        push(image);
        StagedImage staged = staged(image);
        Browser dave = Browser.signedInAs("dave", environment);
        String review = "/admin/reviews/" + staged.id();
        await().atMost(LONG_ENOUGH).until(() -> dave.get(review).status() == 200);

        assertThat(dave.get(review).text()).contains("CVE-2022-37434", "zlib1g");
        assertThat(catalogue.current(workspace.id(), new PageAt.Start(), 10).rows())
                .isEmpty();
        dave.submit(review, review, Map.of("decision", "approve", "reason", "Not reachable from the workflow"));

        assertThat(approved().digest()).isEqualTo(image.digest());
    }

    @Test
    void invariant1_aTagPushedAgainBeforeTheScanEndedApprovesTheNewerDigestAlone() {
        control("PUT", "/control/scanner", "{\"delay\": \"PT8S\"}");
        TestImage older = aDebianImage("bash=5.2.15-2+b7");
        push(older);
        await().atMost(LONG_ENOUGH)
                .until(() -> images.find(workspace.id(), older.digest()).isPresent());
        TestImage newer = aDebianImage("bash=5.2.15-2+b8");
        push(newer);

        assertThat(approved().digest()).isEqualTo(newer.digest());
        assertThat(catalogue.earlier(workspace.id(), List.of(V1))).isEmpty();
        assertThat(registry.head(workspace.approved(), V1)).contains(newer.digest());
    }

    @Test
    void anImageForArmAloneWaitsAndItsResearcherReadsHowToBuildIt() {
        TestImage image = anImage()
                .on("linux/arm64/v8")
                .withDebian("12", "bash=5.2.15-2+b7")
                .build();
        push(image);

        Browser carol = Browser.signedInAs("carol", environment);
        String story = "/images/" + staged(image).id();
        await().atMost(LONG_ENOUGH)
                .untilAsserted(() -> assertThat(carol.get(story).text())
                        .contains(
                                "Waits for review",
                                "Workflows run on linux/amd64, but this image is for linux/arm64/v8. Build it with "
                                        + "--platform linux/amd64 and push it again."));
        assertThat(registry.head(workspace.approved(), V1)).isEmpty();
    }

    @Test
    void invariant8_whatAnAdminRejectedIsPromotedUnderNoTagThoughTheScannerAnswersCleanLater() {
        TestImage image = aDebianImage("bash=5.2.15-2+b7");
        control("PUT", "/control/scans/" + image.digest(), "{\"status\": \"FAILED\"}");
        push(image);
        Browser dave = Browser.signedInAs("dave", environment);
        StagedImage staged = staged(image);
        String review = "/admin/reviews/" + staged.id();
        await().atMost(LONG_ENOUGH).until(() -> dave.get(review).status() == 200);
        dave.submit(review, review, Map.of("decision", "reject", "reason", "Nobody knows what is in it"));

        control("DELETE", "/control/scans/" + image.digest(), "");
        pusher().push(workspace.staging(), Tag.of("v2"), image);
        await().atMost(LONG_ENOUGH)
                .untilAsserted(() -> assertThat(dave.get(review).text())
                        .contains("Rejected earlier, pushed again as v2", "Scanned: no findings"));

        assertThat(dave.get("/images/" + staged.id()).text())
                .contains("Cleared by the policy", "Rejected by dave", "You pushed the same image again as v2");
        assertThat(promotions(staged)).isZero();
        dave.submit(review, review, Map.of("decision", "lift", "reason", "It was scanned after all"));
        assertThat(approved().digest()).isEqualTo(image.digest());
    }

    @Test
    void whatTheScannerLearnsToReadLaterIsApprovedThen() {
        TestImage image = aDebianImage("bash=5.2.15-2+b7");
        control("PUT", "/control/scans/" + image.digest(), "{\"status\": \"UNSUPPORTED_IMAGE\"}");
        push(image);
        Browser dave = Browser.signedInAs("dave", environment);
        StagedImage staged = staged(image);
        await().atMost(LONG_ENOUGH)
                .until(() -> dave.get("/admin/reviews/" + staged.id()).text().contains("Cannot be scanned"));
        assertThat(promotions(staged)).isZero();

        control("DELETE", "/control/scans/" + image.digest(), "");
        await().atMost(LONG_ENOUGH).until(() -> aDayGoesBy(staged));

        assertThat(approved().digest()).isEqualTo(image.digest());
    }

    /** The scanner is asked now, and not tomorrow. */
    private boolean aDayGoesBy(StagedImage image) {
        return jdbc.sql("""
                        update scheduled_tasks set execution_time = now()
                         where task_name = 'ask-scanner' and task_instance like '%:' || :image and not picked
                           and execution_time > now() + interval '23 hours'""").param("image", image.id().toString()).update() == 1;
    }

    private StagedImage staged(TestImage image) {
        return await().atMost(LONG_ENOUGH)
                .until(() -> images.find(workspace.id(), image.digest()), java.util.Optional::isPresent)
                .orElseThrow();
    }

    private int promotions(StagedImage image) {
        return jdbc.sql("select count(*) from promotion where image_id = :image")
                .param("image", image.id().value())
                .query(Integer.class)
                .single();
    }

    @Test
    void anApprovedTagThatSomebodyElseMovedIsSaidToAdminsAndPromotedAgain() {
        TestImage image = aDebianImage("bash=5.2.15-2+b7");
        TestImage other = aDebianImage("bash=5.2.15-2+b9");
        push(image);
        ApprovedImage entry = approved();
        pusher().push(workspace.staging(), Tag.of("v2"), other);
        await().atMost(LONG_ENOUGH)
                .until(() -> catalogue
                                .current(workspace.id(), new PageAt.Start(), 10)
                                .rows()
                                .size()
                        == 2);
        move(V1, other.digest());
        Browser dave = Browser.signedInAs("dave", environment);
        String page = "/images/" + entry.image();

        readApproved();
        await().atMost(LONG_ENOUGH).until(() -> dave.get(page).text().contains("Moved by somebody else"));

        assertThat(dave.get(page).text())
                .contains("names " + other.digest().shortened() + ", which Berth did not put there", "Do not run it")
                .doesNotContain("process.container");
        assertThat(dave.get("/admin/work").text())
                .contains("Approved tags that somebody else moved", entry.uri().toString(), "CloudTrail");
        assertThat(dave.get("/").text())
                .containsPattern("\\d approved tags? (was|were) moved by somebody other than Berth");

        dave.submit(page, page + "/promotions", Map.of("tag", "v1"));
        await().atMost(LONG_ENOUGH)
                .until(() -> registry.head(workspace.approved(), V1)
                        .filter(image.digest()::equals)
                        .isPresent());
        await().atMost(LONG_ENOUGH).until(() -> dave.get(page).text().contains("process.container"));
        assertThat(dave.get("/admin/work").text()).doesNotContain(entry.uri().toString());
    }

    @Test
    void whatIsNotInTheApprovedRepositoryAnyMoreIsNotCalledApproved() {
        push(aDebianImage("bash=5.2.15-2+b7"));
        ApprovedImage entry = approved();
        // As if it had been approved under this tag, too, and had expired since.
        jdbc.sql("""
                insert into approved_image (id, workspace_id, image_id, tag, uri, digest, approved_at)
                select gen_random_uuid(), workspace_id, image_id, 'v0', replace(uri, ':v1', ':v0'), digest,
                        approved_at - interval '30 days' from approved_image where image_id = :image""").param("image", entry.image().value()).update();
        Browser dave = Browser.signedInAs("dave", environment);

        readApproved();
        await().atMost(LONG_ENOUGH)
                .until(() -> dave.get("/images/" + entry.image()).text().contains("Not there any more"));

        assertThat(dave.get("/images/" + entry.image()).text())
                .contains("Approved in part", "Push it again if you need it", ":v1")
                .doesNotContain(":v0");
    }

    /** As anybody may who can put images there. */
    private void move(Tag tag, Digest to) {
        String approved = workspace.approved().value();
        String manifest = ecr.batchGetImage(request -> request.repositoryName(approved)
                        .imageIds(ImageIdentifier.builder()
                                .imageDigest(to.value())
                                .build()))
                .images()
                .getFirst()
                .imageManifest();
        ecr.putImage(request ->
                request.repositoryName(approved).imageManifest(manifest).imageTag(tag.value()));
    }

    /** As the task does now and then. */
    private void readApproved() {
        transaction.executeWithoutResult(status -> events.publishEvent(new PushSessionOpened(
                PushSessionId.random(), workspace.id(), Instant.now().plus(Duration.ofHours(1)))));
    }

    private ApprovedImage approved() {
        return await().atMost(LONG_ENOUGH)
                .until(
                        () -> catalogue
                                .current(workspace.id(), new PageAt.Start(), 10)
                                .rows(),
                        entries -> !entries.isEmpty())
                .getFirst();
    }

    private Digest push(TestImage image) {
        return pusher().push(workspace.staging(), V1, image);
    }

    /** As clients do, who try again what a registry answers with 500. */
    private void pushPatiently(TestImage image) {
        await().atMost(LONG_ENOUGH).ignoreExceptions().until(() -> push(image).equals(image.digest()));
        control(
                "PUT",
                "/control/registry",
                "{\"declineMounts\": true, \"failNext\": {\"UPLOAD_COMPLETE\": 2, \"MANIFEST_PUT\": 1}}");
    }

    /** As the researcher in a push session: nobody else may push to staging, the portal neither. */
    private RegistryPusher pusher() {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        PushSessionId session = PushSessionId.random();
        MintedCredentials minted = minter.mint(new PushGrant(
                session, PassId.random(), workspace, "test-" + session, now, now.plus(Duration.ofHours(1))));
        AwsSessionCredentials credentials = AwsSessionCredentials.create(
                minted.accessKeyId(),
                minted.secretAccessKey().reveal(),
                minted.sessionToken().reveal());
        try (EcrClient ecr = EcrClient.builder()
                .endpointOverride(sandbox())
                .region(Region.of(home.region()))
                .credentialsProvider(StaticCredentialsProvider.create(credentials))
                .build()) {
            String token =
                    ecr.getAuthorizationToken().authorizationData().getFirst().authorizationToken();
            String pair = new String(Base64.getDecoder().decode(token), StandardCharsets.UTF_8);
            return RegistryPusher.to(sandbox()).as("AWS", pair.substring("AWS:".length()));
        }
    }

    private URI sandbox() {
        return URI.create(environment.getRequiredProperty("berth.aws.endpoint"));
    }

    private void control(String method, String path, String json) {
        HttpRequest request = HttpRequest.newBuilder(sandbox().resolve(path))
                .header("Content-Type", "application/json")
                .method(method, json.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(json))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            assertThat(client.send(request, BodyHandlers.ofString()).statusCode())
                    .isLessThan(300);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Workspace aWorkspace() {
        Username username = Username.of("user" + UUID.randomUUID().toString().substring(0, 8));
        RepositoryName staging = home.stagingOf(username);
        Workspace created = new Workspace(
                WorkspaceId.random(), username, username + "@example.org", staging, home.approvedOf(username));
        jdbc.sql("""
                insert into workspace (id, username, email, staging_repository, approved_repository, created_at)
                values (:id, :username, :email, :staging, :approved, now())""")
                .param("id", created.id().value())
                .param("username", username.value())
                .param("email", created.email())
                .param("staging", staging.value())
                .param("approved", created.approved().value())
                .update();
        return created;
    }
}
