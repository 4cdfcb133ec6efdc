package dev.berth.arrival;

import static dev.berth.testing.Artifacts.aCacheTag;
import static dev.berth.testing.Artifacts.aHelmChart;
import static dev.berth.testing.ImageFixtures.anImage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.berth.oci.Tag;
import dev.berth.testing.CountedStatements;
import dev.berth.testing.FakeRemotes;
import dev.berth.testing.FlowTest;
import dev.berth.testing.MutableClock;
import dev.berth.testing.TestImage;
import dev.berth.testing.TestWorkspaces;
import dev.berth.web.BoundedCount;
import dev.berth.workspace.Workspace;
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
import org.springframework.util.unit.DataSize;

/** What is pushed beyond a limit waits in staging, and comes in by itself. Every image of the fake registry has 1,000 bytes. */
@FlowTest
@Import({FakeRemotes.class, TestWorkspaces.class, CountedStatements.InPlace.class})
@TestPropertySource(
        properties = {
            "berth.arrival.limits.open-images=3",
            "berth.arrival.limits.tags-a-day=6",
            "berth.arrival.limits.bytes-a-day=4500B"
        })
@DirtiesContext
class LimitsFlowTests {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    @Autowired
    FakeStaging staging;

    @Autowired
    LookIntoStaging look;

    @Autowired
    StagedImages images;

    @Autowired
    WaitingImages waiting;

    @Autowired
    Watches watches;

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
    void invariant11_imagesBeyondThoseThatMayBeOpenWaitAndComeInAsOthersAreDone() {
        List<TestImage> pushed = push(4);
        poll();

        assertThat(arrived(pushed)).isEqualTo(3);
        assertThat(waiting.in(workspace.id()))
                .contains(
                        new Waiting(workspace.id(), new BoundedCount(1), Waiting.Reason.OPEN_IMAGES, clock.instant()));
        assertThat(watches.next(workspace.id())).as("the watch goes on").isPresent();
        assertThat(audited()).containsExactly("images.held");

        poll();
        assertThat(arrived(pushed)).as("nothing is done yet").isEqualTo(3);
        assertThat(audited()).containsExactly("images.held");

        scansAreDone();
        poll();
        assertThat(arrived(pushed)).isEqualTo(4);
        assertThat(waiting.in(workspace.id())).isEmpty();
        assertThat(audited()).containsExactly("images.held", "images.released");
    }

    @Test
    void whatHasWaitedLongestComesInFirst() {
        push(3);
        poll();
        TestImage early = push(1).getFirst();
        poll();
        // A name that the registry lists before the others.
        TestImage late = image();
        staging.push(workspace.staging(), late, "0-late");
        poll();
        assertThat(waiting.in(workspace.id()).orElseThrow().images()).isEqualTo(new BoundedCount(2));

        scanIsDone();
        poll();

        assertThat(arrived(List.of(early))).isOne();
        assertThat(arrived(List.of(late))).isZero();
    }

    @Test
    void tagsBeyondThoseOfADayWaitUntilTheDayIsOver() {
        TestImage image = image();
        staging.push(
                workspace.staging(),
                image,
                IntStream.range(0, 9).mapToObj(i -> "t" + i).toArray(String[]::new));
        poll();

        assertThat(tags(image)).isEqualTo(6);
        assertThat(waiting.in(workspace.id()).orElseThrow().reason()).isEqualTo(Waiting.Reason.TAGS);

        clock.advance(Duration.ofHours(25));
        poll();

        assertThat(tags(image)).isEqualTo(9);
        assertThat(waiting.in(workspace.id())).isEmpty();
    }

    @Test
    void invariant11_aTagThatMovesTakesATagOfTheDayAndWaitsBeyondThem() {
        TestImage one = image();
        TestImage other = image();
        staging.push(workspace.staging(), one, "t0", "t1", "t2");
        staging.push(workspace.staging(), other, "kept");
        poll();
        for (int flips = 0; flips < 5; flips++) {
            poll();
            TestImage next = flips % 2 == 0 ? other : one;
            staging.tag(workspace.staging(), next.digest(), "t0", "t1", "t2");
            poll();
        }

        assertThat(begun()).isEqualTo(6);
        assertThat(tags(one)).as("they moved away").isZero();
        assertThat(tags(other)).as("what names it already costs nothing").isOne();
        assertThat(waiting.in(workspace.id()).orElseThrow().reason()).isEqualTo(Waiting.Reason.TAGS);

        clock.advance(Duration.ofHours(25));
        poll();

        assertThat(tags(other)).isEqualTo(4);
        assertThat(waiting.in(workspace.id())).isEmpty();
    }

    @Test
    void aTagThatMovesBeyondThoseOfADayIsTakenFromTheOther() {
        TestImage one = image();
        TestImage other = image();
        staging.push(workspace.staging(), one, "t0", "t1", "t2", "t3", "t4");
        staging.push(workspace.staging(), other, "kept");
        poll();
        staging.tag(workspace.staging(), other.digest(), "t0");
        poll();

        StagedImage first = images.find(workspace.id(), one.digest()).orElseThrow();
        assertThat(images.tags(first.id()))
                .filteredOn(tag -> !tag.isCurrent())
                .extracting(StagedTag::tag, StagedTag::state)
                .containsExactly(tuple(Tag.of("t0"), StagedTag.State.SUPERSEDED));
        assertThat(tags(other)).isOne();
    }

    @Test
    void bytesBeyondThoseOfADayWaitUntilTheDayIsOver() {
        List<TestImage> pushed = push(3);
        poll();
        scansAreDone();
        List<TestImage> more = push(2);
        poll();

        assertThat(arrived(pushed)).isEqualTo(3);
        assertThat(arrived(more)).isOne();
        assertThat(waiting.in(workspace.id()).orElseThrow().reason()).isEqualTo(Waiting.Reason.BYTES);

        scansAreDone();
        clock.advance(Duration.ofHours(25));
        poll();

        assertThat(arrived(more)).isEqualTo(2);
    }

