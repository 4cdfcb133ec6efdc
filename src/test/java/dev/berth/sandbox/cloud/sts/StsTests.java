package dev.berth.sandbox.cloud.sts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.berth.sandbox.cloud.SandboxCloud;
import dev.berth.sandbox.cloud.wire.CallCounts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;
import software.amazon.awssdk.services.sts.model.MalformedPolicyDocumentException;
import software.amazon.awssdk.services.sts.model.PackedPolicyTooLargeException;
import software.amazon.awssdk.services.sts.model.StsException;
import software.amazon.awssdk.services.sts.model.Tag;

class StsTests {

    private static final String POLICY = """
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"ecr:GetAuthorizationToken","Resource":"*"}]}""";

    @TempDir
    static Path directory;

    static SandboxCloud cloud;
    static StsClient sts;

    @BeforeAll
    static void start() {
        cloud = SandboxCloud.in(directory);
        sts = cloud.sts(cloud.portal());
    }

    @AfterAll
    static void stop() {
        sts.close();
        cloud.close();
    }

    static AssumeRoleRequest.Builder aRequest() {
        return AssumeRoleRequest.builder().roleArn(SandboxCloud.PUSH_ROLE).roleSessionName("alice-1");
    }

    @Test
    void thePortalIsAUser() {
        assertThat(sts.getCallerIdentity().arn()).isEqualTo("arn:aws:iam::123456789012:user/berth-portal");
        assertThat(sts.getCallerIdentity().account()).isEqualTo("123456789012");
    }

    @Test
    void aSessionSaysWhoseItIsAndWhenItEnds() {
        Instant before = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        AssumeRoleResponse response = sts.assumeRole(aRequest()
                .durationSeconds(900)
                .sourceIdentity("alice")
                .policy(POLICY)
                .tags(tag("workspace", "alice"))
                .build());
        Instant after = Instant.now();

        assertThat(response.credentials().accessKeyId()).startsWith("ASIABERTH").hasSize(20);
        assertThat(response.credentials().secretAccessKey()).hasSize(40);
        assertThat(response.credentials().expiration()).isBetween(before.plusSeconds(900), after.plusSeconds(900));
        assertThat(response.sourceIdentity()).isEqualTo("alice");
        assertThat(response.assumedRoleUser().assumedRoleId()).matches("AROABERTH[A-Z2-7]{12}:alice-1");
        try (StsClient session = cloud.sts(SandboxCloud.keys(response.credentials()))) {
            GetCallerIdentityResponse identity = session.getCallerIdentity();
            assertThat(identity.arn()).isEqualTo("arn:aws:sts::123456789012:assumed-role/berth-push/alice-1");
            assertThat(identity.userId()).isEqualTo(response.assumedRoleUser().assumedRoleId());
        }
    }

    @Test
    void aSessionLivesOnOverARestart(@TempDir Path own) {
        try (SandboxCloud restarted = SandboxCloud.in(own)) {
            AwsCredentials session = restarted.session("alice-1", "");
            AwsCredentials portal = restarted.portal();
            restarted.restart();
            assertThat(restarted.portal()).isEqualTo(portal);
            try (StsClient client = restarted.sts(session)) {
                assertThat(client.getCallerIdentity().userId()).endsWith(":alice-1");
            }
        }
    }

