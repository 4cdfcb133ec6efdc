package dev.berth.aws;

import static dev.berth.aws.PushSessionAtAws.aGrant;
import static dev.berth.aws.PushSessionAtAws.aWorkspace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.berth.credentials.CredentialMinter.MintFailed;
import dev.berth.credentials.CredentialMinter.MintRefused;
import dev.berth.credentials.CredentialMinter.PushGrant;
import dev.berth.oci.RepositoryName;
import dev.berth.testing.SandboxTest;
import dev.berth.workspace.Username;
import dev.berth.workspace.Workspace;
import dev.berth.workspace.WorkspaceId;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;
import software.amazon.awssdk.services.sts.model.StsException;
import software.amazon.awssdk.services.sts.model.Tag;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@SandboxTest
class StsCredentialMinterTests {

    @Autowired
    StsCredentialMinter minter;

    @Autowired
    StsClient sts;

    @Autowired
    AwsSettings settings;

    @Test
    void aSessionIsKnownByItsNameAndEndsWhenItSays() {
        PushGrant grant = aGrant(aWorkspace(), Instant.now(), Duration.ofMinutes(30));

        PushSessionAtAws session = PushSessionAtAws.opened(settings, minter, grant);

        assertThat(session.minted().expiresAt()).isCloseTo(grant.until(), within(5, ChronoUnit.SECONDS));
        assertThat(session.minted().cloudUser()).startsWith("AROA").endsWith(":" + grant.roleSession());
        try (StsClient own = session.sts()) {
            assertThat(own.getCallerIdentity())
                    .satisfies(who -> assertThat(who.arn())
                            .endsWith("assumed-role/" + settings.pushRoleName() + "/" + grant.roleSession()))
                    .satisfies(who ->
                            assertThat(who.userId()).isEqualTo(session.minted().cloudUser()));
        }
    }

    @Test
    void invariant4_whatAwsIsAskedForNamesTheResearcherThePassAndTheEnd() {
        List<AssumeRoleRequest> asked = new ArrayList<>();
        StsCredentialMinter recorded = new StsCredentialMinter(
                new AnsweringSts() {
                    @Override
                    public AssumeRoleResponse assumeRole(AssumeRoleRequest request) {
                        asked.add(request);
                        return sts.assumeRole(request);
                    }
                },
                settings);
        Workspace workspace = aWorkspace();
        PushGrant grant = aGrant(workspace, Instant.now(), Duration.ofMinutes(30));

        recorded.mint(grant);
        recorded.mint(aGrant(workspace, Instant.now(), Duration.ofMinutes(15)));

        AssumeRoleRequest first = asked.getFirst();
        String escaped = workspace.username().escaped();
        assertThat(first.roleArn()).isEqualTo(settings.pushRoleArn());
        assertThat(first.sourceIdentity()).isEqualTo("berth-" + escaped);
        assertThat(first.durationSeconds()).isEqualTo(1800);
        assertThat(first.tags().stream().collect(Collectors.toMap(Tag::key, Tag::value)))
                .isEqualTo(Map.of(
                        "workspace", escaped,
                        "pass", grant.pass().toString(),
                        "session", grant.session().toString()));
        JsonNode statements = JsonMapper.shared().readTree(first.policy()).get("Statement");
        assertThat(statements)
                .hasSize(2)
                .allSatisfy(statement -> assertThat(statement
                                .get("Condition")
                                .get("DateLessThan")
                                .get("aws:CurrentTime")
                                .asString())
                        .isEqualTo(grant.until().truncatedTo(ChronoUnit.SECONDS).toString()));
        assertThat(statements.get(1).get("Resource").asString()).isEqualTo(settings.arnOf(workspace.staging()));
        assertThat(asked).extracting(AssumeRoleRequest::roleSessionName).doesNotHaveDuplicates();
    }

    @Test
    void theLongestAndTheOddestUsernamesFitIntoWhatAwsTakes() {
        for (String name : new String[] {"a", "a" + "|".repeat(66), "z9" + "@".repeat(60), "a".repeat(100)}) {
            Username username = Username.of(name);
            Workspace workspace = new Workspace(
                    WorkspaceId.random(),
                    username,
                    "someone@example.org",
                    username.in(settings.stagingPrefix()),
                    username.in(settings.approvedPrefix()));

            assertThat(minter.mint(aGrant(workspace, Instant.now(), Duration.ofMinutes(15)))
                            .accessKeyId())
                    .startsWith("ASIA");
        }
    }

    @Test
    void thePolicyIsShorterThanAwsAllows() {
        assertThat(new PushPolicy(settings.arnOf(RepositoryName.of("a".repeat(256))), Instant.now()).json())
                .hasSizeLessThan(PushPolicy.LONGEST);
    }

    @Test
    void whatAwsRefusesIsOneSentenceWithItsCode() {
        AwsSettings other = new AwsSettings(
                settings.region(),
                settings.account(),
                settings.pushRoleArn() + "-of-others",
                settings.endpoint(),
                settings.registry(),
                settings.stagingPrefix(),
                settings.approvedPrefix(),
                settings.accessKeyId(),
                settings.secretAccessKey());

        assertThatThrownBy(() -> new StsCredentialMinter(sts, other)
                        .mint(aGrant(aWorkspace(), Instant.now(), Duration.ofHours(1))))
                .isInstanceOf(MintRefused.class)
                .hasMessage("AWS STS refused: AccessDenied (HTTP 403). Berth's role does not allow sts:AssumeRole:"
                        + " java -jar berth.jar iam prints what it has to.");
        assertThatThrownBy(() -> minter.mint(aGrant(aWorkspace(), Instant.now(), Duration.ofHours(13))))
                .isInstanceOf(MintRefused.class)
                .hasMessageStartingWith("AWS STS refused: Validation")
                .hasMessageEndingWith("It gives no session as long as this: issue a pass with shorter ones.");
    }

    @Test
    void whatAnotherAttemptMayMendIsNoRefusal() {
        for (SdkException passing : List.of(
                refusal(503, "ServiceUnavailable"),
                refusal(400, "Throttling"),
                refusal(403, "ExpiredToken"),
                refusal(400, "ExpiredTokenException"),
                refusal(403, "RequestExpired"),
                refusal(403, "RequestTimeTooSkewed"),
                refusal(400, "RequestTimeout"),
                refusal(408, "Unknown"),
                refusal(429, "TooManyRequestsException"),
                ApiCallTimeoutException.create(40_000),
                ApiCallAttemptTimeoutException.create(15_000),
                SdkClientException.create("Connection refused"))) {
            StsCredentialMinter failing = new StsCredentialMinter(
                    new AnsweringSts() {
                        @Override
                        public AssumeRoleResponse assumeRole(AssumeRoleRequest request) {
                            throw passing;
                        }
                    },
                    settings);

            assertThatThrownBy(() -> failing.mint(aGrant(aWorkspace(), Instant.now(), Duration.ofHours(1))))
                    .isExactlyInstanceOf(MintFailed.class);
        }
    }

    private static AwsServiceException refusal(int status, String code) {
        return StsException.builder()
                .statusCode(status)
                .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build())
                .build();
    }

    private abstract static class AnsweringSts implements StsClient {

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {}
    }
}
