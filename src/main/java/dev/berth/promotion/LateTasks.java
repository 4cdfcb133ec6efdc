package dev.berth.promotion;

import dev.berth.web.BoundedCount;
import dev.berth.web.Keyset;
import dev.berth.web.PageAt;
import dev.berth.web.RowKey;
import dev.berth.web.Rows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The durable tasks of every room that fail, are overdue, or are held by somebody who is silent. */
@Component
public class LateTasks {

    public static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Each has an index of its own; together they would have none. {@code :before} is {@link #PATIENCE} ago. */
    public static final List<String> LATE = List.of(
            "consecutive_failures > 0",
            "not picked and execution_time < :before",
            "picked and last_heartbeat < :before");

    private static final Keyset LONGEST_FIRST =
            Keyset.oldestFirstByText("execution_time", "task_name || '/' || task_instance");

    private final JdbcClient jdbc;
    private final InstantSource clock;

    LateTasks(JdbcClient jdbc, InstantSource clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    Rows<LateTask> page(PageAt at, int size) {
        Keyset.Page page = LONGEST_FIRST.page(at, size);
        return page.rows(
                jdbc.sql(late(page.condition() + page.order()) + page.order())
                        .param("before", before())
                        .params(page.params())
                        .query(LateTasks::map)
                        .list(),
                found -> RowKey.of(found.dueAt(), found.name() + "/" + found.instance()));
    }

    public BoundedCount count() {
        return jdbc.sql(BoundedCount.sql(late(" order by execution_time limit " + BoundedCount.MOST)))
                .param("before", before())
                .query(BoundedCount.class)
                .single();
    }

    /** A task that is late in two ways is one. */
    private static String late(String more) {
        return LATE.stream()
                .map("""
                        (select task_name, task_instance, execution_time, consecutive_failures, picked_by
                           from scheduled_tasks where %s%s)""".formatted("%s", more)::formatted)
                .collect(Collectors.joining(" union ", "select * from (", ") late"));
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
