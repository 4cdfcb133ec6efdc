package dev.berth.support;

import com.github.kagkarlsson.scheduler.event.ExecutionChain;
import com.github.kagkarlsson.scheduler.event.ExecutionInterceptor;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.Execution;
import com.github.kagkarlsson.scheduler.task.ExecutionContext;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import java.sql.Timestamp;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What a replica that shuts down could not finish goes back as it was, due now, for another to take up: it did not fail, so nothing counts it as
 * an attempt.
 */
@Component
class HandBack implements ExecutionInterceptor {

    private static final Logger LOG = LoggerFactory.getLogger(HandBack.class);

    private final JdbcClient jdbc;
    private final InstantSource clock;

    HandBack(JdbcClient jdbc, InstantSource clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    @Override
    public CompletionHandler<?> execute(TaskInstance<?> task, ExecutionContext context, ExecutionChain chain) {
        try {
            return chain.proceed(task, context);
        } catch (RuntimeException e) {
            if (!context.getSchedulerState().isShuttingDown()) {
                throw e;
            }
            // Whoever is interrupted gets no connection.
            Thread.interrupted();
            LOG.info("{} is handed back, since this replica shuts down", task.getTaskAndInstance());
            return (complete, operations) -> handBack(context.getExecution());
        }
    }

    private void handBack(Execution execution) {
        jdbc.sql("""
                update scheduled_tasks
                   set picked = false, picked_by = null, last_heartbeat = null, execution_time = :now, version = version + 1
                 where task_name = :task and task_instance = :instance and picked and version = :version""")
                .param("now", Timestamp.from(clock.instant().truncatedTo(ChronoUnit.MICROS)))
                .param("task", execution.taskInstance.getTaskName())
                .param("instance", execution.taskInstance.getId())
                .param("version", execution.version)
                .update();
    }
}
