package dev.berth.journey;

import static dev.berth.testing.ImageFixtures.anAttestedIndexOf;
import static dev.berth.testing.ImageFixtures.anImage;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.arrival.LookIntoStaging;
import dev.berth.arrival.StagedImages;
import dev.berth.audit.Actor;
import dev.berth.credentials.CredentialMinter;
import dev.berth.credentials.CredentialMinter.MintedCredentials;
import dev.berth.credentials.CredentialMinter.PushGrant;
import dev.berth.credentials.PassId;
import dev.berth.credentials.PushSessionId;
import dev.berth.oci.Tag;
import dev.berth.testing.Browser;
import dev.berth.testing.PushKeys;
import dev.berth.testing.RegistryPusher;
import dev.berth.testing.SandboxTest;
import dev.berth.testing.TestImage;
import dev.berth.web.PageAt;
import dev.berth.workspace.EmailAddress;
import dev.berth.workspace.RegisterWorkspace;
import dev.berth.workspace.RepositoryProvisioner;
import dev.berth.workspace.Username;
import dev.berth.workspace.Workspace;
import dev.berth.workspace.Workspaces;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.env.Environment;

/** Two pushes between two polls, by the wire, and what the researcher reads of the first. */
@SandboxTest
class ReplacedPushSandboxTests {

    /** Nobody watches his repository, so that no poll comes between two pushes. */
    private static final String FRANK = "frank@example.org";

    private static final Actor ACTOR = Actor.system("test");

    @Autowired
    private Environment environment;

    @Autowired
    private RegisterWorkspace register;

    @Autowired
    private Workspaces workspaces;

    @Autowired
    private RepositoryProvisioner provisioner;

    @Autowired
    private LookIntoStaging look;

    @Autowired
    private StagedImages images;

    @Autowired
    private CredentialMinter minter;

    @Value("${berth.aws.endpoint}")
    private URI sandbox;

    private Workspace franks;
    private Browser frank;
    private RegistryPusher pusher;

    @BeforeEach
    void frankMayPush() {
        register.register(Username.of(FRANK), EmailAddress.of(FRANK), ACTOR);
        franks = workspaces.findByUsername(FRANK).orElseThrow();
        provisioner.provision(franks);
        frank = Browser.signedInAs(FRANK, environment);
        pusher = pusher();
    }

    @Test
    void theFirstOfTwoPushesIsToldOfWithWhatReplacedItAndWhatToDo() {
        Tag tag = Tag.of("t" + unique());
        TestImage first = another();
        TestImage second = another();
        pusher.push(franks.staging(), tag, first);
        pusher.push(franks.staging(), tag, second);
        look.at(franks.id());

        assertThat(frank.get("/").text())
                .contains(
                        first.digest().shortened(),
                        "Replaced before Berth saw it",
                        second.digest().shortened());
        assertThat(pageOf(first))
                .contains(
                        "another one was pushed under its tag before Berth next polled",
                        "push it again under another tag",
                        "Arrived for linux/amd64",
                        "tag %s named another image by then".formatted(tag),
                        second.digest().value())
                .doesNotContain("Scanning");
        assertThat(Browser.signedInAs("dave", environment)
                        .get("/admin/audit?subject=image/" + idOf(first))
                        .text())
                .contains("image.arrived", "Replaced before it was seen: %s named %s".formatted(tag, second.digest()));

        pusher.push(franks.staging(), Tag.of(tag + "-again"), first);
        look.at(franks.id());

        assertThat(pageOf(first)).contains("Tag %s-again names this image".formatted(tag));
    }

    @Test
    void ofAnIndexForSeveralPlatformsThatWasReplacedOneLineIsTold() {
        Tag tag = Tag.of("t" + unique());
        TestImage first = anAttestedIndexOf(
                another(),
                anImage().on("linux/arm64").withDebian("12", unique() + "=1.0").build());
        TestImage second = anAttestedIndexOf(another());
        int before = listed();
        pusher.push(franks.staging(), tag, first);
        pusher.push(franks.staging(), tag, second);
        look.at(franks.id());

        assertThat(listed()).isEqualTo(before + 2);
        assertThat(pageOf(first)).contains("Replaced before Berth saw it", "Arrived for linux/amd64, linux/arm64");
    }

    @Test
    void anImageThatIsPushedByItsDigestIsSaidToHaveNoTag() {
        TestImage image = another();
        pusher.push(franks.staging(), image.digest(), image);
        look.at(franks.id());

        assertThat(pageOf(image))
                .contains("Without a tag", "Push it again under a tag if you need it")
                .doesNotContain("Scanning");
    }

    private int listed() {
        return images.of(franks.id(), new PageAt.Start(), 100).rows().size();
    }

    private String idOf(TestImage image) {
        return images.find(franks.id(), image.digest()).orElseThrow().id().toString();
    }

    private String pageOf(TestImage image) {
        return frank.get("/images/" + idOf(image)).text();
    }

    /** As the researcher in a push session: the portal itself may not push to staging. */
    private RegistryPusher pusher() {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        PushSessionId session = PushSessionId.random();
        MintedCredentials minted = minter.mint(new PushGrant(
                session, PassId.random(), franks, "replaced-" + session, now, now.plus(Duration.ofHours(1))));
        PushKeys keys = new PushKeys(
                minted.accessKeyId(),
                minted.secretAccessKey().reveal(),
                minted.sessionToken().reveal());
        return RegistryPusher.to(sandbox).as("AWS", keys.registryPassword(sandbox));
    }

    private static TestImage another() {
        return anImage().withDebian("12", unique() + "=1.0").build();
    }

    private static String unique() {
        return "x" + UUID.randomUUID().toString().substring(0, 8);
    }
}
