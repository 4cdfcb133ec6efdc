package dev.berth.workspace;

import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import dev.berth.support.TaskBatch;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Goes round the workspaces, each once in a period and all of them evenly spread over it, for work that is to be done for everybody now and
 * then. Costs the same few statements a turn however many workspaces there are. What was missed while no replica ran is not made up for: the
 * round goes on from where it was.
 */
@Component
public class WorkspaceRounds {

    private static final Duration LONGEST_TICK = Duration.ofMinutes(1);

    private final JdbcClient jdbc;
    private final TaskBatch batch;
    private final TransactionTemplate transaction;
    private final InstantSource clock;

    WorkspaceRounds(JdbcClient jdbc, TaskBatch batch, TransactionTemplate transaction, InstantSource clock) {
        this.jdbc = jdbc;
        this.batch = batch;
        this.transaction = transaction;
        this.clock = clock;
    }

    /**
     * The task that goes round, and schedules another task for each workspace whose turn it is, unless that one has its task anyway.
     *
     * @param round one name for each kind of work
     * @param work the task, whose instances are workspaces
     * @param period in which everybody has one turn
     */
    public RecurringTask<Void> task(String round, TaskDescriptor<Void> work, Duration period) {
        Duration tick = period.compareTo(LONGEST_TICK) < 0 ? period : LONGEST_TICK;
        return Tasks.recurring(round, FixedDelay.of(tick))
                .execute((instance, context) ->
                        transaction.executeWithoutResult(status -> turn(round, work, period, tick)));
    }

    private void turn(String round, TaskDescriptor<Void> work, Duration period, Duration tick) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        List<WorkspaceId> next = next(round, period, tick, now);
        Duration apart = next.isEmpty() ? tick : tick.dividedBy(next.size());
        batch.scheduleIfNotExist(work, next.stream().map(WorkspaceId::toString).toList(), now, apart);
    }

    private List<WorkspaceId> next(String round, Duration period, Duration tick, Instant now) {
        State state = begin(round, now);
        long workspaces =
                jdbc.sql("select count(*) from workspace").query(Long.class).single();
        if (workspaces == 0) {
            return List.of();
        }
        Duration apart = Duration.ofNanos(Math.max(1, period.toNanos() / workspaces));
        Duration mostBehind = apart.plus(tick.multipliedBy(2));
        Instant from = later(state.servedUntil().toInstant(), now.minus(mostBehind));
        long turns = Math.min(Duration.between(from, now).dividedBy(apart), workspaces);
        if (turns <= 0) {
            return List.of();
        }
        List<WorkspaceId> next = after(state.lastWorkspace(), turns);
        end(round, next.getLast(), from.plus(apart.multipliedBy(turns)));
        return next;
    }

    /** Of two replicas, the second waits here until the first has recorded its turn. */
    private State begin(String round, Instant now) {
        return jdbc.sql("""
                        insert into workspace_round (name, served_until) values (:round, :now)
                        on conflict (name) do update set name = excluded.name
                        returning last_workspace, served_until""")
                .param("round", round)
                .param("now", Timestamp.from(now))
                .query(State.class)
                .single();
    }

    private List<WorkspaceId> after(@Nullable UUID last, long turns) {
        return jdbc.sql("""
                        (select id, 0 as lap from workspace where id > :last order by id limit :turns)
                        union all
                        (select id, 1 from workspace where id <= :last order by id limit :turns)
                        order by lap, id limit :turns""")
                .param("last", last == null ? new UUID(0, 0) : last)
                .param("turns", turns)
                .query((row, number) -> new WorkspaceId(row.getObject("id", UUID.class)))
                .list();
    }

    private void end(String round, WorkspaceId last, Instant servedUntil) {
        jdbc.sql("update workspace_round set last_workspace = :last, served_until = :until where name = :round")
                .param("last", last.value())
                .param("until", Timestamp.from(servedUntil))
                .param("round", round)
                .update();
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private record State(@Nullable UUID lastWorkspace, OffsetDateTime servedUntil) {}
}
