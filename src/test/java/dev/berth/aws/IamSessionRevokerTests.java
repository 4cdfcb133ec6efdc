package dev.berth.aws;

import static dev.berth.aws.PushSessionAtAws.aWorkspace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.credentials.SessionRevoker.RevocationFailed;
import dev.berth.oci.Tag;
import dev.berth.testing.ImageFixtures;
import dev.berth.testing.RegistryPusher;
import dev.berth.testing.SandboxTest;
import dev.berth.workspace.Workspace;
import java.net.URI;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ecr.EcrClient;
import software.amazon.awssdk.services.ecr.model.EcrException;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.IamException;
import software.amazon.awssdk.services.iam.model.PutRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.PutRolePolicyResponse;

@SandboxTest
class IamSessionRevokerTests {

    @Autowired
    IamSessionRevoker revoker;

    @Autowired
    StsCredentialMinter minter;

    @Autowired
    EcrRepositoryProvisioner provisioner;

    @Autowired
    AwsSettings settings;

    @AfterEach
    void nobodyIsRefused() {
        revoker.refuseExactly(Set.of());
    }

    @Test
    void invariant4_aRevokedSessionIsRefusedOverTheApiAndOverTheRegistryAndNoOtherIs() {
        Workspace workspace = aWorkspace();
        provisioner.provision(workspace);
        PushSessionAtAws revoked = PushSessionAtAws.opened(settings, minter, workspace);
        PushSessionAtAws other = PushSessionAtAws.opened(settings, minter, workspace);
        RegistryPusher revokedLogin = revoked.loggedIn();
        RegistryPusher otherLogin = other.loggedIn();

        revoker.refuseExactly(Set.of(revoked.minted().cloudUser()));

        try (EcrClient ecr = revoked.ecr()) {
            assertThatThrownBy(ecr::getAuthorizationToken)
                    .isInstanceOfSatisfying(
                            EcrException.class,
                            refusal -> assertThat(AwsFailures.code(refusal)).isEqualTo("AccessDeniedException"));
        }
        assertThatThrownBy(() -> revokedLogin.push(workspace.staging(), Tag.of("v1"), ImageFixtures.aBareImage()))
                .isInstanceOf(RegistryPusher.Refused.class);
        assertThatCode(() -> otherLogin.push(workspace.staging(), Tag.of("v1"), ImageFixtures.aBareImage()))
                .doesNotThrowAnyException();
    }

    @Test
    void theListIsReplacedWhole() {
        Workspace workspace = aWorkspace();
        PushSessionAtAws one = PushSessionAtAws.opened(settings, minter, workspace);
        PushSessionAtAws other = PushSessionAtAws.opened(settings, minter, workspace);
        revoker.refuseExactly(Set.of(one.minted().cloudUser()));

        revoker.refuseExactly(Set.of(other.minted().cloudUser()));

        assertThatCode(() -> one.ecr().getAuthorizationToken()).doesNotThrowAnyException();
        assertThatThrownBy(() -> other.ecr().getAuthorizationToken()).isInstanceOf(EcrException.class);

        revoker.refuseExactly(Set.of());
        revoker.refuseExactly(Set.of());
        assertThatCode(() -> other.ecr().getAuthorizationToken()).doesNotThrowAnyException();
    }

    @Test
    void aHundredSessionsFitIntoThePolicyAndMoreThanFitsIsAFailureAndNotACut() {
        assertThat(IamSessionRevoker.policy(names(110)).length()).isLessThan(IamSessionRevoker.LONGEST);
        // Fits into the whole of a role's policies, but not beside one that says what the role may do.
        assertThat(IamSessionRevoker.policy(names(135)).length()).isLessThan(10_240);
        assertThatThrownBy(() -> revoker.refuseExactly(names(135)))
                .isInstanceOf(RevocationFailed.class)
                .hasMessageContaining("135 revoked sessions do not fit");
    }

    @Test
    void whatAwsRefusesAndAnIamThatIsAwayAreOneSentence() {
        IamClient refusing = new RefusingIam();
        assertThatThrownBy(() -> new IamSessionRevoker(refusing, settings).refuseExactly(names(1)))
                .isInstanceOf(RevocationFailed.class)
                .hasMessage("AWS IAM refused: LimitExceeded (HTTP 409).");
        try (IamClient away = IamClient.builder()
                .region(Region.of(settings.region()))
                .httpClient(Apache5HttpClient.create())
                .credentialsProvider(() -> AwsBasicCredentials.create("a", "b"))
                .endpointOverride(URI.create("http://localhost:1"))
                .build()) {
            assertThatThrownBy(() -> new IamSessionRevoker(away, settings).refuseExactly(names(1)))
                    .isInstanceOf(RevocationFailed.class)
                    .hasMessage("AWS IAM could not be reached.");
        }
    }

    private static final class RefusingIam implements IamClient {

        @Override
        public PutRolePolicyResponse putRolePolicy(PutRolePolicyRequest request) {
            throw IamException.builder()
                    .statusCode(409)
                    .awsErrorDetails(
                            AwsErrorDetails.builder().errorCode("LimitExceeded").build())
                    .build();
        }

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {}
    }

    /** As long as they get. */
    private static Set<String> names(int many) {
        return IntStream.range(0, many)
                .mapToObj(number -> "AROA" + "A".repeat(17) + ":berth-" + "u".repeat(24) + "-%016d".formatted(number))
                .collect(Collectors.toSet());
    }
}
