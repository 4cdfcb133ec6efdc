package dev.berth.support;

import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.TaskInstanceId;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Makes a durable task due now, in the caller's transaction. A run that is under way may have read the database before that transaction
 * commits; it sees what was written when it decides, by {@link #goOn}, when to run again. Both hold the task's row until their transaction
 * ends, so that one waits for the other.
 */
@Component
public class DueNow {

    private final JdbcClient jdbc;
    private final WakeScheduler scheduler;
    private final TransactionTemplate transaction;
    private final InstantSource clock;

    DueNow(JdbcClient jdbc, WakeScheduler scheduler, TransactionTemplate transaction, InstantSource clock) {
        this.jdbc = jdbc;
        this.scheduler = scheduler;
        this.transaction = transaction;
        this.clock = clock;
    }

    /**
     * Runs it if it exists, else schedules it; what failed before is forgotten. One that runs at this moment stays as it is. The scheduler's own
     * client asks whether it exists and then inserts, which breaks the transaction where another does the same.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void run(TaskDescriptor<Void> task, String instance) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        // A row that is not updated, since it runs, is locked all the same.
        jdbc.sql("""
                insert into scheduled_tasks as task (task_name, task_instance, execution_time, picked, version)
                values (:task, :instance, :now, false, 1)
                on conflict (task_name, task_instance) do update
                    set execution_time = excluded.execution_time, last_success = null, last_failure = null,
                        consecutive_failures = 0, version = task.version + 1
                    where not task.picked""")
                .param("task", task.getTaskName())
                .param("instance", instance)
                .param("now", Timestamp.from(now))
                .update();
        scheduler.onExecutionScheduled(task.instanceId(instance), now);
    }

    /**
     * After a run, decides when the task runs again. The scheduler has to take part in transactions, as Spring Boot's does.
     *
     * @param next asked in the transaction that decides it; empty where the task has nothing left to do
     */
    public void goOn(
            ExecutionComplete complete, ExecutionOperations<Void> operations, Supplier<Optional<Instant>> next) {
        transaction.executeWithoutResult(status -> {
            lock(complete.getExecution().taskInstance);
            next.get().ifPresentOrElse(at -> operations.reschedule(complete, at), operations::stop);
        });
    }

    private void lock(TaskInstanceId task) {
        jdbc.sql("""
                select version from scheduled_tasks where task_name = :task and task_instance = :instance for update""")
                .param("task", task.getTaskName())
                .param("instance", task.getId())
                .query(row -> {});
    }
}
