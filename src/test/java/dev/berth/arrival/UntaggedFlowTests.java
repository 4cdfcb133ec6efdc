package dev.berth.arrival;

import static dev.berth.testing.Artifacts.aCosignSignature;
import static dev.berth.testing.Artifacts.aSif;
import static dev.berth.testing.ImageFixtures.anArtifactAbout;
import static dev.berth.testing.ImageFixtures.anAttestedIndexOf;
import static dev.berth.testing.ImageFixtures.anImage;
import static dev.berth.testing.ImageFixtures.anIndexOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.berth.arrival.StagedImage.PlatformManifest;
import dev.berth.oci.Digest;
import dev.berth.oci.Manifest;
import dev.berth.oci.MediaType;
import dev.berth.oci.Platform;
import dev.berth.oci.Tag;
import dev.berth.testing.CountedStatements;
import dev.berth.testing.FakeRemotes;
import dev.berth.testing.FlowTest;
import dev.berth.testing.MutableClock;
import dev.berth.testing.TestImage;
import dev.berth.testing.TestWorkspaces;
import dev.berth.web.PageAt;
import dev.berth.workspace.Workspace;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;

/** What is in staging without a tag: most of it belongs to something, and the rest somebody pushed and waits for. */
@FlowTest
@Import({FakeRemotes.class, TestWorkspaces.class, CountedStatements.InPlace.class})
@TestPropertySource(properties = {"berth.arrival.readings-a-poll=10", "berth.arrival.limits.tags-a-day=12"})
@DirtiesContext
class UntaggedFlowTests {

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
    WaitingImages waiting;

    @Autowired
    UnreadDigests unread;

    @Autowired
    TestWorkspaces workspaces;

    @Autowired
    MutableClock clock;

    @Autowired
    CountedStatements statements;

    @Autowired
    JdbcClient jdbc;

    Workspace workspace;

    @BeforeEach
    void aWorkspaceOfItsOwn() {
        workspace = workspaces.anew();
    }

    @Test
    void anImageThatWasReplacedUnderItsTagBetweenTwoPollsIsToldOfAndByWhat() {
        TestImage first = another();
        TestImage second = another();
        push(first, "v1");
        push(second, "v1");

        poll();

        StagedImage replaced = theOne(first);
        assertThat(replaced.platforms())
                .containsExactly(new PlatformManifest(first.digest(), Platform.of("linux/amd64")));
        assertThat(images.tags(replaced.id()))
                .extracting(StagedTag::tag, StagedTag::state, StagedTag::replacedBy)
                .containsExactly(tuple(Tag.of("v1"), StagedTag.State.SUPERSEDED, second.digest()));
        assertThat(images.currentTags(theOne(second).id())).containsExactly(Tag.of("v1"));
    }

    @Test
    void invariant7_aReplacedImageIsInTheAuditTrailWithWhatReplacedIt() {
        TestImage first = another();
        TestImage second = another();
        push(first, "v1");
        push(second, "v1");
        poll();
        poll();

        assertThat(audited(theOne(first))).containsExactly("image.arrived");
        assertThat(jdbc.sql("select details::text from audit_entry where subject = :subject")
                        .param("subject", "image/" + theOne(first).id())
                        .query(String.class)
                        .single())
                .contains("Replaced before it was seen: v1 named " + second.digest());
    }

    @Test
    void invariant1_nothingComesOfAnImageThatNoTagNames() {
        TestImage first = another();
        push(first, "v1");
        push(another(), "v1");
        poll();

        StagedImage replaced = theOne(first);
        assertThat(heard.count(new ImageArrived(replaced.id()))).isZero();
        assertThat(heard.count(new ImageTagged(replaced.id(), Tag.of("v1")))).isZero();
        assertThat(rows("platform_scan", replaced)).isZero();
    }

    @Test
    void ofThreePushesUnderOneTagTheFirstTwoAreToldOf() {
        TestImage first = another();
        TestImage second = another();
        TestImage third = another();
        push(first, "v1");
        push(second, "v1");
        push(third, "v1");
        poll();

        for (TestImage replaced : List.of(first, second)) {
            assertThat(images.tags(theOne(replaced).id()))
                    .extracting(StagedTag::replacedBy)
                    .containsExactly(third.digest());
        }
    }

