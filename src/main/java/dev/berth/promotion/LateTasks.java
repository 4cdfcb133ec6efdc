package dev.berth.promotion;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The durable tasks of every room that fail, are overdue, or are held by somebody who is silent. */
@Component
public class LateTasks {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final String LATE = """
            from scheduled_tasks
             where consecutive_failures > 0
                or (not picked and execution_time < :before)
                or (picked and last_heartbeat < :before)
            """;

    private final JdbcClient jdbc;
    private final InstantSource clock;

    LateTasks(JdbcClient jdbc, InstantSource clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    List<LateTask> all(int limit) {
        return jdbc.sql("select * " + LATE + " order by execution_time, task_name, task_instance limit :limit")
                .param("before", before())
                .param("limit", limit)
                .query(LateTasks::map)
                .list();
    }

    public int count() {
        return jdbc.sql("select count(*) " + LATE)
                .param("before", before())
                .query(Integer.class)
                .single();
    }

    private Timestamp before() {
        return Timestamp.from(clock.instant().minus(PATIENCE));
    }

    private static LateTask map(ResultSet row, int number) throws SQLException {
        Instant dueAt = row.getTimestamp("execution_time").toInstant();
        return new LateTask(
                row.getString("task_name"),
                row.getString("task_instance"),
                dueAt,
                row.getInt("consecutive_failures"),
                row.getString("picked_by"));
    }
}
