package dev.berth.sandbox.cloud.ecr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.berth.oci.RepositoryName;
import dev.berth.oci.Tag;
import dev.berth.sandbox.cloud.SandboxCloud;
import dev.berth.testing.ImageFixtures;
import dev.berth.testing.Needs;
import dev.berth.testing.RegistryPusher;
import dev.berth.testing.Skopeo;
import dev.berth.testing.TestImage;
import dev.berth.testing.Tool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.services.ecr.EcrClient;
import software.amazon.awssdk.services.ecr.model.EcrException;
import software.amazon.awssdk.services.ecr.model.ImageIdentifier;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.StsException;

/** What the keys of one push session can do, and what they cannot, over the API and over the registry. */
class PushSessionTests {

    private static final RepositoryName ALICE = RepositoryName.of("nextflow-staging/alice");
    private static final RepositoryName BOB = RepositoryName.of("nextflow-staging/bob");
    private static final RepositoryName APPROVED = RepositoryName.of("nextflow-approved/alice");
    private static final Tag V1 = Tag.of("v1");

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    Path directory;

    SandboxCloud cloud;
    TestImage image;

    @BeforeEach
    void start() {
        cloud = SandboxCloud.in(directory);
        image = ImageFixtures.aBareImage();
        try (EcrClient ecr = cloud.ecr(cloud.portal())) {
            Stream.of(ALICE, BOB, APPROVED)
                    .forEach(name -> ecr.createRepository(it -> it.repositoryName(name.value())));
        }
    }

    @AfterEach
    void stop() {
        cloud.close();
    }

    static String policy(RepositoryName repository, Instant until) {
        String when = until.truncatedTo(ChronoUnit.SECONDS).toString();
        return """
            {"Version":"2012-10-17","Statement":[
             {"Effect":"Allow","Action":"ecr:GetAuthorizationToken","Resource":"*",
              "Condition":{"DateLessThan":{"aws:CurrentTime":"%1$s"}}},
             {"Effect":"Allow","Action":["ecr:BatchCheckLayerAvailability","ecr:InitiateLayerUpload","ecr:UploadLayerPart",
              "ecr:CompleteLayerUpload","ecr:PutImage","ecr:BatchGetImage"],
              "Resource":"arn:aws:ecr:us-east-1:123456789012:repository/%2$s",
              "Condition":{"DateLessThan":{"aws:CurrentTime":"%1$s"}}}]}""".formatted(when, repository);
    }

    AwsCredentials session(Duration until) {
        return cloud.session("alice-1", policy(ALICE, Instant.now().plus(until)));
    }

    String password(AwsCredentials credentials) {
        try (EcrClient ecr = cloud.ecr(credentials)) {
            String pair = new String(
                    Base64.getDecoder()
                            .decode(ecr.getAuthorizationToken()
                                    .authorizationData()
                                    .getFirst()
                                    .authorizationToken()),
                    StandardCharsets.UTF_8);
            return pair.substring("AWS:".length());
        }
    }

    RegistryPusher pusher(String password) {
        return RegistryPusher.to(cloud.endpoint()).as("AWS", password);
    }