    @Test
    void anImageThatIsReplacedAndPushedOnceMoreIsAsIfTheOtherHadNeverHadTheTag() {
        TestImage first = another();
        TestImage other = another();
        push(first, "v1");
        clock.advance(Duration.ofSeconds(2));
        push(other, "v1");
        staging.tag(workspace.staging(), first.digest(), "v1");
        poll();

        assertThat(images.currentTags(theOne(first).id())).containsExactly(Tag.of("v1"));
        assertThat(images.tags(theOne(first).id())).hasSize(1);
        assertThat(images.tags(theOne(other).id()))
                .as("what it was called is not known")
                .isEmpty();
    }

    @Test
    void whereTheTagMovesBackToAKnownImageThatIsWhatReplacedTheOther() {
        TestImage first = another();
        push(first, "v0");
        poll();
        TestImage other = another();
        push(other, "v1");
        staging.tag(workspace.staging(), first.digest(), "v1");
        poll();

        assertThat(images.tags(theOne(other).id()))
                .extracting(StagedTag::tag, StagedTag::replacedBy)
                .containsExactly(tuple(Tag.of("v1"), first.digest()));
    }

    @Test
    void anImageThatWasPushedByDigestAloneIsToldOfWithoutATag() {
        TestImage image = another();
        push(another(), "v1");
        poll();
        push(image);
        poll();

        assertThat(images.tags(theOne(image).id())).isEmpty();
        assertThat(audited(theOne(image))).containsExactly("image.arrived");
    }

    @Test
    void whereSeveralTagsMayHaveBeenMeantNoneIsNamed() {
        TestImage first = another();
        push(first, "v1");
        push(another(), "v1");
        push(another(), "v2");
        poll();

        assertThat(images.tags(theOne(first).id())).isEmpty();
    }

    @Test
    void aReplacedImageThatIsPushedUnderAnotherTagIsAnImageLikeAnyOther() {
        TestImage first = another();
        push(first, "v1");
        push(another(), "v1");
        poll();
        StagedImageId id = theOne(first).id();

        push(first, "v2");
        poll();

        assertThat(theOne(first).id()).as("its page stays where it is").isEqualTo(id);
        assertThat(images.currentTags(id)).containsExactly(Tag.of("v2"));
        assertThat(heard.count(new ImageArrived(id))).isOne();
        assertThat(heard.count(new ImageTagged(id, Tag.of("v2")))).isOne();
        assertThat(rows("platform_scan", theOne(first))).isOne();
        poll();
        assertThat(audited(theOne(first))).containsOnlyOnce("image.tagged");
    }

    @Test
    void ofAReplacedIndexNothingIsToldButItself() {
        TestImage amd64 = another();
        TestImage arm64 =
                anImage().on("linux/arm64").withDebian("12", unique() + "=1.0").build();
        TestImage index = anAttestedIndexOf(amd64, arm64);
        push(index, "v1");
        TestImage next = anAttestedIndexOf(another());
        push(next, "v1");
        poll();
        poll();

        assertThat(theOne(index).platforms())
                .extracting(PlatformManifest::name)
                .containsExactly("linux/amd64", "linux/arm64");
        assertThat(all()).containsExactlyInAnyOrder(index.digest(), next.digest());
    }

    @Test
    void ofAnIndexInAnIndexNothingIsToldButTheOuterOne() {
        TestImage image = another();
        TestImage inner = anIndexOf(image);
        push(inner);
        Manifest outer = indexOf(inner.manifest());
        staging.push(workspace.staging(), outer.digest(), outer, "v1");
        push(another(), "v1");
        poll();
        poll();

        assertThat(all()).hasSize(2).contains(outer.digest()).doesNotContain(inner.digest(), image.digest());
    }

    @Test
    void aPlatformThatIsPushedBeforeItsIndexLeavesTheListWhenTheIndexArrives() {
        TestImage amd64 = another();
        TestImage index = anIndexOf(amd64);
        push(amd64);
        poll();
        assertThat(all()).containsExactly(amd64.digest());

        push(index, "v1");
        poll();
        poll();

        assertThat(all()).containsExactly(index.digest());
        assertThat(jdbc.sql("select count(*) from audit_entry where action = 'images.parts' and subject = :subject")
                        .param("subject", "workspace/" + workspace.id())
                        .query(Integer.class)
                        .single())
                .isOne();
    }

    @Test
    void whatBelongsToAnIndexThatWaitsIsNotToldOfMeanwhile() {
        push(another(), IntStream.range(0, 12).mapToObj(i -> "t" + i).toArray(String[]::new));
        poll();
        TestImage index = anAttestedIndexOf(another());
        push(index, "v1");
        poll();
        assertThat(waiting.in(workspace.id())).isPresent();
        assertThat(all()).hasSize(1);

        clock.advance(Duration.ofHours(25));
        poll();

        assertThat(all()).hasSize(2).contains(index.digest());
    }

