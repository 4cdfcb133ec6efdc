package dev.berth.aws;

import static dev.berth.testing.ImageFixtures.anImage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.catalogue.ApprovedTags;
import dev.berth.catalogue.ApprovedUnavailable;
import dev.berth.oci.RepositoryName;
import dev.berth.oci.Tag;
import dev.berth.promotion.ApprovedRegistry;
import dev.berth.testing.RegistryPusher;
import dev.berth.testing.SandboxTest;
import dev.berth.testing.TestImage;
import dev.berth.workspace.HomeRegistry;
import dev.berth.workspace.Username;
import dev.berth.workspace.Workspace;
import dev.berth.workspace.WorkspaceId;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import software.amazon.awssdk.services.ecr.EcrClient;

@SandboxTest
class EcrApprovedTagsTests {

    @Autowired
    private ApprovedRegistry approved;

    @Autowired
    private ApprovedTags tags;

    @Autowired
    private EcrClient ecr;

    @Autowired
    private HomeRegistry home;

    @Autowired
    private Environment environment;

    @Test
    void everyTagIsListedWithWhatItNamesAndAnUntaggedImageIsNot() {
        Workspace workspace = aWorkspace();
        approved.provision(workspace);
        TestImage one = anImage().build();
        TestImage two = anImage().build();
        put(workspace, "v1", one);
        put(workspace, "latest", one);
        put(workspace, "v2", two);
        put(workspace, "v1", two);
        put(workspace, "v3", anImage().build());
        put(workspace, "v3", two);

        assertThat(tags.in(workspace.approved()))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        Tag.of("latest"), Set.of(one.digest()),
                        Tag.of("v1"), Set.of(two.digest()),
                        Tag.of("v2"), Set.of(two.digest()),
                        Tag.of("v3"), Set.of(two.digest())));
    }

    @Test
    void whereThereIsNoRepositoryThereIsNothing() {
        assertThat(tags.in(aWorkspace().approved())).isEmpty();
    }

    @Test
    void invariant2_aRefusalIsNoAnswer() {
        assertThatThrownBy(() -> tags.in(RepositoryName.of("somebody-elses/alice")))
                .isInstanceOf(ApprovedUnavailable.class)
                .hasMessageContaining("somebody-elses/alice");
    }

    private void put(Workspace workspace, String tag, TestImage image) {
        String token =
                ecr.getAuthorizationToken().authorizationData().getFirst().authorizationToken();
        String[] pair = new String(Base64.getDecoder().decode(token), StandardCharsets.UTF_8).split(":", 2);
        RegistryPusher.to(URI.create(environment.getRequiredProperty("berth.aws.endpoint")))
                .as(pair[0], pair[1])
                .push(workspace.approved(), Tag.of(tag), image);
    }

    private Workspace aWorkspace() {
        Username username = Username.of("user" + UUID.randomUUID().toString().substring(0, 8));
        RepositoryName staging = home.stagingOf(username);
        return new Workspace(
                WorkspaceId.random(), username, username + "@example.org", staging, home.approvedOf(username));
    }
}
