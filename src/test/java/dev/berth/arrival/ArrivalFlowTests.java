package dev.berth.arrival;

import static dev.berth.testing.ImageFixtures.anArtifactAbout;
import static dev.berth.testing.ImageFixtures.anAttestedIndexOf;
import static dev.berth.testing.ImageFixtures.anImage;
import static dev.berth.testing.ImageFixtures.anIndexOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.arrival.StagedImage.PlatformManifest;
import dev.berth.oci.Digest;
import dev.berth.oci.Manifest;
import dev.berth.oci.MediaType;
import dev.berth.oci.Platform;
import dev.berth.oci.Tag;
import dev.berth.testing.FakeRemotes;
import dev.berth.testing.FlowTest;
import dev.berth.testing.MutableClock;
import dev.berth.testing.TestImage;
import dev.berth.testing.TestWorkspaces;
import dev.berth.web.PageAt;
import dev.berth.web.RowKey;
import dev.berth.web.Rows;
import dev.berth.workspace.Workspace;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

@FlowTest
@Import({FakeRemotes.class, TestWorkspaces.class})
class ArrivalFlowTests {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    @Autowired
    FakeStaging staging;

    @Autowired
    FakeRemotes.Heard heard;

    @Autowired
    LookIntoStaging look;

    @Autowired
    StagedImages images;

    @Autowired
    TestWorkspaces workspaces;

    @Autowired
    MutableClock clock;

    @Autowired
    JdbcClient jdbc;

    Workspace workspace;

    @BeforeEach
    void aWorkspaceOfItsOwn() {
        workspace = workspaces.anew();
    }

    @Test
    void aPushedImageArrivesWithItsPlatformAndItsTag() {
        TestImage image = another();
        staging.push(workspace.staging(), image, "v1");

        look.at(workspace.id());

        StagedImage arrived = theOne(image);
        assertThat(arrived.platforms())
                .containsExactly(new PlatformManifest(image.digest(), Platform.of("linux/amd64")));
        assertThat(arrived.unreadable()).isNull();
        assertThat(images.currentTags(arrived.id())).containsExactly(Tag.of("v1"));
        assertThat(heard.count(new ImageArrived(arrived.id()))).isOne();
        assertThat(heard.count(new ImageTagged(arrived.id(), Tag.of("v1")))).isOne();
        assertThat(audited(arrived)).containsExactly("image.arrived", "image.tagged");
    }

    @Test
    void ofAnIndexEveryPlatformIsKnownAndTheAttestationsAreNone() {
        TestImage amd64 = another();
        TestImage arm64 = anImage().on("linux/arm64").withDebian("12", unique()).build();
        TestImage index = anAttestedIndexOf(amd64, arm64);
        staging.push(workspace.staging(), index, "v1");

        look.at(workspace.id());

        assertThat(theOne(index).platforms())
                .containsExactly(
                        new PlatformManifest(amd64.digest(), Platform.of("linux/amd64")),
                        new PlatformManifest(arm64.digest(), Platform.of("linux/arm64")));
        assertThat(images.of(workspace.id(), new PageAt.Start(), 10).rows()).hasSize(1);
    }

    @Test
    void anIndexInAnIndexIsFollowed() {
        TestImage image = another();
        Manifest outer = indexOf(anIndexOf(image).manifest());
        staging.push(workspace.staging(), anIndexOf(image));
        staging.push(workspace.staging(), outer.digest(), outer, "v1");

        look.at(workspace.id());

        assertThat(images.find(workspace.id(), outer.digest()).orElseThrow().platforms())
                .extracting(PlatformManifest::digest)
                .containsExactly(image.digest());
    }

    @Test
    void severalTagsOnOneDigestAreOneImage() {
        TestImage image = another();
        staging.push(workspace.staging(), image, "v1", "latest");
        look.at(workspace.id());
        staging.tag(workspace.staging(), image.digest(), "stable");
        look.at(workspace.id());

        StagedImage arrived = theOne(image);
        assertThat(images.currentTags(arrived.id()))
                .containsExactlyInAnyOrder(Tag.of("v1"), Tag.of("latest"), Tag.of("stable"));
        assertThat(heard.count(new ImageArrived(arrived.id()))).isOne();
        assertThat(heard.count(new ImageTagged(arrived.id(), Tag.of("stable")))).isOne();
        assertThat(heard.count(new ImageTagged(arrived.id(), Tag.of("v1")))).isOne();
    }

