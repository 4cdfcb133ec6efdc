package dev.berth.aws;

import static dev.berth.aws.PushSessionAtAws.aWorkspace;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.testing.Levers;
import dev.berth.testing.SandboxTest;
import dev.berth.workspace.ProvisioningFailed;
import dev.berth.workspace.Workspace;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ecr.EcrClient;
import software.amazon.awssdk.services.ecr.model.DescribeRepositoriesRequest;
import software.amazon.awssdk.services.ecr.model.DescribeRepositoriesResponse;
import software.amazon.awssdk.services.ecr.model.PutImageScanningConfigurationRequest;
import software.amazon.awssdk.services.ecr.model.PutImageScanningConfigurationResponse;
import software.amazon.awssdk.services.ecr.model.PutLifecyclePolicyRequest;
import software.amazon.awssdk.services.ecr.model.PutLifecyclePolicyResponse;
import software.amazon.awssdk.services.ecr.model.Repository;
import software.amazon.awssdk.services.ecr.model.Tag;
import software.amazon.awssdk.services.ecr.model.TagResourceRequest;
import software.amazon.awssdk.services.ecr.model.TagResourceResponse;
import software.amazon.awssdk.services.ecr.model.ValidationException;
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

    @Value("${berth.aws.endpoint}")
    URI sandbox;

    @BeforeEach
    void forTheTestsOwnCalls() {
        Levers.of(sandbox).allowAlso("ecr:GetLifecyclePolicy", "ecr:ListTagsForResource");
    }

    @AfterEach
    void asBerthPrintsIt() {
        Levers.of(sandbox).allowAlso();
    }

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

        // By age: a number of images would let a busy week delete what still waits for its review.
        assertThat(rules).hasSize(2).allSatisfy(rule -> {
            assertThat(rule.get("selection").get("countType").asString()).isEqualTo("sinceImagePushed");
            assertThat(rule.get("selection").get("countUnit").asString()).isEqualTo("days");
            assertThat(rule.get("action").get("type").asString()).isEqualTo("expire");
        });
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

    @Test
    void theScanIsSwitchedOnOnlyWhereItIsOff() {
        DescribedEcr on = new DescribedEcr(true);
        DescribedEcr off = new DescribedEcr(false);

        new EcrRepositoryProvisioner(on).provision(aWorkspace());
        new EcrRepositoryProvisioner(off).provision(aWorkspace());

        assertThat(on.calls).containsExactly("tag", "lifecycle");
        assertThat(off.calls).containsExactly("scan", "tag", "lifecycle");
    }

    @Test
    void aRegistryThatDecidesOnTheScanItselfKeepsNothingElseFromBeingDone() {
        DescribedEcr ecr = new DescribedEcr(false);
        ecr.decidesOnScans = true;

        new EcrRepositoryProvisioner(ecr).provision(aWorkspace());

        assertThat(ecr.calls).containsExactly("scan", "tag", "lifecycle");
    }

    /** One repository, which is there. */
    private static final class DescribedEcr implements EcrClient {

        final List<String> calls = new ArrayList<>();
        private final boolean scanned;
        boolean decidesOnScans;

        DescribedEcr(boolean scanned) {
            this.scanned = scanned;
        }

        @Override
        public DescribeRepositoriesResponse describeRepositories(DescribeRepositoriesRequest request) {
            String name = request.repositoryNames().getFirst();
            Repository repository = Repository.builder()
                    .repositoryName(name)
                    .repositoryArn("arn:aws:ecr:us-east-1:123456789012:repository/" + name)
                    .imageScanningConfiguration(scan -> scan.scanOnPush(scanned))
                    .build();
            return DescribeRepositoriesResponse.builder()
                    .repositories(repository)
                    .build();
        }

        @Override
        public PutImageScanningConfigurationResponse putImageScanningConfiguration(
                PutImageScanningConfigurationRequest request) {
            calls.add("scan");
            if (decidesOnScans) {
                throw ValidationException.builder().statusCode(400).build();
            }
            return PutImageScanningConfigurationResponse.builder().build();
        }

        @Override
        public TagResourceResponse tagResource(TagResourceRequest request) {
            calls.add("tag");
            return TagResourceResponse.builder().build();
        }

        @Override
        public PutLifecyclePolicyResponse putLifecyclePolicy(PutLifecyclePolicyRequest request) {
            calls.add("lifecycle");
            return PutLifecyclePolicyResponse.builder().build();
        }

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {}
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
