package dev.berth.aws;

import static dev.berth.aws.PushSessionAtAws.aGrant;
import static dev.berth.aws.PushSessionAtAws.aWorkspace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.credentials.Secret;
import dev.berth.oci.Registry;
import dev.berth.oci.RepositoryName;
import dev.berth.oci.Tag;
import dev.berth.sandbox.cloud.SandboxCloud;
import dev.berth.testing.ImageFixtures;
import dev.berth.testing.Layer;
import dev.berth.testing.RegistryPusher;
import dev.berth.testing.TestImage;
import dev.berth.workspace.Workspace;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.ecr.EcrClient;
import software.amazon.awssdk.services.ecr.model.EcrException;
import software.amazon.awssdk.services.ecr.model.ImageIdentifier;

/**
 * With one researcher's session: what it may not do is refused, over AWS's API and over the registry; and when it has
 * expired or is revoked, so is what it might do before, with the keys and with an old login. Whatever is asked for is
 * there, so that no refusal is for want of it.
 */
class PushSessionLimitsTests {

    private static final Tag V1 = Tag.of("v1");
    private static final Duration SHORTEST = Duration.ofMinutes(15);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    Path directory;

    SandboxCloud cloud;
    AwsSettings settings;
    StsCredentialMinter minter;
    EcrClient portal;

    private final TestImage image = ImageFixtures.aBareImage();
    private final TestImage theirs = ImageFixtures.anImage()
            .withLayer(Layer.containing("theirs.txt", "theirs\n").gzipped())
            .build();
    private final Workspace own = aWorkspace();
    private final Workspace others = aWorkspace();

    /** What a terminal holds after the guide's first steps, while the session lived: its keys, and the client's login. */
    private record Terminal(PushSessionAtAws session, EcrClient ecr, RegistryPusher login, String authorization) {

        static Terminal of(PushSessionAtAws session) {
            return new Terminal(session, session.ecr(), session.loggedIn(), session.authorization());
        }
    }

    @BeforeEach
    void twoResearchersAndWhatIsApproved() {
        cloud = SandboxCloud.in(directory);
        settings = new AwsSettings(
                "us-east-1",
                "123456789012",
                SandboxCloud.PUSH_ROLE,
                cloud.endpoint(),
                Registry.of("localhost:" + cloud.port()),
                "nextflow-staging",
                "nextflow-approved",
                cloud.portal().accessKeyId(),
                Secret.of(cloud.portal().secretAccessKey()));
        minter = new StsCredentialMinter(cloud.sts(cloud.portal()), settings);
        portal = cloud.ecr(cloud.portal());
        EcrRepositoryProvisioner provisioner = new EcrRepositoryProvisioner(portal);
        for (Workspace workspace : List.of(own, others)) {
            provisioner.provision(workspace);
            portal.createRepository(
                    request -> request.repositoryName(workspace.approved().value()));
        }
        RegistryPusher promotion = PushSessionAtAws.login(portal, settings);
        for (Workspace workspace : List.of(own, others)) {
            PushSessionAtAws.opened(settings, minter, workspace).loggedIn().push(workspace.staging(), V1, image);
            promotion.push(workspace.approved(), V1, image);
        }
        PushSessionAtAws.opened(settings, minter, others).loggedIn().push(others.staging(), Tag.of("theirs"), theirs);
    }

    @AfterEach
    void stop() {
        cloud.close();
    }

    @Test
    void invariant4_aSessionPushesToItsOwnRepository() {
        anHour().login().push(own.staging(), Tag.of("v2"), ImageFixtures.aDebianImage());

        assertThat(portal.describeImages(request ->
                                request.repositoryName(own.staging().value()).imageIds(tagged("v2")))
                        .imageDetails())
                .hasSize(1);
    }

    @TestFactory
    Stream<DynamicTest> invariant4_aSessionThatLivesReachesNoOtherRepository() {
        Terminal terminal = anHour();
        return everyRepository()
                .filter(repository -> !repository.equals(own.staging()))
                .flatMap(repository -> refused(terminal, repository));
    }