    @Test
    void whatBelongsToAnIndexThatIsNotGivenIsNotToldOfMeanwhile() {
        TestImage index = anAttestedIndexOf(another());
        push(index, "v1");
        staging.withhold(workspace.staging(), index.digest());
        poll();
        assertThat(all()).isEmpty();

        staging.give(workspace.staging(), index.digest());
        poll();

        assertThat(all()).containsExactly(index.digest());
    }

    @Test
    void whatBelongsToAReplacedIndexThatIsNotGivenIsNotToldOfMeanwhile() {
        TestImage index = anAttestedIndexOf(another());
        TestImage next = another();
        push(index, "v1");
        push(next, "v1");
        staging.withhold(workspace.staging(), index.digest());
        poll();
        poll();
        assertThat(all()).containsExactly(next.digest());

        staging.give(workspace.staging(), index.digest());
        poll();

        assertThat(all()).containsExactlyInAnyOrder(next.digest(), index.digest());
    }

    @Test
    void signaturesAndWhatElseIsNoImageAreReadOnceAndNotToldOf() {
        TestImage image = another();
        push(image, "v1");
        push(anArtifactAbout(image, "application/spdx+json", "{\"a\":\"" + unique() + "\"}"));
        push(aCosignSignature(unique()));
        push(aSif(unique()));
        poll();
        int readings = staging.readings(workspace.staging());
        poll();

        assertThat(all()).containsExactly(image.digest());
        assertThat(staging.readings(workspace.staging())).isEqualTo(readings);
    }

    @Test
    void invariant11_onePollReadsOnlySoManyAndTheNextOneGoesOn() {
        push(another(), "v1");
        IntStream.range(0, 11).forEach(i -> push(another()));
        poll();
        assertThat(all()).hasSize(10);
        assertThat(unread.anyIn(workspace.id())).isTrue();
        int readings = staging.readings(workspace.staging());

        poll();

        assertThat(all()).hasSize(12);
        assertThat(staging.readings(workspace.staging()) - readings).isEqualTo(2);
        assertThat(unread.anyIn(workspace.id())).isFalse();
    }

    @Test
    void theNewestIsReadFirst() {
        IntStream.range(0, 20).forEach(i -> push(another()));
        clock.advance(Duration.ofSeconds(5));
        TestImage newest = another();
        push(newest);
        poll();

        assertThat(all()).contains(newest.digest());
    }

    @Test
    void invariant11_imagesWithoutATagTakeTheTagsOfTheDayAndWaitBeyondThem() {
        push(another(), IntStream.range(0, 8).mapToObj(i -> "t" + i).toArray(String[]::new));
        IntStream.range(0, 7).forEach(i -> push(another()));
        poll();
        poll();
        assertThat(all()).hasSize(1 + 4);
        assertThat(unread.anyIn(workspace.id())).isTrue();

        TestImage tagged = another();
        push(tagged, "late");
        poll();
        assertThat(all()).as("they took the tags of the day").doesNotContain(tagged.digest());
    }

    @Test
    void whatWasThereBeforeTheWorkspaceOrMoreThanADayAgoIsNotRead() {
        push(another());
        clock.advance(Duration.ofHours(25));
        IntStream.range(0, 30).forEach(i -> push(another()));
        clock.advance(Duration.ofHours(25));
        poll();

        assertThat(all()).isEmpty();
        assertThat(staging.readings(workspace.staging())).isZero();
        assertThat(unread.anyIn(workspace.id())).isFalse();
    }

    @Test
    void whatWasPushedBeforeTheWorkspaceWasRegisteredIsNotRead() {
        push(another());
        jdbc.sql("update workspace set created_at = created_at + interval '10 s' where id = :id")
                .param("id", workspace.id().value())
                .update();
        clock.advance(Duration.ofSeconds(20));
        TestImage mine = another();
        push(mine);
        poll();

        assertThat(all()).containsExactly(mine.digest());
    }

    @Test
    void anImageThatIsNotGivenIsAskedForOnce() {
        TestImage image = another();
        push(image);
        staging.withhold(workspace.staging(), image.digest());
        poll();
        int readings = staging.readings(workspace.staging());
        poll();

        assertThat(all()).isEmpty();
        assertThat(staging.readings(workspace.staging())).isEqualTo(readings);
    }

