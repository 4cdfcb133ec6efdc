package dev.berth.scanning;

import static dev.berth.testing.ImageFixtures.anImage;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.testhelper.ManualScheduler;
import com.github.kagkarlsson.scheduler.testhelper.SettableClock;
import com.github.kagkarlsson.scheduler.testhelper.TestHelper;
import dev.berth.arrival.FakeStaging;
import dev.berth.arrival.LookIntoStaging;
import dev.berth.arrival.StagedImageId;
import dev.berth.arrival.StagedImages;
import dev.berth.testing.FakeRemotes;
import dev.berth.testing.FlowTest;
import dev.berth.testing.MutableClock;
import dev.berth.testing.Statements;
import dev.berth.testing.TestImage;
import dev.berth.testing.TestWorkspaces;
import dev.berth.workspace.Workspace;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Questions that are asked once more, and when: the scheduler runs what is due when the test says so. */
@FlowTest
@Import({FakeRemotes.class, TestWorkspaces.class, Statements.Seen.class})
class AskAgainFlowTests {

    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final Instant COMPLETED = Instant.parse("2026-01-01T00:00:00Z");

    @Autowired
    @Qualifier("askScannerTask")
    Task<Void> task;

    @Autowired
    DataSource dataSource;

    @Autowired
    FakeStaging staging;

    @Autowired
    FakeScanner scanner;

    @Autowired
    FakeRemotes.Heard heard;

    @Autowired
    LookIntoStaging look;

    @Autowired
    StagedImages images;

    @Autowired
    ScanReports reports;

    @Autowired
    FreshLook fresh;

    @Autowired
    ScanImages scan;

    @Autowired
    Statements statements;

    @Autowired
    TestWorkspaces workspaces;

    @Autowired
    MutableClock clock;

    @Autowired
    JdbcClient jdbc;

    Workspace workspace;

    TestImage image;

    StagedImageId id;

    SettableClock schedulersClock;

    ManualScheduler scheduler;

    @BeforeEach
    void anImageHasArrived() {
        workspace = workspaces.anew();
        image = anImage()
                .withDebian("12", "again" + NUMBER.incrementAndGet() + "=1.0")
                .build();
        staging.push(workspace.staging(), image, "v1");
        look.at(workspace.id());
        id = images.find(workspace.id(), image.digest()).orElseThrow().id();
        schedulersClock = new SettableClock();
        scheduler = TestHelper.createManualScheduler(dataSource, List.of(task))
                .clock(schedulersClock)
                .build();
    }

    @Test
    void invariant8_lookingAfreshAgainAndAgainKeepsNoAnswerFromBeingBelieved() {
        scanner.says(image.digest(), clean());
        untilNothingIsDue();
        scanner.says(image.digest(), critical());

        for (int tags = 0; tags < 50 && heard.count(new ScanFinished(id)) < 2; tags++) {
            fresh.fingerprint(id);
            runWhatIsDue();
            clock.advance(Duration.ofSeconds(1));
        }

        assertThat(heard.count(new ScanFinished(id))).isEqualTo(2);
        assertThat(outcome()).isEqualTo(outcomeOf(critical()));
        assertThat(audited())
                .containsExactly("scan.stated", "scan.finished", "scan.reopened", "scan.stated", "scan.finished");
    }

    @Test
    void anImageThatComesBackIsScannedAfterAll() {
        scanner.says(image.digest(), new ScanLook.Gone());
        runWhatIsDue();
        runNext();
        assertThat(outcome()).isInstanceOf(ScanOutcome.NotScanned.class);

        scanner.says(image.digest(), clean());
        untilNothingIsDue();

        assertThat(outcome()).isEqualTo(outcomeOf(clean()));
    }

    @Test
    void afterAFaultThatGoesOnItIsStillAskedAboutOnceAMinute() {
        scanner.breaksFor(image.digest());
        runWhatIsDue();
        for (int faults = 0; faults < 20; faults++) {
            runNext();
        }
        assertThat(next()).contains(clock.instant().plus(Duration.ofSeconds(60)));

        scanner.says(image.digest(), clean());
        untilNothingIsDue();
        assertThat(outcome()).isEqualTo(outcomeOf(clean()));
    }

    /** An image may have thousands: they are read to compare an answer with them and to tell of them, and for nothing else. */
    @Test
    void noFindingIsReadToSeeWhatIsBeingAskedAbout() {
        stated(critical());

        assertThat(readingsOfFindings(this::runNext)).isEqualTo(2);
        assertThat(readingsOfFindings(() -> {
                    List.of("v2", "v3", "v4").forEach(tag -> staging.push(workspace.staging(), image, tag));
                    look.at(workspace.id());
                }))
                .isZero();
        assertThat(readingsOfFindings(() -> scan.again(id, false))).isZero();
    }

    private long readingsOfFindings(Runnable work) {
        statements.forget();
        work.run();
        return statements.seen().stream()
                .filter(statement -> statement.contains("from scan_finding"))
                .count();
    }