    @Test
    void aTagThatMovesToAnImageThatWaitsIsTakenFromTheOther() {
        List<TestImage> pushed = push(3);
        poll();
        TestImage next = image();
        staging.push(workspace.staging(), next, tagOf(pushed.getFirst()));
        poll();

        assertThat(arrived(List.of(next))).isZero();
        assertThat(tags(pushed.getFirst())).isZero();
        assertThat(jdbc.sql("""
                        select count(*) from staged_tag where workspace_id = :workspace and superseded_at is not null""")
                        .param("workspace", workspace.id().value())
                        .query(Integer.class)
                        .single())
                .isOne();
    }

    @Test
    void whatIsRemovedFromStagingWaitsNoMore() {
        push(3);
        poll();
        TestImage fourth = image();
        staging.push(workspace.staging(), fourth, "fourth");
        poll();
        assertThat(waiting.in(workspace.id())).isPresent();

        staging.untag(workspace.staging(), "fourth");
        poll();

        assertThat(waiting.in(workspace.id())).isEmpty();
    }

    @Test
    void aPollThatFindsNothingNewTakesSixStatementsHoweverMuchIsKnown() {
        push(1);
        poll();
        long few = statements.during(this::poll);

        for (int i = 0; i < 10; i++) {
            staging.push(workspace.staging(), aHelmChart("known" + i), "chart" + i);
            poll();
        }
        push(2);
        staging.push(workspace.staging(), image(), aCacheTag("RUN known"));
        poll();
        assertThat(waiting.in(workspace.id())).isEmpty();
        long many = statements.during(this::poll);

        assertThat(few).isEqualTo(6);
        assertThat(many).isEqualTo(few);
    }

    @Test
    void whatIsNoImageAndGoesIsForgottenByTheSameStatementsHoweverMuchGoes() {
        assertThat(statementsToForget(12)).isEqualTo(statementsToForget(2));
    }

    private long statementsToForget(int count) {
        List<TestImage> charts = IntStream.range(0, count)
                .mapToObj(i -> aHelmChart("gone" + NUMBER.incrementAndGet()))
                .toList();
        for (TestImage chart : charts) {
            staging.push(workspace.staging(), chart, tagOf(chart));
            poll();
        }
        charts.forEach(chart -> staging.remove(workspace.staging(), chart.digest()));
        return statements.during(this::poll);
    }

    @Test
    void ofVeryManyThatWaitNobodyCountsAll() {
        jdbc.sql("""
                insert into waiting_image (workspace_id, digest, reason, since)
                select :workspace, 'sha256:' || i, case when i = 1 then 'tags' else 'bytes' end, now() - interval '1 year'
                  from generate_series(1, 250) i order by i""").param("workspace", workspace.id().value()).update();

        Waiting waits = waiting.in(workspace.id()).orElseThrow();

        assertThat(waits.images()).hasToString("99+");
        assertThat(waits.reason()).as("of the first").isEqualTo(Waiting.Reason.TAGS);
        assertThat(waiting.longest(1)).containsExactly(waits);
    }

    @Test
    void aLimitThatLetsNothingInStopsTheStart() {
        DataSize bytes = DataSize.ofGigabytes(1);
        assertThatThrownBy(() -> new ArrivalLimits(0, 1, bytes)).hasMessageContaining("open-images must be at least 1");
        assertThatThrownBy(() -> new ArrivalLimits(1, 0, bytes)).hasMessageContaining("tags-a-day must be at least 1");
        assertThatThrownBy(() -> new ArrivalLimits(1, 1, DataSize.ofBytes(0)))
                .hasMessageContaining("bytes-a-day must be more than nothing");
    }

    private List<TestImage> push(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> {
                    TestImage image = image();
                    staging.push(workspace.staging(), image, tagOf(image));
                    return image;
                })
                .toList();
    }

    private static TestImage image() {
        return anImage().withDebian("12", "limits=" + NUMBER.incrementAndGet()).build();
    }

    private static String tagOf(TestImage image) {
        return "t" + image.digest().hex().substring(0, 12);
    }

    private void poll() {
        clock.advance(Duration.ofSeconds(1));
        look.at(workspace.id());
    }

    private void scansAreDone() {
        jdbc.sql("""
                update platform_scan set asked_since = null
                where image_id in (select id from staged_image where workspace_id = :workspace)""").param("workspace", workspace.id().value()).update();
    }

    private void scanIsDone() {
        jdbc.sql("""
                update platform_scan set asked_since = null
                where image_id = (select id from staged_image where workspace_id = :workspace limit 1)""").param("workspace", workspace.id().value()).update();
    }

    private int arrived(List<TestImage> pushed) {
        return (int) pushed.stream()
                .filter(image -> images.find(workspace.id(), image.digest()).isPresent())
                .count();
    }

    private int begun() {
        return jdbc.sql("select count(*) from staged_tag where workspace_id = :workspace")
                .param("workspace", workspace.id().value())
                .query(Integer.class)
                .single();
    }

    private int tags(TestImage image) {
        return images.find(workspace.id(), image.digest())
                .map(staged -> images.currentTags(staged.id()).size())
                .orElse(0);
    }

    private List<String> audited() {
        return jdbc.sql(
                        "select action from audit_entry where subject = :subject and action like 'images.%' order by number")
                .param("subject", "workspace/" + workspace.id())
                .query((row, number) -> row.getString("action"))
                .list();
    }
}
