package dev.berth.aws;

import static dev.berth.aws.PushSessionAtAws.aGrant;
import static dev.berth.aws.PushSessionAtAws.aWorkspace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.berth.oci.RepositoryName;
import dev.berth.oci.Tag;
import dev.berth.testing.ImageFixtures;
import dev.berth.testing.RegistryPusher;
import dev.berth.testing.SandboxTest;
import dev.berth.testing.TestImage;
import dev.berth.workspace.Workspace;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.springframework.beans.factory.annotation.Autowired;
import software.amazon.awssdk.services.ecr.EcrClient;
import software.amazon.awssdk.services.ecr.model.EcrException;
import software.amazon.awssdk.services.ecr.model.ImageIdentifier;

/** With one researcher's session: what it may not do is refused, over AWS's API and over the registry. */
@SandboxTest
class PushSessionLimitsTests {

    private static final Tag V1 = Tag.of("v1");

    @Autowired
    StsCredentialMinter minter;

    @Autowired
    EcrRepositoryProvisioner provisioner;

    @Autowired
    EcrClient portal;

    @Autowired
    AwsSettings settings;

    private final TestImage image = ImageFixtures.aBareImage();
    private final Workspace own = aWorkspace();
    private final Workspace others = aWorkspace();

    @BeforeEach
    void twoResearchersAndWhatIsApproved() {
        provisioner.provision(own);
        provisioner.provision(others);
        List.of(own, others)
                .forEach(workspace -> portal.createRepository(
                        request -> request.repositoryName(workspace.approved().value())));
        PushSessionAtAws.opened(settings, minter, others).loggedIn().push(others.staging(), V1, image);
    }

    @Test
    void invariant4_aSessionPushesToItsOwnRepository() {
        PushSessionAtAws session = PushSessionAtAws.opened(settings, minter, own);

        session.loggedIn().push(own.staging(), V1, image);

        assertThat(portal.describeImages(
                                request -> request.repositoryName(own.staging().value()))
                        .imageDetails())
                .singleElement()
                .satisfies(found ->
                        assertThat(found.imageDigest()).isEqualTo(image.digest().toString()));
    }

    @TestFactory
    Stream<DynamicTest> invariant4_aSessionDoesNothingElseOverTheApi() {
        EcrClient ecr = PushSessionAtAws.opened(settings, minter, own).ecr();
        String theirs = others.staging().value();
        String mine = own.staging().value();
        ImageIdentifier v1 = ImageIdentifier.builder().imageTag("v1").build();
        Map<String, Consumer<EcrClient>> calls = Map.ofEntries(
                call("push to another's", it -> it.initiateLayerUpload(r -> r.repositoryName(theirs))),
                call(
                        "push to what is approved",
                        it -> it.initiateLayerUpload(
                                r -> r.repositoryName(own.approved().value()))),
                call(
                        "put an image into another's",
                        it -> it.putImage(r -> r.repositoryName(theirs)
                                .imageTag("v2")
                                .imageManifest(new String(image.manifest().bytes(), StandardCharsets.UTF_8)))),
                call(
                        "read another's",
                        it -> it.batchGetImage(r -> r.repositoryName(theirs).imageIds(v1))),
                call(
                        "download from another's",
                        it -> it.getDownloadUrlForLayer(r -> r.repositoryName(theirs)
                                .layerDigest(image.blobs().getFirst().digest().toString()))),
                call(
                        "download from its own",
                        it -> it.getDownloadUrlForLayer(r -> r.repositoryName(mine)
                                .layerDigest(image.blobs().getFirst().digest().toString()))),
                call("create a repository", it -> it.createRepository(r -> r.repositoryName(mine + "-2"))),
                call(
                        "delete a repository",
                        it -> it.deleteRepository(r -> r.repositoryName(mine).force(true))),
                call(
                        "delete an image",
                        it -> it.batchDeleteImage(r -> r.repositoryName(mine).imageIds(v1))),
                call("list images", it -> it.listImages(r -> r.repositoryName(mine))),
                call(
                        "change the lifecycle",
                        it -> it.putLifecyclePolicy(
                                r -> r.repositoryName(mine).lifecyclePolicyText(EcrRepositoryProvisioner.LIFECYCLE))),
                call(
                        "switch off the scan",
                        it -> it.putImageScanningConfiguration(r ->
                                r.repositoryName(mine).imageScanningConfiguration(scan -> scan.scanOnPush(false)))),
                call(
                        "mount from elsewhere",
                        it -> it.putAccountSetting(r -> r.name("BLOB_MOUNTING").value("ENABLED"))));
        return calls.entrySet().stream()
                .map(call -> DynamicTest.dynamicTest(
                        call.getKey(), () -> assertDenied(() -> call.getValue().accept(ecr))));
    }