    static Stream<Arguments> whatIsAskedAboutAgainAndWhen() {
        Duration soon = Duration.ofMinutes(15);
        Duration seldom = Duration.ofDays(1);
        return Stream.of(
                Arguments.of(new ScanLook.Failed("of a fault"), soon),
                Arguments.of(new ScanLook.FindingsUnavailable(""), soon),
                Arguments.of(new ScanLook.LimitExceeded("of the account"), soon),
                Arguments.of(new ScanLook.Archived(), soon),
                Arguments.of(new ScanLook.Gone(), soon),
                Arguments.of(new ScanLook.EligibilityExpired(), soon),
                Arguments.of(new ScanLook.Unheard("SOMETHING_NEW"), soon),
                Arguments.of(new ScanLook.Unsupported("zstd"), seldom),
                Arguments.of(critical(), seldom));
    }

    @ParameterizedTest
    @MethodSource("whatIsAskedAboutAgainAndWhen")
    void whateverTheScannerSaidABetterAnswerIsHeardLater(ScanLook first, Duration distance) {
        stated(first);
        assertThat(next().orElseThrow())
                .isBetween(after(distance), after(distance.multipliedBy(9).dividedBy(8)));

        scanner.says(image.digest(), clean());
        untilNothingIsDue();

        assertThat(outcome()).isEqualTo(outcomeOf(clean()));
        assertThat(heard.count(new ScanFinished(id))).isEqualTo(2);
    }

    @Test
    void whatFailedForWeeksIsAskedAboutOnceADayAsLongAsATagNamesIt() {
        stated(new ScanLook.Failed("of a fault"));
        clock.advance(Duration.ofDays(14));
        runNext();
        assertThat(next().orElseThrow()).isBetween(after(Duration.ofDays(1)), after(Duration.ofHours(27)));

        jdbc.sql("update staged_tag set deleted_at = now() where image_id = :image")
                .param("image", id.value())
                .update();
        int looks = scanner.looks(image.digest());
        untilNothingIsDue();

        assertThat(scanner.looks(image.digest())).isEqualTo(looks);
    }

    @Test
    void theSameAnswerOnceMoreIsNoNews() {
        stated(critical());
        runNext();
        runNext();

        assertThat(scanner.looks(image.digest())).isEqualTo(4);
        assertThat(audited()).containsExactly("scan.stated", "scan.finished");
    }

    @Test
    void whatIsClearedOrRejectedIsNotAskedAboutAgain() {
        stated(clean());
        assertThat(next()).isEmpty();

        anImageHasArrived();
        stated(critical());
        reject();
        int looks = scanner.looks(image.digest());
        untilNothingIsDue();

        assertThat(scanner.looks(image.digest())).isEqualTo(looks);
    }

    private void stated(ScanLook look) {
        scanner.says(image.digest(), look);
        runWhatIsDue();
        runNext();
        assertThat(outcome()).isEqualTo(outcomeOf(look));
    }

    private Instant after(Duration distance) {
        return clock.instant().plus(distance);
    }

    private void reject() {
        jdbc.sql("""
                insert into review_decision (image_id, number, kind, digest, fingerprint, policy, latest_tag, reason,
                    decided_by, decided_at)
                select image_id, 1, 'rejected', digest, fingerprint, policy, 1000000000, 'No', 'dave', now()
                  from verdict where image_id = :image""").param("image", id.value()).update();
    }

    private void untilNothingIsDue() {
        runWhatIsDue();
        for (int runs = 0; runs < 10 && next().isPresent(); runs++) {
            runNext();
        }
        assertThat(next()).isEmpty();
    }

    private void runNext() {
        Instant due = next().orElseThrow();
        if (due.isAfter(clock.instant())) {
            clock.set(due);
        }
        runWhatIsDue();
    }

    private void runWhatIsDue() {
        schedulersClock.set(clock.instant());
        scheduler.runAnyDueExecutions();
    }

    private Optional<Instant> next() {
        return jdbc.sql("""
                        select execution_time from scheduled_tasks
                        where task_name = 'ask-scanner' and task_instance like '%:' || :image""")
                .param("image", id.toString())
                .query(OffsetDateTime.class)
                .optional()
                .map(OffsetDateTime::toInstant);
    }

    private ScanOutcome outcome() {
        return reports.of(id).platforms().getFirst().outcome();
    }

    private List<String> audited() {
        return jdbc.sql("""
                        select action from audit_entry where subject = :subject and actor = 'berth:scanning'
                        order by number""")
                .param("subject", "image/" + id)
                .query((row, number) -> row.getString("action"))
                .list();
    }

    private static ScanOutcome outcomeOf(ScanLook look) {
        return Answers.outcomeOf(look);
    }

    private static ScanLook clean() {
        return new ScanLook.Complete(COMPLETED, List.of());
    }

    private static ScanLook critical() {
        return new ScanLook.Complete(
                COMPLETED,
                List.of(new Finding("CVE-2024-3094", Severity.CRITICAL, "xz-utils", "5.6.0", null, null, null, null)));
    }
}