    @TestFactory
    Stream<DynamicTest> invariant4_aSessionThatLivesDoesNothingButPushToItsOwn() {
        Terminal terminal = anHour();
        return Stream.concat(
                refusedEvenInItsOwn(terminal),
                Stream.of(
                        DynamicTest.dynamicTest(
                                "pull a layer from its own",
                                () -> assertThat(status(
                                                terminal,
                                                "GET",
                                                own.staging() + "/blobs/" + layer(image),
                                                "application/octet-stream"))
                                        .isEqualTo(403)),
                        DynamicTest.dynamicTest("push to a repository that is not there", () -> {
                            RepositoryName nowhere = RepositoryName.of(own.staging() + "-2");
                            assertRefused(() -> terminal.login().push(nowhere, V1, image));
                        })));
    }

    /** An upload session instead, as to everybody whom the registry gives no layer. */
    @Test
    void invariant4_aMountBringsNobodysLayer() throws Exception {
        Terminal terminal = anHour();
        String mount = own.staging() + "/blobs/uploads/?mount=" + layer(theirs) + "&from=" + others.staging();

        assertThat(status(terminal, "POST", mount, "*/*")).isEqualTo(202);
        assertThat(status(terminal, "HEAD", own.staging() + "/blobs/" + layer(theirs), "*/*"))
                .isEqualTo(404);
    }

    @TestFactory
    Stream<DynamicTest> invariant4_whenTheTimeIsOverNothingWorksNotEvenAnOldLogin() {
        Terminal terminal =
                Terminal.of(PushSessionAtAws.opened(settings, minter, aGrant(own, Instant.now(), SHORTEST)));
        terminal.login().push(own.staging(), V1, image);

        cloud.advance(SHORTEST.plusMinutes(1));

        return refusedEverything(terminal);
    }

    @TestFactory
    Stream<DynamicTest> invariant4_whenItIsRevokedNothingWorksNotEvenAnOldLogin() {
        Terminal terminal = anHour();
        terminal.login().push(own.staging(), V1, image);

        new IamSessionRevoker(cloud.iam(cloud.portal()), settings)
                .refuseExactly(Set.of(terminal.session().minted().cloudUser()));

        return refusedEverything(terminal);
    }

    private Terminal anHour() {
        return Terminal.of(PushSessionAtAws.opened(settings, minter, own));
    }

    private Stream<RepositoryName> everyRepository() {
        return Stream.of(own, others).flatMap(it -> Stream.of(it.staging(), it.approved()));
    }

    private Stream<DynamicTest> refusedEverything(Terminal terminal) {
        Map<String, Consumer<EcrClient>> token = Map.of("sign in again", EcrClient::getAuthorizationToken);
        return Stream.of(
                        denied(terminal, token),
                        refusedEvenInItsOwn(terminal),
                        everyRepository().flatMap(repository -> refused(terminal, repository)))
                .flatMap(tests -> tests);
    }

    /** Each step of a push and of a pull, over the API and over the registry. */
    private Stream<DynamicTest> refused(Terminal terminal, RepositoryName repository) {
        String name = repository.value();
        String upload = "01234567-89ab-4def-8123-456789abcdef";
        Stream<DynamicTest> api = denied(
                terminal,
                Map.of(
                        "ask " + name + " for a layer",
                        ecr -> ecr.batchCheckLayerAvailability(
                                r -> r.repositoryName(name).layerDigests(layer(image))),
                        "begin a layer in " + name,
                        ecr -> ecr.initiateLayerUpload(r -> r.repositoryName(name)),
                        "send a layer to " + name,
                        ecr -> ecr.uploadLayerPart(r -> r.repositoryName(name)
                                .uploadId(upload)
                                .partFirstByte(0L)
                                .partLastByte(0L)
                                .layerPartBlob(SdkBytes.fromUtf8String("a"))),
                        "complete a layer in " + name,
                        ecr -> ecr.completeLayerUpload(
                                r -> r.repositoryName(name).uploadId(upload).layerDigests(layer(image))),
                        "put an image into " + name,
                        ecr -> ecr.putImage(r -> r.repositoryName(name)
                                .imageTag("v3")
                                .imageManifest(new String(image.manifest().bytes(), StandardCharsets.UTF_8))),
                        "get an image from " + name,
                        ecr -> ecr.batchGetImage(r -> r.repositoryName(name).imageIds(tagged("v1"))),
                        "download from " + name,
                        ecr -> ecr.getDownloadUrlForLayer(
                                r -> r.repositoryName(name).layerDigest(layer(image))),
                        "delete an image from " + name,
                        ecr -> ecr.batchDeleteImage(r -> r.repositoryName(name).imageIds(tagged("v1"))),
                        "delete " + name,
                        ecr -> ecr.deleteRepository(r -> r.repositoryName(name).force(true))));
        Map<String, ThrowingCallable> pushes = new TreeMap<>(Map.of(
                "push a layer to " + name,
                () -> terminal.login()
                        .pushBlob(
                                repository, ImageFixtures.aDebianImage().blobs().getFirst()),
                "push a manifest to " + name,
                () -> terminal.login().push(repository, Tag.of("v3"), image)));
        Stream<DynamicTest> registry = pushes.entrySet().stream()
                .map(push -> DynamicTest.dynamicTest(push.getKey(), () -> assertRefused(push.getValue())));
        Stream<DynamicTest> pulls = Stream.of("manifests/v1", "blobs/" + layer(image))
                .map(what -> DynamicTest.dynamicTest(
                        "pull " + name + "/" + what,
                        () -> assertThat(status(terminal, "GET", name + "/" + what, "*/*"))
                                .isEqualTo(403)));
        Stream<DynamicTest> manifest = Stream.of(DynamicTest.dynamicTest(
                "put a manifest to " + name,
                () -> assertThat(terminal.login()
                                .putManifest(repository, Tag.of("v3"), image.manifest())
                                .statusCode())
                        .isEqualTo(403)));
        return Stream.of(api, registry, manifest, pulls).flatMap(tests -> tests);
    }

