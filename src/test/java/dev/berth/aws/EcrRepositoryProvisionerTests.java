package dev.berth.aws;

import static dev.berth.aws.PushSessionAtAws.aWorkspace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.testing.SandboxTest;
import dev.berth.workspace.ProvisioningFailed;
import dev.berth.workspace.Workspace;
import java.net.URI;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ecr.EcrClient;
import software.amazon.awssdk.services.ecr.model.Repository;
import software.amazon.awssdk.services.ecr.model.Tag;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@SandboxTest
class EcrRepositoryProvisionerTests {

    @Autowired
    EcrRepositoryProvisioner provisioner;

    @Autowired
    EcrClient ecr;

    @Autowired
    AwsSettings settings;

    @Test
    void aNewRepositoryIsScannedOnPushTaggedAndCleanedUp() {
        Workspace workspace = aWorkspace();

        provisioner.provision(workspace);

        assertShape(workspace);
    }

    @Test
    void aSecondRunChangesNothing() {
        Workspace workspace = aWorkspace();
        provisioner.provision(workspace);
        Repository before = repository(workspace);

        provisioner.provision(workspace);

        assertThat(repository(workspace)).isEqualTo(before);
        assertShape(workspace);
    }

    @Test
    void aRepositoryThatWasThereIsBroughtToShape() {
        Workspace workspace = aWorkspace();
        ecr.createRepository(
                request -> request.repositoryName(workspace.staging().value())
                        .imageScanningConfiguration(scan -> scan.scanOnPush(false))
                        .tags(Tag.builder().key("project").value("cohort").build()));

        provisioner.provision(workspace);

        assertShape(workspace);
        assertThat(tags(workspace)).containsEntry("project", "cohort");
    }

    @Test
    void theLifecycleRuleTouchesNothingThatIsStillOnItsWay() {
        JsonNode rules =
                JsonMapper.shared().readTree(EcrRepositoryProvisioner.LIFECYCLE).get("rules");

        assertThat(rules)
                .allSatisfy(rule -> assertThat(
                                rule.get("selection").get("countNumber").asInt())
                        .isGreaterThanOrEqualTo(30));
        assertThat(rules)
                .filteredOn(rule ->
                        !rule.get("selection").get("tagStatus").asString().equals("untagged"))
                .allSatisfy(rule -> assertThat(
                                rule.get("selection").get("countNumber").asInt())
                        .isGreaterThanOrEqualTo(180));
    }

    @Test
    void anEcrThatIsAwayIsOneSentence() {
        try (EcrClient away = EcrClient.builder()
                .region(Region.of(settings.region()))
                .httpClient(Apache5HttpClient.create())
                .credentialsProvider(() -> AwsBasicCredentials.create("a", "b"))
                .endpointOverride(URI.create("http://localhost:1"))
                .build()) {
            assertThatThrownBy(() -> new EcrRepositoryProvisioner(away).provision(aWorkspace()))
                    .isInstanceOf(ProvisioningFailed.class)
                    .hasMessage("The staging repository could not be prepared: ECR could not be reached.");
        }
    }

    private void assertShape(Workspace workspace) {
        assertThat(repository(workspace).imageScanningConfiguration().scanOnPush())
                .isTrue();
        assertThat(tags(workspace))
                .containsEntry("berth:stage", "staging")
                .containsEntry("berth:workspace", workspace.username().escaped());
        assertThat(ecr.getLifecyclePolicy(request ->
                                request.repositoryName(workspace.staging().value()))
                        .lifecyclePolicyText())
                .isEqualTo(EcrRepositoryProvisioner.LIFECYCLE);
    }

    private Map<String, String> tags(Workspace workspace) {
        return ecr
                .listTagsForResource(
                        request -> request.resourceArn(repository(workspace).repositoryArn()))
                .tags()
                .stream()
                .collect(Collectors.toMap(Tag::key, Tag::value));
    }

    private Repository repository(Workspace workspace) {
        return ecr.describeRepositories(
                        request -> request.repositoryNames(workspace.staging().value()))
                .repositories()
                .getFirst();
    }
}