    @Test
    void anImageUnderMoreTagsThanItMayHaveIsRefusedWithASentenceAndOnlySoManyAreFollowed() {
        TestImage image = another();
        staging.push(
                workspace.staging(),
                image,
                IntStream.range(0, 1_001).mapToObj("v%04d"::formatted).toArray(String[]::new));

        look.at(workspace.id());

        StagedImage arrived = theOne(image);
        assertThat(arrived.unreadable())
                .isEqualTo("The image has 1,001 tags, and Berth takes at most 1,000; push it under fewer.");
        assertThat(images.currentTags(arrived.id())).hasSize(1_000);
    }

    @Test
    void anImageThatHasAsManyTagsAsItMayKeepsThemWhateverIsAdded() {
        TestImage other = another();
        staging.push(workspace.staging(), other, "moved");
        look.at(workspace.id());
        clock.advance(Duration.ofHours(25));
        TestImage full = another();
        String[] tags = IntStream.range(0, 1_000).mapToObj("v%04d"::formatted).toArray(String[]::new);
        staging.push(workspace.staging(), full, tags);
        look.at(workspace.id());

        staging.tag(workspace.staging(), full.digest(), "a", "moved");
        look.at(workspace.id());

        assertThat(images.currentTags(theOne(full).id())).extracting(Tag::value).containsExactlyInAnyOrder(tags);
        assertThat(audited(theOne(full))).doesNotContain("image.untagged", "image.superseded");
        assertThat(images.tags(theOne(other).id()))
                .extracting(StagedTag::state)
                .as("it names another image, though nobody follows it there")
                .containsExactly(StagedTag.State.SUPERSEDED);
        assertThat(theOne(full).unreadable()).isNull();
    }

    @Test
    void aTagPushedAgainSupersedesTheOlderImage() {
        TestImage older = another();
        TestImage newer = another();
        staging.push(workspace.staging(), older, "v1", "keep");
        look.at(workspace.id());
        clock.advance(Duration.ofSeconds(10));
        staging.push(workspace.staging(), newer, "v1");
        look.at(workspace.id());

        StagedTag superseded = images.tags(theOne(older).id()).stream()
                .filter(tag -> tag.tag().equals(Tag.of("v1")))
                .findFirst()
                .orElseThrow();
        assertThat(superseded.supersededAt()).isEqualTo(clock.instant());
        assertThat(images.currentTags(theOne(older).id())).containsExactly(Tag.of("keep"));
        assertThat(images.currentTags(theOne(newer).id())).containsExactly(Tag.of("v1"));
        assertThat(superseded.state()).isEqualTo(StagedTag.State.SUPERSEDED);
        assertThat(audited(theOne(older))).contains("image.superseded");
    }

    @Test
    void aTagThatMovesBackIsToldAgain() {
        TestImage first = another();
        TestImage second = another();
        staging.push(workspace.staging(), first, "v1");
        look.at(workspace.id());
        staging.push(workspace.staging(), second, "v1");
        look.at(workspace.id());
        staging.tag(workspace.staging(), first.digest(), "v1");
        look.at(workspace.id());

        assertThat(images.tags(theOne(first).id()))
                .extracting(StagedTag::isCurrent)
                .containsExactly(false, true);
        assertThat(images.currentTags(theOne(second).id())).isEmpty();
        assertThat(heard.count(new ImageTagged(theOne(first).id(), Tag.of("v1"))))
                .isEqualTo(2);
        assertThat(heard.count(new ImageArrived(theOne(first).id()))).isOne();
    }

    @Test
    void aTagDeletedInStagingIsNoted() {
        TestImage image = another();
        staging.push(workspace.staging(), image, "v1");
        look.at(workspace.id());
        clock.advance(Duration.ofSeconds(10));
        staging.untag(workspace.staging(), "v1");
        look.at(workspace.id());

        assertThat(images.tags(theOne(image).id())).singleElement().satisfies(tag -> {
            assertThat(tag.deletedAt()).isEqualTo(clock.instant());
            assertThat(tag.state()).isEqualTo(StagedTag.State.DELETED);
        });
        assertThat(images.currentTags(theOne(image).id())).isEmpty();
        assertThat(audited(theOne(image))).contains("image.untagged");
    }