    private Stream<DynamicTest> refusedEvenInItsOwn(Terminal terminal) {
        String mine = own.staging().value();
        return denied(
                terminal,
                Map.of(
                        "create a repository",
                        ecr -> ecr.createRepository(r -> r.repositoryName(mine + "-2")),
                        "delete its own repository",
                        ecr -> ecr.deleteRepository(r -> r.repositoryName(mine).force(true)),
                        "delete its own image",
                        ecr -> ecr.batchDeleteImage(r -> r.repositoryName(mine).imageIds(tagged("v1"))),
                        "download from its own",
                        ecr -> ecr.getDownloadUrlForLayer(
                                r -> r.repositoryName(mine).layerDigest(layer(image))),
                        "list its own images",
                        ecr -> ecr.listImages(r -> r.repositoryName(mine)),
                        "change the lifecycle",
                        ecr -> ecr.putLifecyclePolicy(
                                r -> r.repositoryName(mine).lifecyclePolicyText(EcrRepositoryProvisioner.LIFECYCLE)),
                        "switch off the scan",
                        ecr -> ecr.putImageScanningConfiguration(
                                r -> r.repositoryName(mine).imageScanningConfiguration(scan -> scan.scanOnPush(false))),
                        "let layers be mounted",
                        ecr -> ecr.putAccountSetting(
                                r -> r.name("BLOB_MOUNTING").value("ENABLED"))));
    }

    private static Stream<DynamicTest> denied(Terminal terminal, Map<String, Consumer<EcrClient>> calls) {
        return new TreeMap<>(calls)
                .entrySet().stream()
                        .map(call -> DynamicTest.dynamicTest(
                                call.getKey(),
                                () -> assertThatThrownBy(() -> call.getValue().accept(terminal.ecr()))
                                        .isInstanceOfSatisfying(
                                                EcrException.class,
                                                refusal -> assertThat(AwsFailures.code(refusal))
                                                        .isIn("AccessDeniedException", "ExpiredTokenException"))));
    }

    private static void assertRefused(ThrowingCallable push) {
        assertThatThrownBy(push)
                .isInstanceOfSatisfying(
                        RegistryPusher.Refused.class,
                        refused -> assertThat(refused.status()).isEqualTo(403));
    }

    private int status(Terminal terminal, String method, String path, String accept) throws Exception {
        return HTTP.send(
                        HttpRequest.newBuilder(cloud.endpoint().resolve("/v2/" + path))
                                .header("Authorization", terminal.authorization())
                                .header("Accept", accept)
                                .method(method, HttpRequest.BodyPublishers.noBody())
                                .build(),
                        BodyHandlers.discarding())
                .statusCode();
    }

    private static ImageIdentifier tagged(String tag) {
        return ImageIdentifier.builder().imageTag(tag).build();
    }

    private static String layer(TestImage image) {
        return image.blobs().getLast().digest().toString();
    }
}
