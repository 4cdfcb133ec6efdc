package dev.berth.arrival;

import static dev.berth.testing.ImageFixtures.anImage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.kagkarlsson.scheduler.Clock;
import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.task.Task;
import dev.berth.credentials.PushSessionId;
import dev.berth.credentials.PushSessionOpened;
import dev.berth.scanning.FakeScanner;
import dev.berth.scanning.ScanFinished;
import dev.berth.scanning.ScanLook;
import dev.berth.support.TaskBatch;
import dev.berth.testing.FakeRemotes;
import dev.berth.testing.FlowTest;
import dev.berth.testing.TestImage;
import dev.berth.testing.TestWorkspaces;
import dev.berth.workspace.Workspace;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;
import org.springframework.transaction.support.TransactionTemplate;

/** The scheduler really runs here, by a clock that runs too and that the test sets forward. */
@FlowTest
@Import({FakeRemotes.class, TestWorkspaces.class, DurableWatchFlowTests.Clocks.class})
@TestPropertySource(
        properties = {
            "db-scheduler.polling-interval=50ms",
            "db-scheduler.heartbeat-interval=1s",
            "berth.arrival.reconcile-every=1000d"
        })
@DirtiesContext
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DurableWatchFlowTests {

    @Autowired
    Scheduler scheduler;

    @Autowired
    List<Task<?>> tasks;

    @Autowired
    DataSource dataSource;

    @Autowired
    FakeStaging staging;

    @Autowired
    FakeScanner scanner;

    @Autowired
    FakeRemotes.Heard heard;

    @Autowired
    StagedImages images;

    @Autowired
    TaskBatch batch;

    @Autowired
    TestWorkspaces workspaces;

    @Autowired
    RunningClock clock;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    TransactionTemplate transaction;

    @Autowired
    ApplicationEventPublisher events;

    Workspace workspace;

    @BeforeAll
    void theSchedulerRuns() {
        scheduler.start();
    }

    @BeforeEach
    void aWorkspaceOfItsOwn() {
        workspace = workspaces.anew();
    }

    @Test
    void whileAPushSessionIsLiveAPushIsNoticedTenSecondsLater() {
        open(workspace, Duration.ofHours(1));
        awaiting().until(() -> staging.listings(workspace.staging()) >= 1 && isScheduled(workspace));
        TestImage image = anImage().withDebian("12", "noticed=1").build();
        staging.push(workspace.staging(), image, "v1");

        clock.advance(Duration.ofSeconds(10));

        awaiting().until(() -> images.find(workspace.id(), image.digest()).isPresent());
    }

    @Test
    void aSessionThatIsOpenedWakesAWatchThatSleeps() {
        once(clock.instant().plus(Duration.ofMinutes(50)));

        open(workspace, Duration.ofHours(1));

        awaiting().until(() -> staging.listings(workspace.staging()) >= 1);
    }

    @Test
    void theWatchEndsSomeTimeAfterTheSessionAndAnIdleWorkspaceCostsNothing() {
        open(workspace, Duration.ofMinutes(15));
        awaiting().until(() -> staging.listings(workspace.staging()) >= 1 && isScheduled(workspace));
        clock.advance(Duration.ofMinutes(16));
        awaiting().until(() -> staging.listings(workspace.staging()) >= 2 && isScheduled(workspace));
        clock.advance(Duration.ofMinutes(2));

        awaiting().until(() -> !exists(workspace));
        assertThat(staging.listings(workspace.staging())).isGreaterThanOrEqualTo(3);
    }

    @Test
    void invariant5_aSessionOpenedWhileTheLastLookRunsIsWatched() {
        staging.afterListing(workspace.staging(), () -> open(workspace, Duration.ofHours(1)));
        once(clock.instant());

        awaiting().until(() -> staging.listings(workspace.staging()) >= 1 && isScheduled(workspace));
    }

    private void once(Instant at) {
        transaction.executeWithoutResult(status -> batch.scheduleIfNotExist(
                WatchStaging.TASK, List.of(workspace.id().toString()), at, Duration.ZERO));
    }

    @Test
    void aWorkspaceThatCannotBeLookedIntoDoesNotStopTheOthers() {
        Workspace other = workspaces.anew();
        staging.fail(workspace.staging(), "Rate exceeded");
        open(workspace, Duration.ofHours(1));
        open(other, Duration.ofHours(1));
        awaiting()
                .until(() -> staging.listings(other.staging()) >= 1
                        && isScheduled(other)
                        && staging.listings(workspace.staging()) >= 1
                        && isScheduled(workspace));
        TestImage image = anImage().withDebian("12", "others=1").build();
        staging.push(other.staging(), image, "v1");
        clock.advance(Duration.ofSeconds(10));
        awaiting().until(() -> images.find(other.id(), image.digest()).isPresent());
        assertThat(failures(workspace)).isPositive();

        staging.fail(workspace.staging(), null);
        staging.push(workspace.staging(), image, "v1");
        clock.advance(Duration.ofMinutes(5));
        awaiting().until(() -> images.find(workspace.id(), image.digest()).isPresent());
        assertThat(failures(workspace)).isZero();
    }

    @Test
    void invariant5_whatAKilledReplicaWasAtIsTakenUpByAnother() {
        Instant longAgo = clock.instant().minus(Duration.ofMinutes(5));
        jdbc.sql("""
                insert into scheduled_tasks
                    (task_name, task_instance, execution_time, picked, picked_by, last_heartbeat, version)
                values ('watch-staging', :workspace, :at, true, 'killed', :at, 2)""")
                .param("workspace", workspace.id().toString())
                .param("at", Timestamp.from(longAgo))
                .update();

        awaiting().until(() -> staging.listings(workspace.staging()) >= 1);
    }

    @Test
    void invariant5_ofTwoReplicasOneLooks() {
        Scheduler replica = Scheduler.create(new TransactionAwareDataSourceProxy(dataSource), tasks)
                .clock(clock)
                .schedulerName(new SchedulerName.Fixed("replica"))
                .threads(4)
                .pollingInterval(Duration.ofMillis(50))
                .build();
        replica.start();
        try {
            open(workspace, Duration.ofHours(1));
            for (int looks = 1; looks <= 10; looks++) {
                int expected = looks;
                awaiting().until(() -> staging.listings(workspace.staging()) >= expected && isScheduled(workspace));
                clock.advance(Duration.ofSeconds(10));
            }
        } finally {
            replica.stop();
        }
        assertThat(staging.mostListingsAtOnce(workspace.staging())).isOne();
    }

    @Test
    void fromThePushToTheScanReportByTheClockAlone() {
        TestImage image = anImage().withDebian("12", "whole-way=1").build();
        scanner.says(image.digest(), new ScanLook.Unsupported("no distribution"));
        staging.push(workspace.staging(), image, "v1");
        open(workspace, Duration.ofHours(1));
        awaiting().until(() -> images.find(workspace.id(), image.digest()).isPresent());
        StagedImageId id =
                images.find(workspace.id(), image.digest()).orElseThrow().id();

        awaiting().until(() -> {
            clock.advance(Duration.ofMillis(200));
            return heard.count(new ScanFinished(id)) == 1;
        });
    }

    /** The scheduler waits by its clock, so that one which stands still would never wake it. */
    static final class RunningClock implements InstantSource, Clock {

        private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);

        void advance(Duration duration) {
            ahead.updateAndGet(duration::plus);
        }

        @Override
        public Instant instant() {
            return Instant.now().plus(ahead.get());
        }

        @Override
        public Instant now() {
            return instant();
        }
    }

    @TestConfiguration(proxyBeanMethods = false)
    static class Clocks {

        @Bean
        @Primary
        RunningClock runningClock() {
            return new RunningClock();
        }
    }

    private void open(Workspace where, Duration length) {
        transaction.executeWithoutResult(status -> events.publishEvent(new PushSessionOpened(
                PushSessionId.random(), where.id(), clock.instant().plus(length))));
    }

    private boolean exists(Workspace where) {
        return count(where, "true") == 1;
    }

    /** Between two looks. */
    private boolean isScheduled(Workspace where) {
        return count(where, "not picked") == 1;
    }

    private long count(Workspace where, String condition) {
        return jdbc.sql("""
                        select count(*) from scheduled_tasks
                        where task_name = 'watch-staging' and task_instance = :workspace and (%s)""".formatted(condition))
                .param("workspace", where.id().toString())
                .query((row, number) -> row.getLong(1))
                .single();
    }

    private int failures(Workspace where) {
        return jdbc.sql("select failures from staging_watch where workspace_id = :workspace")
                .param("workspace", where.id().value())
                .query((row, number) -> row.getInt(1))
                .single();
    }

    private static ConditionFactory awaiting() {
        return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(50));
    }
}