    @Test
    void aTagThatIsListedTwiceMovesOnlyWhenTheListingIsClear() {
        TestImage older = another();
        TestImage newer = another();
        staging.push(workspace.staging(), older, "v1");
        look.at(workspace.id());
        staging.push(workspace.staging(), newer, "v1");
        staging.listAlso(workspace.staging(), older.digest(), "v1");
        look.at(workspace.id());
        assertThat(images.currentTags(theOne(older).id())).containsExactly(Tag.of("v1"));

        look.at(workspace.id());
        assertThat(images.currentTags(theOne(newer).id())).containsExactly(Tag.of("v1"));
    }

    @Test
    void artifactsAndAttachmentTagsAreNoImagesAndAreReadOnce() {
        TestImage image = another();
        TestImage sbom = anArtifactAbout(image, "application/spdx+json", "{}");
        staging.push(workspace.staging(), image, "v1");
        staging.push(workspace.staging(), sbom, "sbom");
        staging.push(workspace.staging(), another(), "sha256-" + image.digest().hex() + ".sig");
        look.at(workspace.id());
        int readings = staging.readings(workspace.staging());
        look.at(workspace.id());

        assertThat(images.of(workspace.id(), new PageAt.Start(), 10).rows())
                .extracting(StagedImage::digest)
                .containsExactly(image.digest());
        assertThat(staging.readings(workspace.staging())).isEqualTo(readings);
    }

    @Test
    void invariant7_anArtifactIsNoImageButIsSaidToHaveBeenSeen() {
        TestImage sbom = anArtifactAbout(another(), "application/spdx+json", "{}");
        staging.push(workspace.staging(), sbom, "sbom");
        look.at(workspace.id());
        look.at(workspace.id());

        assertThat(audited("artifact/" + sbom.digest())).containsExactly("artifact.seen");
    }

    @Test
    void invariant2_aManifestThatCannotBeReadIsKeptAsUnreadableAndReadOnce() {
        Manifest broken = Manifest.of(MediaType.OCI_MANIFEST, "{\"schemaVersion\":2".getBytes(StandardCharsets.UTF_8));
        Manifest childless = indexOf(another().manifest());
        TestImage good = another();
        staging.push(workspace.staging(), broken.digest(), broken, "broken");
        staging.push(workspace.staging(), childless.digest(), childless, "childless");
        staging.push(workspace.staging(), good, "good");
        look.at(workspace.id());
        int readings = staging.readings(workspace.staging());
        look.at(workspace.id());

        assertThat(images.find(workspace.id(), broken.digest()).orElseThrow().unreadable())
                .startsWith("The manifest is not JSON");
        assertThat(images.find(workspace.id(), childless.digest()).orElseThrow().unreadable())
                .contains("which is not in staging");
        assertThat(theOne(good).unreadable()).isNull();
        assertThat(staging.readings(workspace.staging())).isEqualTo(readings);
    }

    @Test
    void invariant1_aManifestThatIsNotWhatTheDigestSaysIsUnreadable() {
        TestImage claimed = another();
        staging.push(workspace.staging(), claimed.digest(), another().manifest(), "v1");

        look.at(workspace.id());

        assertThat(theOne(claimed).unreadable()).isEqualTo("The registry answered with another manifest.");
    }

    @Test
    void anImageThatIsGoneBeforeItIsReadIsNoImage() {
        TestImage image = another();
        staging.push(workspace.staging(), image, "v1");
        staging.remove(workspace.staging(), image.digest());

        look.at(workspace.id());

        assertThat(images.of(workspace.id(), new PageAt.Start(), 10).rows()).isEmpty();
    }

    @Test
    void aRegistryThatDoesNotAnswerLeavesEverythingAsItWas() {
        TestImage image = another();
        staging.push(workspace.staging(), image, "v1");
        look.at(workspace.id());
        staging.fail(workspace.staging(), "Rate exceeded");

        assertThatThrownBy(() -> look.at(workspace.id())).isInstanceOf(StagingUnavailable.class);

        assertThat(images.currentTags(theOne(image).id())).containsExactly(Tag.of("v1"));
    }

