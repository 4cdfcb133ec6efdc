package dev.berth.arrival;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.testhelper.ManualScheduler;
import com.github.kagkarlsson.scheduler.testhelper.SettableClock;
import com.github.kagkarlsson.scheduler.testhelper.TestHelper;
import dev.berth.credentials.PushSessionId;
import dev.berth.credentials.PushSessionOpened;
import dev.berth.testing.FakeRemotes;
import dev.berth.testing.FlowTest;
import dev.berth.testing.MutableClock;
import dev.berth.testing.TestWorkspaces;
import dev.berth.web.PageAt;
import dev.berth.workspace.Workspace;
import dev.berth.workspace.Workspaces;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.support.TransactionTemplate;

/** When the watch looks next, as it is set up: the scheduler runs what is due when the test says so. */
@FlowTest
@Import({FakeRemotes.class, TestWorkspaces.class})
class WatchFlowTests {

    private static final Duration NOTICED_WITHIN = Duration.ofSeconds(15);

    @Autowired
    @Qualifier("watchStagingTask")
    Task<Void> task;

    @Autowired
    DataSource dataSource;

    @Autowired
    FakeStaging staging;

    @Autowired
    StagingTroubles troubles;

    @Autowired
    TestWorkspaces workspaces;

    @Autowired
    Workspaces registered;

    @Autowired
    MutableClock clock;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    TransactionTemplate transaction;

    @Autowired
    ApplicationEventPublisher events;

    @Value("${db-scheduler.polling-interval}")
    Duration polling;

    Workspace workspace;

    SettableClock schedulersClock;

    ManualScheduler scheduler;

    @BeforeEach
    void aWorkspaceOfItsOwn() {
        workspace = workspaces.anew();
        transaction.executeWithoutResult(status -> registered.provisioned(workspace.id()));
        schedulersClock = new SettableClock();
        scheduler = TestHelper.createManualScheduler(new TransactionAwareDataSourceProxy(dataSource), List.of(task))
                .clock(schedulersClock)
                .build();
    }

    @Test
    void whileASessionIsLiveAPushIsNoticedWithinFifteenSeconds() {
        open(Duration.ofHours(1));
        for (int looks = 1; looks <= 20; looks++) {
            runWhatIsDue();
            assertThat(staging.listings(workspace.staging())).isEqualTo(looks);
            assertThat(Duration.between(clock.instant(), next().orElseThrow()).plus(polling))
                    .isPositive()
                    .isLessThanOrEqualTo(NOTICED_WITHIN);
            clock.set(next().orElseThrow());
        }
    }

    @Test
    void whatComesInAtTheVeryEndOfASessionIsNoticedAsSoon() {
        open(Duration.ofMinutes(15));
        clock.advance(Duration.ofMinutes(16));
        runWhatIsDue();

        assertThat(next()).contains(clock.instant().plus(Duration.ofSeconds(10)));
        clock.advance(Duration.ofMinutes(1));
        runWhatIsDue();
        assertThat(next()).isEmpty();
    }

    @Test
    void stagingThatCannotBeLookedIntoIsATroubleUntilItCan() {
        Instant first = clock.instant();
        staging.fail(workspace.staging(), "not authorized to perform: ecr:DescribeImages");
        open(Duration.ofHours(1));
        runWhatIsDue();
        clock.set(next().orElseThrow());
        runWhatIsDue();
        assertThat(trouble())
                .contains(new StagingTrouble(workspace.id(), "not authorized to perform: ecr:DescribeImages", first));

        staging.fail(workspace.staging(), null);
        clock.set(next().orElseThrow());
        runWhatIsDue();
        assertThat(trouble()).isEmpty();
    }

    private void open(Duration length) {
        transaction.executeWithoutResult(status -> events.publishEvent(new PushSessionOpened(
                PushSessionId.random(), workspace.id(), clock.instant().plus(length))));
    }

    private void runWhatIsDue() {
        schedulersClock.set(clock.instant());
        scheduler.runAnyDueExecutions();
    }

    private Optional<Instant> next() {
        return jdbc.sql("""
                        select execution_time from scheduled_tasks
                        where task_name = 'watch-staging' and task_instance = :workspace""")
                .param("workspace", workspace.id().toString())
                .query(OffsetDateTime.class)
                .optional()
                .map(OffsetDateTime::toInstant);
    }

    private Optional<StagingTrouble> trouble() {
        return troubles.page(new PageAt.Start(), 100).rows().stream()
                .filter(trouble -> trouble.workspace().equals(workspace.id()))
                .findFirst();
    }
}
