package dev.berth.arrival;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.testhelper.ManualScheduler;
import com.github.kagkarlsson.scheduler.testhelper.SettableClock;
import com.github.kagkarlsson.scheduler.testhelper.TestHelper;
import dev.berth.testing.CountedStatements;
import dev.berth.testing.FlowTest;
import dev.berth.testing.MutableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;

/** The reconcile is spread over its hour; the scheduler runs it when the test says so. */
@FlowTest
@Import(CountedStatements.InPlace.class)
@DirtiesContext
class ReconcileFlowTests {

    private static final Duration TICK = Duration.ofMinutes(1);

    @Autowired
    @Qualifier("reconcileStaging")
    RecurringTask<Void> task;

    @Autowired
    DataSource dataSource;

    @Autowired
    CountedStatements statements;

    @Autowired
    MutableClock clock;

    @Autowired
    JdbcClient jdbc;

    SettableClock schedulersClock;

    ManualScheduler scheduler;

    @BeforeEach
    void noWorkspace() {
        jdbc.sql("truncate workspace, workspace_round cascade").update();
        schedulersClock = new SettableClock();
        schedulersClock.set(clock.instant());
        scheduler = TestHelper.createManualScheduler(dataSource)
                .clock(schedulersClock)
                .startTasks(List.of(task))
                .build();
        scheduler.start();
    }

    @Test
    void everyWorkspaceIsPolledOnceAnHourAndNoMoreOfThemInOneMinuteThanInAnother() {
        workspaces(600);

        List<String> polled = new ArrayList<>(tick());
        for (int minute = 1; minute <= 60; minute++) {
            List<String> now = tick();
            assertThat(now).hasSize(10);
            polled.addAll(now);
        }

        assertThat(polled).hasSize(600).doesNotHaveDuplicates();
    }

    @Test
    void withinAMinuteTheyAreSpreadToo() {
        workspaces(600);
        tick();

        run();

        assertThat(jdbc.sql("""
                        select count(distinct execution_time) from scheduled_tasks where task_name = 'watch-staging'""").query(Integer.class).single()).isEqualTo(10);
    }

    @Test
    void aFewWorkspacesHaveNoMoreThanTheirTurnEither() {
        workspaces(7);

        List<String> polled = new ArrayList<>();
        for (int minute = 0; minute <= 3 * 60 + 1; minute++) {
            polled.addAll(tick());
        }

        Map<String, Long> turns = polled.stream().collect(groupingBy(id -> id, counting()));
        assertThat(turns).hasSize(7);
        assertThat(turns.values()).allMatch(count -> count == 3);
    }

    @Test
    void afterAStandstillTheRoundGoesOnAtItsPace() {
        workspaces(600);
        tick();
        clock.advance(Duration.ofHours(9));

        assertThat(tick()).hasSizeLessThanOrEqualTo(21);
    }

    @Test
    void aTickCostsTheSameStatementsWithFiveThousandWorkspacesAsWithFifty() {
        workspaces(50);
        tick();
        advance();
        advance();
        long few = statements.during(this::run);

        workspaces(4950);
        advance();
        long many = statements.during(this::run);

        assertThat(scheduled()).hasSizeGreaterThan(80);
        assertThat(many).isEqualTo(few);
    }

    private void workspaces(int count) {
        jdbc.sql("""
                insert into workspace (id, username, email, staging_repository, approved_repository, created_at)
                select gen_random_uuid(), name, name || '@example.org', 'staging/' || name, 'approved/' || name, now()
                from (select 'u' || gen_random_uuid() as name from generate_series(1, :count)) names""").param("count", count).update();
    }

    /** A minute later; who is to be polled then. */
    private List<String> tick() {
        run();
        List<String> scheduled = scheduled();
        jdbc.sql("delete from scheduled_tasks where task_name = 'watch-staging'")
                .update();
        advance();
        return scheduled;
    }

    private List<String> scheduled() {
        return jdbc.sql("select task_instance from scheduled_tasks where task_name = 'watch-staging'")
                .query((row, number) -> row.getString(1))
                .list();
    }

    private void advance() {
        clock.advance(TICK);
        schedulersClock.set(clock.instant().plus(Duration.ofSeconds(1)));
    }

    private void run() {
        scheduler.runAnyDueExecutions();
    }
}