    @Test
    void anImageThatNobodyWasAbleToReadYetIsReadLater() {
        push(another(), "v1");
        poll();
        TestImage image = another();
        push(image);
        staging.failReading(workspace.staging(), "Rate exceeded");
        poll();
        assertThat(all()).hasSize(1);

        staging.failReading(workspace.staging(), null);
        poll();

        assertThat(all()).contains(image.digest());
    }

    @Test
    void invariant2_oneThatCannotBeReadIsToldOfAsSuch() {
        Manifest broken = Manifest.of(
                MediaType.OCI_MANIFEST, ("{\"schemaVersion\":2,\"" + unique()).getBytes(StandardCharsets.UTF_8));
        staging.push(workspace.staging(), broken.digest(), broken, "v1");
        push(another(), "v1");
        poll();

        StagedImage replaced = images.find(workspace.id(), broken.digest()).orElseThrow();
        assertThat(replaced.unreadable()).startsWith("The manifest is not JSON");
        assertThat(images.tags(replaced.id())).hasSize(1);
    }

    @Test
    void anImageThatWasDeletedBeforeThePollLeavesNothing() {
        TestImage image = another();
        push(image, "v1");
        push(another(), "v1");
        staging.remove(workspace.staging(), image.digest());
        poll();

        assertThat(images.find(workspace.id(), image.digest())).isEmpty();
    }

    @Test
    void aTagOfAKnownImageLeavesItKnown() {
        TestImage image = another();
        push(image, "v1");
        poll();
        push(another(), "v1");
        poll();
        poll();

        assertThat(images.tags(theOne(image).id()))
                .extracting(StagedTag::isUnseen)
                .containsExactly(false);
        assertThat(audited(theOne(image))).containsExactly("image.arrived", "image.tagged", "image.superseded");
    }

    @Test
    void aPollThatFindsNothingNewTakesAsManyStatementsWithAndWithoutUntagged() {
        push(another(), "v1");
        poll();
        long few = statements.during(this::poll);

        push(anAttestedIndexOf(another(), another()), "v2");
        push(another());
        push(aCosignSignature(unique()));
        poll();
        poll();
        int readings = staging.readings(workspace.staging());

        assertThat(statements.during(this::poll)).isEqualTo(few).isEqualTo(6);
        assertThat(staging.readings(workspace.staging())).isEqualTo(readings);
    }

    @Test
    void whatIsTooOldToBeReadIsForgotten() {
        push(aCosignSignature(unique()));
        poll();
        clock.advance(Duration.ofDays(4));
        push(aCosignSignature(unique()));
        poll();

        assertThat(jdbc.sql("select count(*) from untagged_manifest where workspace_id = :workspace")
                        .param("workspace", workspace.id().value())
                        .query(Integer.class)
                        .single())
                .isOne();
    }

    private void push(TestImage image, String... tags) {
        staging.push(workspace.staging(), image, tags);
    }

    private void poll() {
        clock.advance(Duration.ofSeconds(1));
        look.at(workspace.id());
    }

    private StagedImage theOne(TestImage image) {
        return images.find(workspace.id(), image.digest()).orElseThrow();
    }

    private List<Digest> all() {
        return images.of(workspace.id(), new PageAt.Start(), 100).rows().stream()
                .map(StagedImage::digest)
                .toList();
    }

    private int rows(String table, StagedImage image) {
        return jdbc.sql("select count(*) from %s where image_id = :image".formatted(table))
                .param("image", image.id().value())
                .query(Integer.class)
                .single();
    }

    private List<String> audited(StagedImage image) {
        return jdbc.sql(
                        "select action from audit_entry where subject = :subject and actor = 'berth:arrival' order by number")
                .param("subject", "image/" + image.id())
                .query((row, number) -> row.getString("action"))
                .list();
    }

    private static TestImage another() {
        return anImage().withDebian("12", unique() + "=1.0").build();
    }

    private static String unique() {
        return "untagged" + NUMBER.incrementAndGet();
    }

    private static Manifest indexOf(Manifest child) {
        return Manifest.of(
                MediaType.OCI_INDEX, """
                {"schemaVersion":2,"mediaType":"%s","manifests":[{"mediaType":"%s","digest":"%s","size":%d}]}""".formatted(MediaType.OCI_INDEX, child.mediaType(), child.digest(), child.size())
                        .getBytes(StandardCharsets.UTF_8));
    }
}