    @Test
    void invariant5_anOlderListingNeverUndoesANewerOne() {
        TestImage older = another();
        TestImage newer = another();
        staging.push(workspace.staging(), older, "v1");
        look.at(workspace.id());
        staging.afterListing(workspace.staging(), () -> {
            staging.push(workspace.staging(), newer, "v1");
            look.at(workspace.id());
        });

        look.at(workspace.id());

        assertThat(images.currentTags(theOne(newer).id())).containsExactly(Tag.of("v1"));
        assertThat(images.tags(theOne(older).id())).hasSize(1);
        assertThat(images.tags(theOne(newer).id())).hasSize(1);
    }

    @Test
    void invariant5_manyLooksAtOnceRecordOneImageAndTellOfItOnce() {
        TestImage image = another();
        staging.push(workspace.staging(), image, "v1");

        try (ExecutorService together = Executors.newFixedThreadPool(2)) {
            CompletableFuture.allOf(IntStream.range(0, 2)
                            .mapToObj(i -> CompletableFuture.runAsync(() -> look.at(workspace.id()), together))
                            .toArray(CompletableFuture[]::new))
                    .join();
        }

        assertThat(images.of(workspace.id(), new PageAt.Start(), 10).rows()).hasSize(1);
        assertThat(images.tags(theOne(image).id())).hasSize(1);
        assertThat(heard.count(new ImageArrived(theOne(image).id()))).isOne();
        assertThat(heard.count(new ImageTagged(theOne(image).id(), Tag.of("v1"))))
                .isOne();
    }

    @Test
    void aLookThatFindsNothingNewCostsOneCall() {
        staging.push(workspace.staging(), another(), "v1");
        look.at(workspace.id());
        int listings = staging.listings(workspace.staging());
        int readings = staging.readings(workspace.staging());

        look.at(workspace.id());

        assertThat(staging.listings(workspace.staging())).isEqualTo(listings + 1);
        assertThat(staging.readings(workspace.staging())).isEqualTo(readings);
    }

    @Test
    void imagesAreListedPageByPageTheLatestFirst() {
        List<TestImage> pushed = List.of(another(), another(), another());
        for (TestImage image : pushed) {
            clock.advance(Duration.ofSeconds(1));
            staging.push(workspace.staging(), image, "v1");
            look.at(workspace.id());
        }

        Rows<StagedImage> first = images.of(workspace.id(), new PageAt.Start(), 2);
        assertThat(first.rows())
                .extracting(StagedImage::digest)
                .containsExactly(pushed.get(2).digest(), pushed.get(1).digest());
        StagedImage last = first.rows().getLast();
        Rows<StagedImage> second =
                images.of(workspace.id(), new PageAt.Before(RowKey.of(last.arrivedAt(), last.id())), 2);
        assertThat(second.rows())
                .extracting(StagedImage::digest)
                .containsExactly(pushed.get(0).digest());
        assertThat(second.older()).isNull();
    }

    private StagedImage theOne(TestImage image) {
        return images.find(workspace.id(), image.digest()).orElseThrow();
    }

    private List<String> audited(StagedImage image) {
        return audited("image/" + image.id());
    }

    private List<String> audited(String subject) {
        return jdbc.sql(
                        "select action from audit_entry where subject = :subject and actor = 'berth:arrival' order by number")
                .param("subject", subject)
                .query((row, number) -> row.getString("action"))
                .list();
    }

    private static TestImage another() {
        return anImage().withDebian("12", unique()).build();
    }

    private static String unique() {
        return "package" + NUMBER.incrementAndGet() + "=1.0";
    }

    private static Manifest indexOf(Manifest child) {
        Digest digest = child.digest();
        return Manifest.of(
                MediaType.OCI_INDEX, """
                {"schemaVersion":2,"mediaType":"%s","manifests":[{"mediaType":"%s","digest":"%s","size":%d}]}""".formatted(MediaType.OCI_INDEX, child.mediaType(), digest, child.size())
                        .getBytes(StandardCharsets.UTF_8));
    }
}