    @TestFactory
    Stream<DynamicTest> invariant4_aSessionDoesNothingElseOverTheRegistry() {
        RegistryPusher login = PushSessionAtAws.opened(settings, minter, own).loggedIn();
        String authorization = authorization(PushSessionAtAws.opened(settings, minter, own));
        String blob = image.blobs().getFirst().digest().toString();
        return Stream.of(
                DynamicTest.dynamicTest("push to another's", () -> assertRefused(login, others.staging())),
                DynamicTest.dynamicTest("push to what is approved", () -> assertRefused(login, own.approved())),
                DynamicTest.dynamicTest(
                        "push to a repository that is not there",
                        () -> assertRefused(login, RepositoryName.of(own.staging() + "-2"))),
                DynamicTest.dynamicTest(
                        "pull a manifest from another's",
                        () -> assertThat(status("GET", others.staging() + "/manifests/v1", authorization))
                                .isEqualTo(403)),
                DynamicTest.dynamicTest(
                        "pull a layer from another's",
                        () -> assertThat(status("GET", others.staging() + "/blobs/" + blob, authorization))
                                .isEqualTo(403)),
                DynamicTest.dynamicTest(
                        "delete from another's",
                        () -> assertThat(status("DELETE", others.staging() + "/manifests/v1", authorization))
                                .isIn(403, 405)),
                DynamicTest.dynamicTest(
                        "mount a layer of another's",
                        () -> assertThat(status(
                                        "POST",
                                        own.staging() + "/blobs/uploads/?mount=" + blob + "&from=" + others.staging(),
                                        authorization))
                                .as("an upload session instead, or a refusal; never the layer")
                                .isIn(202, 403)));
    }

    @Test
    void invariant4_whenTheTimeIsOverNothingWorksNotEvenAnOldLogin() {
        // AWS gives no session shorter than 15 minutes, so this one began in the past; its policy says when it ends.
        Instant end = Instant.now().plusSeconds(4);
        PushSessionAtAws session = PushSessionAtAws.opened(
                settings, minter, aGrant(own, end.minus(Duration.ofMinutes(15)), Duration.ofMinutes(15)));
        RegistryPusher login = session.loggedIn();
        login.push(own.staging(), V1, image);

        await().atMost(Duration.ofSeconds(30)).until(() -> !Instant.now().isBefore(end));

        assertDenied(() -> session.ecr().getAuthorizationToken());
        assertDenied(() -> session.ecr()
                .initiateLayerUpload(
                        request -> request.repositoryName(own.staging().value())));
        assertRefused(login, own.staging());
    }

    private static void assertDenied(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        EcrException.class,
                        refusal -> assertThat(AwsFailures.code(refusal)).isEqualTo("AccessDeniedException"));
    }

    private static void assertRefused(RegistryPusher login, RepositoryName repository) {
        assertThatThrownBy(() -> login.push(repository, Tag.of("v9"), ImageFixtures.aBareImage()))
                .isInstanceOf(RegistryPusher.Refused.class)
                .hasMessageContaining("DENIED");
    }

    private static Map.Entry<String, Consumer<EcrClient>> call(String what, Consumer<EcrClient> call) {
        return Map.entry(what, call);
    }

    private static String authorization(PushSessionAtAws session) {
        return "Basic "
                + session.ecr()
                        .getAuthorizationToken()
                        .authorizationData()
                        .getFirst()
                        .authorizationToken();
    }

    private int status(String method, String path, String authorization) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(URI.create("http://" + settings.registry() + "/v2/" + path))
                                    .header("Authorization", authorization)
                                    .method(method, HttpRequest.BodyPublishers.noBody())
                                    .build(),
                            BodyHandlers.discarding())
                    .statusCode();
        }
    }
}
