package dev.berth.arrival;

import static dev.berth.testing.ImageFixtures.anImage;
import static dev.berth.testing.ImageFixtures.anIndexOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.oci.Digest;
import dev.berth.oci.Manifest;
import dev.berth.oci.ManifestContent;
import dev.berth.oci.MediaType;
import dev.berth.oci.Tag;
import dev.berth.testing.FakeRemotes;
import dev.berth.testing.FlowTest;
import dev.berth.testing.MutableClock;
import dev.berth.testing.TestImage;
import dev.berth.testing.TestWorkspaces;
import dev.berth.web.PageAt;
import dev.berth.workspace.Workspace;
import dev.berth.workspace.Workspaces;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.transaction.support.TransactionTemplate;

/** An image that the registry lists and does not give: it waits, and nothing else waits for it. */
@FlowTest
@Import({FakeRemotes.class, TestWorkspaces.class})
class WithheldImageFlowTests {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    @Autowired
    FakeStaging staging;

    @Autowired
    LookIntoStaging look;

    @Autowired
    StagedImages images;

    @Autowired
    StagingTroubles troubles;

    @Autowired
    Watches watches;

    @Autowired
    TestWorkspaces workspaces;

    @Autowired
    Workspaces registered;

    @Autowired
    MutableClock clock;

    @Autowired
    TransactionTemplate transaction;

    Workspace workspace;

    TestImage good;

    TestImage bad;

    @BeforeEach
    void twoImages() {
        workspace = workspaces.anew();
        transaction.executeWithoutResult(status -> registered.provisioned(workspace.id()));
        good = another();
        bad = another();
        staging.push(workspace.staging(), bad, "bad");
        staging.push(workspace.staging(), good, "good");
    }

    @Test
    void theOthersArriveAndItArrivesOnceItIsGiven() {
        staging.withhold(workspace.staging(), bad.digest());
        look.at(workspace.id());
        assertThat(arrived(good.digest()))
                .hasValueSatisfying(
                        image -> assertThat(images.currentTags(image.id())).containsExactly(Tag.of("good")));
        assertThat(arrived(bad.digest())).isEmpty();

        staging.give(workspace.staging(), bad.digest());
        look.at(workspace.id());
        assertThat(arrived(bad.digest()))
                .hasValueSatisfying(
                        image -> assertThat(images.currentTags(image.id())).containsExactly(Tag.of("bad")));
        assertThat(trouble()).isEmpty();
    }

    @Test
    void soTheyDoWhereItsConfigIsRefused() {
        staging.withhold(
                workspace.staging(),
                ((ManifestContent.Image) bad.manifest().content()).config().digest());

        look.at(workspace.id());

        assertThat(arrived(good.digest())).isPresent();
        assertThat(arrived(bad.digest())).isEmpty();
    }

    @Test
    void anIndexWithSuchAnImageWaitsAndIsNotCalledIncomplete() {
        TestImage index = anIndexOf(good, bad);
        staging.push(workspace.staging(), index, "both");
        staging.withhold(workspace.staging(), bad.digest());

        look.at(workspace.id());

        assertThat(arrived(index.digest())).isEmpty();
        assertThat(arrived(good.digest())).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"artifactType", "mediaType"})
    void textThatNoTableTakesMakesItUnreadableAndStopsNobody(String field) {
        Manifest poisoned =
                Manifest.of(MediaType.OCI_MANIFEST, """
                {"schemaVersion":2,"%s":"a\\u0000b%d","layers":[],
                 "config":{"mediaType":"a/b","digest":"%s","size":2}}""".formatted(field, NUMBER.incrementAndGet(), good.digest())
                        .getBytes(StandardCharsets.UTF_8));
        staging.push(workspace.staging(), poisoned.digest(), poisoned, "poisoned");

        look.at(workspace.id());

        assertThat(arrived(good.digest())).isPresent();
        assertThat(arrived(poisoned.digest())).map(StagedImage::unreadable).isPresent();
    }

    @Test
    void itIsATroubleSinceItWasFirstSeen() {
        Instant first = clock.instant();
        staging.withhold(workspace.staging(), bad.digest());
        look.at(workspace.id());
        clock.advance(Duration.ofMinutes(5));
        look.at(workspace.id());

        assertThat(trouble())
                .contains(new StagingTrouble(
                        workspace.id(), "%s: Not given: %s".formatted(bad.digest(), bad.digest()), first));
        assertThat(troubles.count().value()).isPositive();
    }

    @Test
    void ofARepositoryThatWasNeverMadeThePassTellsAndNotThis() {
        Workspace unmade = workspaces.anew();
        staging.push(unmade.staging(), bad, "bad");
        staging.withhold(unmade.staging(), bad.digest());
        look.at(unmade.id());

        assertThat(troubles.isIn(unmade.id())).isFalse();
        assertThat(troubles.page(new PageAt.Start(), 1000).rows())
                .extracting(StagingTrouble::workspace)
                .doesNotContain(unmade.id());
    }

    @Test
    void whereTheRegistryStopsAnsweringTheLookStopsAsking() {
        for (int number = 0; number < 20; number++) {
            staging.push(workspace.staging(), another(), "more-" + number);
        }
        staging.failReading(workspace.staging(), "no route to the registry");
        int before = staging.readings(workspace.staging());
        look.at(workspace.id());

        assertThat(staging.readings(workspace.staging())).isEqualTo(before + 1);
        assertThat(trouble())
                .map(StagingTrouble::reason)
                .hasValueSatisfying(why -> assertThat(why).endsWith("no route to the registry"));
        staging.failReading(workspace.staging(), null);
        look.at(workspace.id());
        assertThat(arrived(good.digest())).isPresent();
        assertThat(trouble()).isEmpty();
    }

    @Test
    void itIsAskedAboutAgainThoughNobodyMayPush() {
        staging.withhold(workspace.staging(), bad.digest());
        staging.remove(workspace.staging(), good.digest());
        look.at(workspace.id());

        assertThat(watches.next(workspace.id())).contains(clock.instant().plus(Duration.ofMinutes(5)));
    }

    @Test
    void whileASessionIsLiveItSlowsNothingDown() {
        staging.withhold(workspace.staging(), bad.digest());
        transaction.executeWithoutResult(
                status -> watches.live(workspace.id(), clock.instant().plus(Duration.ofHours(1))));
        for (int looks = 0; looks < 10; looks++) {
            look.at(workspace.id());
        }

        assertThat(watches.next(workspace.id())).contains(clock.instant().plus(Duration.ofSeconds(10)));
    }

    private Optional<StagedImage> arrived(Digest digest) {
        return images.find(workspace.id(), digest);
    }

    private Optional<StagingTrouble> trouble() {
        return troubles.page(new PageAt.Start(), 100).rows().stream()
                .filter(trouble -> trouble.workspace().equals(workspace.id()))
                .findFirst();
    }

    private static TestImage another() {
        return anImage()
                .withDebian("12", "withheld" + NUMBER.incrementAndGet() + "=1.0")
                .build();
    }
}