    int status(String method, String path, String userAndPassword) {
        String authorization =
                "Basic " + Base64.getEncoder().encodeToString(userAndPassword.getBytes(StandardCharsets.UTF_8));
        HttpRequest.Builder request =
                HttpRequest.newBuilder(cloud.endpoint().resolve(path)).method(method, BodyPublishers.noBody());
        try {
            return HTTP.send(
                            userAndPassword.isEmpty()
                                    ? request.build()
                                    : request.header("Authorization", authorization)
                                            .build(),
                            BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    String refusal(RegistryPusher pusher, RepositoryName repository) {
        RegistryPusher.Refused refused =
                catchThrowableOfType(RegistryPusher.Refused.class, () -> pusher.push(repository, V1, image));
        assertThat(refused).isNotNull();
        return String.valueOf(refused.getMessage());
    }

    @Test
    void invariant4_itPushesToItsOwnRepositoryAndToNoOther() {
        RegistryPusher pusher = pusher(password(session(Duration.ofHours(1))));

        assertThatCode(() -> pusher.push(ALICE, V1, image)).doesNotThrowAnyException();
        for (RepositoryName other :
                new RepositoryName[] {BOB, APPROVED, RepositoryName.of("nextflow-staging/nobody")}) {
            assertThat(refusal(pusher, other))
                    .contains(
                            "403",
                            "DENIED",
                            "assumed-role/berth-push/alice-1 is not authorized to perform: ecr:",
                            "repository/" + other);
        }
    }

    @Test
    void invariant4_theApiRefusesEverythingButThePush() {
        try (EcrClient ecr = cloud.ecr(session(Duration.ofHours(1)))) {
            ImageIdentifier v1 = ImageIdentifier.builder().imageTag("v1").build();
            Stream<Function<EcrClient, Object>> calls = Stream.of(
                    it -> it.createRepository(r -> r.repositoryName("nextflow-staging/new")),
                    it -> it.deleteRepository(
                            r -> r.repositoryName(ALICE.value()).force(true)),
                    it -> it.describeRepositories(),
                    it -> it.describeImages(r -> r.repositoryName(ALICE.value())),
                    it -> it.listImages(r -> r.repositoryName(ALICE.value())),
                    it -> it.batchDeleteImage(
                            r -> r.repositoryName(ALICE.value()).imageIds(v1)),
                    it -> it.batchGetImage(r -> r.repositoryName(BOB.value()).imageIds(v1)),
                    it -> it.putImage(r -> r.repositoryName(BOB.value()).imageManifest("{}")),
                    it -> it.putImage(r -> r.repositoryName(APPROVED.value()).imageManifest("{}")),
                    it -> it.initiateLayerUpload(r -> r.repositoryName(BOB.value())),
                    it -> it.getDownloadUrlForLayer(r -> r.repositoryName(ALICE.value())
                            .layerDigest(image.blobs().getFirst().digest().value())),
                    it -> it.putLifecyclePolicy(
                            r -> r.repositoryName(ALICE.value()).lifecyclePolicyText("{}")),
                    it -> it.tagResource(r -> r.resourceArn("arn:aws:ecr:us-east-1:123456789012:repository/" + ALICE)
                            .tags(EcrTests.tag("k", "v"))),
                    it -> it.startImageScan(r -> r.repositoryName(ALICE.value()).imageId(v1)),
                    it -> it.describeImageScanFindings(
                            r -> r.repositoryName(ALICE.value()).imageId(v1)));

            calls.forEach(call -> assertThatExceptionOfType(EcrException.class)
                    .isThrownBy(() -> call.apply(ecr))
                    .satisfies(e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDeniedException"))
                    .withMessageContaining("assumed-role/berth-push/alice-1 is not authorized to perform: ecr:"));
        }
    }

    @Test
    void itReadsNobodysImagesOverTheRegistry() {
        pusher(password(cloud.session("bob-1", policy(BOB, Instant.now().plusSeconds(3600)))))
                .push(BOB, V1, image);
        String alice = password(session(Duration.ofHours(1)));

        assertThat(status("GET", "/v2/%s/manifests/v1".formatted(BOB), "AWS:" + alice))
                .isEqualTo(403);
        assertThat(status(
                        "GET",
                        "/v2/%s/blobs/%s"
                                .formatted(BOB, image.blobs().getFirst().digest()),
                        "AWS:" + alice))
                .isEqualTo(403);
        assertThat(status("GET", "/v2/%s/tags/list".formatted(BOB), "AWS:" + alice))
                .isEqualTo(403);
    }

    @Test
    void aMountFromAnothersRepositoryGivesNothing() {
        pusher(password(cloud.session("bob-1", policy(BOB, Instant.now().plusSeconds(3600)))))
                .push(BOB, V1, image);
        String alice = password(session(Duration.ofHours(1)));

        assertThat(status(
                        "POST",
                        "/v2/%s/blobs/uploads/?mount=%s&from=%s"
                                .formatted(ALICE, image.blobs().getFirst().digest(), BOB),
                        "AWS:" + alice))
                .isEqualTo(202);
    }

    @Test
    void theTokenEndsWithTheSession() {
        String password = password(cloud.session("alice-1", ""));
        cloud.advance(Duration.ofMinutes(61));

        assertThat(refusal(pusher(password), ALICE))
                .contains("403", "Your authorization token has expired. Reauthenticate and try again.");
    }

    @Test
    void theTokenOfAKeyThatDoesNotEndHoldsTwelveHours() {
        String password = password(cloud.portal());
        cloud.advance(Duration.ofHours(12).minusMinutes(1));
        assertThatCode(() -> pusher(password).push(APPROVED, V1, image)).doesNotThrowAnyException();
        cloud.advance(Duration.ofMinutes(2));
        assertThat(refusal(pusher(password), APPROVED)).contains("403", "expired");
    }

    @Test
    void theDateInTheSessionPolicyEndsAllBeforeTheSessionDoes() {
        AwsCredentials session = session(Duration.ofMinutes(20));
        String password = password(session);
        cloud.advance(Duration.ofMinutes(21));

        assertThat(refusal(pusher(password), ALICE)).contains("403", "because no session policy allows");
        try (EcrClient ecr = cloud.ecr(session);
                StsClient sts = cloud.sts(session)) {
            assertThatExceptionOfType(EcrException.class)
                    .isThrownBy(ecr::getAuthorizationToken)
                    .withMessageContaining("because no session policy allows the ecr:GetAuthorizationToken action");
            assertThat(sts.getCallerIdentity().userId()).endsWith(":alice-1");
        }
    }

    @Test
    void aDenialByUserIdEndsOneSessionAtOnceAndLeavesTheOther() {
        AwsCredentials first = session(Duration.ofHours(1));
        AwsCredentials second =
                cloud.session("alice-2", policy(ALICE, Instant.now().plusSeconds(3600)));
        String password = password(first);
        pusher(password).push(ALICE, V1, image);

        revoke(first);

        assertThat(refusal(pusher(password), ALICE))
                .contains("403", "with an explicit deny in an identity-based policy");
        assertThat(status("GET", "/v2/", "AWS:" + password)).isEqualTo(403);
        try (EcrClient ecr = cloud.ecr(first)) {
            assertThatExceptionOfType(EcrException.class)
                    .isThrownBy(ecr::getAuthorizationToken)
                    .withMessageContaining("with an explicit deny");
        }
        assertThatCode(() -> pusher(password(second)).push(ALICE, V1, image)).doesNotThrowAnyException();
        cloud.restart();
        assertThat(refusal(pusher(password), ALICE)).contains("403", "with an explicit deny");
    }

    private void revoke(AwsCredentials session) {
        String userId;
        try (StsClient sts = cloud.sts(session)) {
            userId = sts.getCallerIdentity().userId();
        }
        try (IamClient iam = cloud.iam(cloud.portal())) {
            iam.putRolePolicy(
                    it -> it.roleName("berth-push").policyName("revoked").policyDocument("""
                            {"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*",
                             "Condition":{"StringEquals":{"aws:userid":["%s"]}}}]}""".formatted(userId)));
        }
    }

    @Test
    void aPasswordThatNobodyWasGivenIsNone() {
        assertThat(status("GET", "/v2/", "")).isEqualTo(401);
        assertThat(status("GET", "/v2/", "AWS:" + "guessed")).isEqualTo(401);
        String password = password(session(Duration.ofHours(1)));
        assertThat(status("GET", "/v2/", "alice:" + password)).isEqualTo(401);
        assertThat(status("GET", "/v2/", "AWS:" + password)).isEqualTo(200);
    }

    @Test
    void theSessionTokenIsNoPasswordAndThePasswordNoSessionToken() {
        AwsCredentials session = session(Duration.ofHours(1));
        String token = ((AwsSessionCredentials) session).sessionToken();
        assertThat(status("GET", "/v2/", "AWS:" + token)).isEqualTo(401);

        AwsCredentials forged =
                AwsSessionCredentials.create(session.accessKeyId(), session.secretAccessKey(), password(session));
        try (StsClient sts = cloud.sts(forged)) {
            assertThatExceptionOfType(StsException.class)
                    .isThrownBy(sts::getCallerIdentity)
                    .satisfies(e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("InvalidClientTokenId"));
        }
    }

    @Test
    @Needs(Tool.SKOPEO)
    void skopeoLogsInAndPushes() {
        TestImage index = ImageFixtures.anAttestedIndexOf(
                ImageFixtures.aDebianImage("bash=5.2.15-2+b7"),
                ImageFixtures.anImage()
                        .on("linux/arm64")
                        .withAlpine("3.20.1", "musl=1.2.5-r0")
                        .build());
        Path layout = index.writeTo(directory.resolve("layout"), "v1");
        Path login = directory.resolve("auth.json");
        String registry = "localhost:" + cloud.port();
        Tool.SKOPEO
                .with(
                        "login",
                        "--tls-verify=false",
                        "--authfile",
                        login.toString(),
                        "--username",
                        "AWS",
                        "--password-stdin",
                        registry)
                .withInput(password(session(Duration.ofHours(1))))
                .run()
                .orFail();

        Skopeo.copyAll(
                "oci:" + layout + ":v1",
                "docker://%s/%s:v1".formatted(registry, ALICE),
                "--authfile",
                login.toString());

        assertThat(Skopeo.digestOf("docker://%s/%s:v1".formatted(registry, ALICE), "--authfile", login.toString()))
                .isEqualTo(index.digest());
    }
}
