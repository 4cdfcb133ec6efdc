package dev.berth.aws;

import static dev.berth.aws.PushSessionAtAws.aGrant;
import static dev.berth.aws.PushSessionAtAws.aWorkspace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.berth.credentials.CredentialMinter.MintFailed;
import dev.berth.credentials.CredentialMinter.PushGrant;
import dev.berth.oci.RepositoryName;
import dev.berth.testing.SandboxTest;
import dev.berth.workspace.Username;
import dev.berth.workspace.Workspace;
import dev.berth.workspace.WorkspaceId;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import software.amazon.awssdk.services.sts.StsClient;

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
                .isInstanceOf(MintFailed.class)
                .hasMessage("AWS STS refused: AccessDenied (HTTP 403).");
        assertThatThrownBy(() -> minter.mint(aGrant(aWorkspace(), Instant.now(), Duration.ofHours(13))))
                .isInstanceOf(MintFailed.class)
                .hasMessageStartingWith("AWS STS refused: Validation");
    }
}
