package dev.berth.support;

import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Schedules many tasks with one statement, in the caller's transaction. */
@Component
public class TaskBatch {

    private final JdbcClient jdbc;

    TaskBatch(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Those that are scheduled already stay as they are.
     *
     * @param first when the first of them is due
     * @param apart between each and the next
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void scheduleIfNotExist(TaskDescriptor<Void> task, List<String> instances, Instant first, Duration apart) {
        if (instances.isEmpty()) {
            return;
        }
        jdbc.sql("""
                insert into scheduled_tasks (task_name, task_instance, execution_time, picked, version)
                select :task, instance, cast(:first as timestamptz) + (place - 1) * cast(:apart as interval), false, 1
                from unnest(:instances) with ordinality as batch (instance, place)
                on conflict do nothing""")
                .param("task", task.getTaskName())
                .param("first", Timestamp.from(first))
                .param("apart", apart.toMillis() + " milliseconds")
                .param("instances", instances.toArray(String[]::new))
                .update();
    }
}
