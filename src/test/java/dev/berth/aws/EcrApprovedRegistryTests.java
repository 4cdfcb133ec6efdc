package dev.berth.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.oci.RegistryClient;
import dev.berth.oci.RegistryCredentials;
import dev.berth.oci.RepositoryName;
import dev.berth.oci.Tag;
import dev.berth.promotion.ApprovedRegistry;
import dev.berth.testing.Levers;
import dev.berth.testing.SandboxTest;
import dev.berth.workspace.HomeRegistry;
import dev.berth.workspace.Username;
import dev.berth.workspace.Workspace;
import dev.berth.workspace.WorkspaceId;
import java.net.URI;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import software.amazon.awssdk.services.ecr.EcrClient;
import software.amazon.awssdk.services.ecr.model.Repository;

@SandboxTest
class EcrApprovedRegistryTests {

    @Autowired
    private ApprovedRegistry approved;

    @Autowired
    private EcrClient ecr;

    @Autowired
    private RegistryClient registry;

    @Autowired
    private HomeRegistry home;

    @Value("${berth.aws.endpoint}")
    URI sandbox;

    @BeforeEach
    void forTheTestsOwnCalls() {
        Levers.of(sandbox).allowAlso("ecr:ListTagsForResource");
    }

    @AfterEach
    void asBerthPrintsIt() {
        Levers.of(sandbox).allowAlso();
    }

    @Test
    void theRepositoryIsCreatedOnceWithItsTags() {
        Workspace workspace = aWorkspace();

        approved.provision(workspace);
        approved.provision(workspace);

        String name = workspace.approved().value();
        Repository repository = ecr.describeRepositories(request -> request.repositoryNames(name))
                .repositories()
                .getFirst();
        assertThat(repository.repositoryUri()).isEqualTo(home.registry() + "/" + name);
        assertThat(ecr.listTagsForResource(request -> request.resourceArn(repository.repositoryArn()))
                        .tags())
                .extracting(tag -> tag.key() + "=" + tag.value())
                .contains(
                        "berth:stage=approved",
                        "berth:workspace=" + workspace.username().escaped());
    }

    @Test
    void theRegistryIsReachedWithTheTokenThatEcrGives() {
        Workspace workspace = aWorkspace();
        approved.provision(workspace);

        assertThat(registry.registry()).isEqualTo(home.registry());
        assertThat(registry.head(workspace.approved(), Tag.of("v1"))).isEmpty();
    }

    @Test
    void invariant3_theTokenKnowsWhenItEndsAndDoesNotTellItself() {
        RegistryCredentials token = EcrRegistryAccess.token(ecr);

        assertThat(token.expiresAt()).isNotNull();
        assertThat(token.toString()).contains("password=***");
    }

    private Workspace aWorkspace() {
        Username username = Username.of("user" + UUID.randomUUID().toString().substring(0, 8));
        RepositoryName staging = home.stagingOf(username);
        return new Workspace(
                WorkspaceId.random(), username, username + "@example.org", staging, home.approvedOf(username));
    }
}