    @Test
    void theOnlySecretOnTheDiskIsTheOwnersAlone(@TempDir Path own) throws IOException {
        Path key = own.resolve("cloud/master.key");
        assumeTrue(
                Files.getFileStore(own).supportsFileAttributeView("posix"), "File permissions are a matter of POSIX");
        try (SandboxCloud fresh = SandboxCloud.in(own);
                Stream<Path> files = Files.walk(own)) {
            String secret = fresh.session("alice-1", "").secretAccessKey();
            String portal = fresh.portal().secretAccessKey();
            assertThat(Files.getPosixFilePermissions(key))
                    .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .doesNotContain(secret, portal);
            }
        }
    }

    @Test
    void aSessionEndsWhenItSaid(@TempDir Path own) {
        try (SandboxCloud aged = SandboxCloud.in(own)) {
            AwsCredentials session = aged.session("alice-1", "");
            try (StsClient client = aged.sts(session)) {
                aged.advance(Duration.ofMinutes(59));
                assertThat(client.getCallerIdentity().userId()).endsWith(":alice-1");
                aged.advance(Duration.ofMinutes(2));
                assertThatExceptionOfType(StsException.class)
                        .isThrownBy(client::getCallerIdentity)
                        .satisfies(code("ExpiredToken", 403));
            }
        }
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                refusal(
                        "a role that is not there",
                        it -> it.roleArn(SandboxCloud.PUSH_ROLE + "er"),
                        "AccessDenied",
                        403),
                refusal("too short", it -> it.durationSeconds(899), "ValidationError", 400),
                refusal("too long", it -> it.durationSeconds(43_201), "ValidationError", 400),
                refusal("a space in the name", it -> it.roleSessionName("alice 1"), "ValidationError", 400),
                refusal("a name of one letter", it -> it.roleSessionName("a"), "ValidationError", 400),
                refusal("a name of 65 letters", it -> it.roleSessionName("a".repeat(65)), "ValidationError", 400),
                refusal("a source of one letter", it -> it.sourceIdentity("a"), "ValidationError", 400),
                refusal("a source of 65 letters", it -> it.sourceIdentity("a".repeat(65)), "ValidationError", 400),
                refusal("a slash in the source", it -> it.sourceIdentity("a/b"), "ValidationError", 400),
                refusal("a source of aws:", it -> it.sourceIdentity("aws:alice"), "ValidationError", 400),
                refusal("no JSON", it -> it.policy("{"), "MalformedPolicyDocument", 400),
                refusal("policy over 2048", it -> it.policy(POLICY + " ".repeat(2048)), "ValidationError", 400),
                refusal(
                        "51 tags",
                        it -> it.tags(IntStream.range(0, 51)
                                .mapToObj(i -> tag("k" + i, "v"))
                                .toList()),
                        "ValidationError",
                        400),
                refusal("a long key", it -> it.tags(tag("k".repeat(129), "v")), "ValidationError", 400),
                refusal("a long value", it -> it.tags(tag("k", "v".repeat(257))), "ValidationError", 400),
                refusal("twice a key", it -> it.tags(tag("user", "a"), tag("User", "b")), "InvalidParameterValue", 400),
                refusal("a key of aws:", it -> it.tags(tag("aws:user", "a")), "InvalidParameterValue", 400),
                refusal("a tag nobody passed on", it -> it.transitiveTagKeys("user"), "InvalidParameterValue", 400),
                refusal("too much in all", it -> it.tags(noise()), "PackedPolicyTooLarge", 400));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    void whatStsWouldRefuseIsRefused(String what, Consumer<AssumeRoleRequest.Builder> change, String code, int status) {
        AssumeRoleRequest.Builder request = aRequest();
        change.accept(request);
        assertThatExceptionOfType(StsException.class)
                .isThrownBy(() -> sts.assumeRole(request.build()))
                .satisfies(code(code, status));
    }

    @Test
    void theSdkKnowsTheErrorsByTheirTypes() {
        assertThatExceptionOfType(MalformedPolicyDocumentException.class)
                .isThrownBy(() -> sts.assumeRole(aRequest().policy("{}").build()));
        assertThatExceptionOfType(PackedPolicyTooLargeException.class)
                .isThrownBy(() -> sts.assumeRole(aRequest().tags(noise()).build()));
    }

    @Test
    void theLimitsThemselvesAreAllowed() {
        assertThat(sts.assumeRole(aRequest()
                                .durationSeconds(43_200)
                                .roleSessionName("a".repeat(64))
                                .sourceIdentity("a".repeat(64))
                                .policy(POLICY + " ".repeat(2048 - POLICY.length()))
                                .tags(IntStream.range(0, 50)
                                        .mapToObj(i -> tag("k" + i, "v".repeat(256)))
                                        .toList())
                                .build())
                        .credentials())
                .isNotNull();
    }

    @Test
    void aSessionCannotOpenAnother() {
        try (StsClient session = cloud.sts(cloud.session("alice-1", ""))) {
            assertThatExceptionOfType(StsException.class)
                    .isThrownBy(() -> session.assumeRole(aRequest().build()))
                    .withMessageContaining(
                            "is not authorized to perform: sts:AssumeRole on resource: " + SandboxCloud.PUSH_ROLE)
                    .satisfies(code("AccessDenied", 403));
        }
    }

    @Test
    void anUnknownKeyIsNobody() {
        try (StsClient nobody = cloud.sts(AwsBasicCredentials.create("AKIABERTHNOBODY22222", "s".repeat(40)))) {
            assertThatExceptionOfType(StsException.class)
                    .isThrownBy(nobody::getCallerIdentity)
                    .satisfies(code("InvalidClientTokenId", 403));
        }
    }

    @Test
    void aWrongSecretDoesNotSign() {
        try (StsClient forger =
                cloud.sts(AwsBasicCredentials.create(cloud.portal().accessKeyId(), "s".repeat(40)))) {
            assertThatExceptionOfType(StsException.class)
                    .isThrownBy(forger::getCallerIdentity)
                    .satisfies(code("SignatureDoesNotMatch", 403));
        }
    }

    @Test
    void aSignatureForAnotherRegionIsRefused() {
        try (StsClient abroad = cloud.client(StsClient.builder(), cloud.portal(), Region.EU_CENTRAL_1)) {
            assertThatExceptionOfType(StsException.class)
                    .isThrownBy(abroad::getCallerIdentity)
                    .withMessageContaining("Credential should be scoped to a valid region")
                    .satisfies(code("SignatureDoesNotMatch", 403));
        }
    }

    @Test
    void everyCallIsCounted() {
        CallCounts counts = cloud.bean(CallCounts.class);
        long before = counts.of("sts:GetCallerIdentity");
        sts.getCallerIdentity();
        assertThat(counts.of("sts:GetCallerIdentity")).isEqualTo(before + 1);
    }

    private static Consumer<StsException> code(String code, int status) {
        return e -> {
            assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
            assertThat(e.statusCode()).isEqualTo(status);
        };
    }

    private static Arguments refusal(String what, Consumer<AssumeRoleRequest.Builder> change, String code, int status) {
        return Arguments.of(what, change, code, status);
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    /** Within every single limit, but it does not compress. */
    private static List<Tag> noise() {
        Random random = new Random(42);
        return IntStream.range(0, 50)
                .mapToObj(i -> tag(
                        "k" + i,
                        random.ints(200, 'a', 'z')
                                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                                .toString()))
                .toList();
    }
}
