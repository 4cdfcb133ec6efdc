package dev.berth.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.testhelper.SettableClock;
import com.github.kagkarlsson.scheduler.testhelper.TestHelper;
import dev.berth.testing.FlowTest;
import dev.berth.testing.MutableClock;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.support.TransactionTemplate;

@FlowTest
class DueNowFlowTests {

    private static final TaskDescriptor<Void> TASK = TaskDescriptor.of("due-now-test");

    @Autowired
    DueNow dueNow;

    @Autowired
    DataSource dataSource;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    TransactionTemplate transaction;

    @Autowired
    MutableClock clock;

    Instant now;

    @BeforeEach
    void now() {
        now = clock.instant();
    }

    record Row(Instant due, boolean picked, int failures, long version) {}

    @Test
    void aTaskThatIsNotThereIsScheduled() {
        runNow();

        assertThat(row()).contains(new Row(now, false, 0, 1));
    }

    @Test
    void aTaskThatIsDueLaterIsDueNowAndWhatFailedBeforeIsForgotten() {
        scheduled(now.plus(Duration.ofHours(1)), false);

        runNow();

        assertThat(row()).contains(new Row(now, false, 0, 8));
    }

    @Test
    void aTaskThatRunsStaysAsItIs() {
        Instant longAgo = now.minus(Duration.ofHours(1));
        scheduled(longAgo, true);

        runNow();

        assertThat(row()).contains(new Row(longAgo, true, 3, 7));
    }

    @Test
    void invariant5_twoThatWantTheSameTaskAtTheSameMomentBothCommit() {
        CountDownLatch written = new CountDownLatch(1);
        CompletableFuture<Void> first = CompletableFuture.runAsync(() -> transaction.executeWithoutResult(status -> {
            dueNow.run(TASK, "it");
            written.countDown();
            await().pollInSameThread().until(this::somebodyWaitsForThisTransaction);
        }));
        await().until(() -> written.getCount() == 0);

        runNow();

        assertThat(first).succeedsWithin(Duration.ofSeconds(30));
        assertThat(row()).map(Row::due).contains(now);
    }

    @Test
    void invariant5_aTaskThatIsWantedWhileItRunsDecidesByWhatWasWrittenWithTheWish() {
        scheduled(now, false);
        AtomicBoolean more = new AtomicBoolean();
        AtomicBoolean decided = new AtomicBoolean();
        CountDownLatch uncommitted = new CountDownLatch(1);
        CompletableFuture<Void> wish = new CompletableFuture<>();

        run(
                () -> {
                    wish.completeAsync(() -> {
                        transaction.executeWithoutResult(status -> {
                            dueNow.run(TASK, "it");
                            uncommitted.countDown();
                            await().pollInSameThread().until(() -> somebodyWaitsForThisTransaction() || decided.get());
                            more.set(true);
                        });
                        return null;
                    });
                    await().until(() -> uncommitted.getCount() == 0);
                },
                () -> {
                    decided.set(true);
                    return more.get() ? Optional.of(now.plus(Duration.ofMinutes(2))) : Optional.empty();
                });

        assertThat(wish).succeedsWithin(Duration.ofSeconds(30));
        assertThat(row()).map(Row::due).contains(now.plus(Duration.ofMinutes(2)));
    }

    @Test
    void aTaskWithNothingLeftToDoIsGone() {
        scheduled(now, false);

        run(() -> {}, Optional::empty);

        assertThat(row()).isEmpty();
    }

    private void runNow() {
        transaction.executeWithoutResult(status -> dueNow.run(TASK, "it"));
    }

    private void run(Runnable work, Supplier<Optional<Instant>> next) {
        SettableClock schedulersClock = new SettableClock();
        schedulersClock.set(now.plus(Duration.ofSeconds(1)));
        TestHelper.createManualScheduler(
                        new TransactionAwareDataSourceProxy(dataSource),
                        List.of(Tasks.custom(TASK).execute((instance, context) -> {
                            work.run();
                            return (CompletionHandler<Void>)
                                    (complete, operations) -> dueNow.goOn(complete, operations, next);
                        })))
                .clock(schedulersClock)
                .build()
                .runAnyDueExecutions();
    }

    private boolean somebodyWaitsForThisTransaction() {
        return jdbc.sql("select exists (select 1 from pg_locks where pg_backend_pid() = any(pg_blocking_pids(pid)))")
                .query(Boolean.class)
                .single();
    }

    private void scheduled(Instant due, boolean picked) {
        jdbc.sql("""
                insert into scheduled_tasks
                    (task_name, task_instance, execution_time, picked, consecutive_failures, version)
                values (:task, 'it', :due, :picked, 3, 7)""")
                .param("task", TASK.getTaskName())
                .param("due", Timestamp.from(due))
                .param("picked", picked)
                .update();
    }

    private Optional<Row> row() {
        return jdbc.sql("""
                        select execution_time, picked, coalesce(consecutive_failures, 0) failures, version
                        from scheduled_tasks where task_name = :task and task_instance = 'it'""")
                .param("task", TASK.getTaskName())
                .query((row, number) -> new Row(
                        row.getTimestamp("execution_time").toInstant(),
                        row.getBoolean("picked"),
                        row.getInt("failures"),
                        row.getLong("version")))
                .optional();
    }
}
