package dev.berth.support;

import com.github.kagkarlsson.scheduler.jdbc.JdbcTaskRepositoryContext;
import com.github.kagkarlsson.scheduler.jdbc.PostgreSqlJdbcCustomization;
import com.github.kagkarlsson.scheduler.task.Execution;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Picks what is due so that no owner waits behind another's many tasks: first everybody's first task, then everybody's second, and of one owner
 * never more at once than its share of this replica's threads. Within an owner's share its polls, scanner calls and copies take turns too. Of a task with a {@link TaskLimit}, no more than that either.
 *
 * <p>What a replica runs is counted by its own picks, so that no other replica's poll can make it take more. Where two choose the same task at
 * the same moment, the second leaves it out.
 */
class FairTurns extends PostgreSqlJdbcCustomization {

    private static final String PICK = """
            with limits as (
                select * from unnest(?, ?, ?) as limits (task_name, at_once, per_owner)
            ), busy as (
                select task_name, owner, count(*) as running from scheduled_tasks
                where picked and picked_by = ? group by task_name, owner
            ), due as (
                select task.task_name, task_instance, task.owner, execution_time, at_once, per_owner,
                    coalesce(running, 0) + row_number() over
                        (partition by task.task_name, task.owner order by execution_time, task_instance) as turn
                from scheduled_tasks task
                    left join limits on limits.task_name = task.task_name
                    left join busy on busy.task_name = task.task_name and busy.owner = task.owner
                where not picked and execution_time <= ? and task.task_name <> all (?)
            ), of_owner as (
                select task_name, task_instance, execution_time, at_once,
                    coalesce((select sum(running) from busy where busy.owner = due.owner), 0) + row_number() over
                        (partition by owner order by due.turn, execution_time, task_instance) as turn
                from due where per_owner is null or turn <= per_owner
            ), of_task as (
                select task_name, task_instance, execution_time, at_once, turn,
                    coalesce((select sum(running) from busy where busy.task_name = of_owner.task_name), 0)
                        + row_number() over (partition by task_name order by turn, execution_time) as place
                from of_owner where turn <= ?
            ), chosen as (
                select task_name, task_instance from of_task
                where at_once is null or place <= at_once
                order by turn, execution_time limit ?
            ), locked as (
                select task_name, task_instance from scheduled_tasks join chosen using (task_name, task_instance)
                where not picked for update of scheduled_tasks skip locked
            )
            update scheduled_tasks task
            set picked = true, picked_by = ?, last_heartbeat = ?, version = version + 1
            from locked
            where task.task_name = locked.task_name and task.task_instance = locked.task_instance
            returning task.*""";

    private static final int LONGEST_NAME = 50;

    private final int perOwner;
    private final List<TaskLimit> limits;

    FairTurns(int perOwner, List<TaskLimit> limits) {
        super(false, false);
        this.perOwner = perOwner;
        this.limits = List.copyOf(limits);
    }

    @Override
    public List<Execution> lockAndFetchSingleStatement(
            JdbcTaskRepositoryContext context, Instant now, int limit, boolean orderByPriority) {
        String name = context.schedulerName.getName();
        String replica = name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) : name;
        return context.jdbcRunner.query(
                PICK,
                statement -> {
                    array(
                            statement,
                            1,
                            "text",
                            limits.stream().map(TaskLimit::task).toArray());
                    array(
                            statement,
                            2,
                            "int",
                            limits.stream().map(TaskLimit::atOnce).toArray());
                    array(
                            statement,
                            3,
                            "int",
                            limits.stream().map(TaskLimit::perOwner).toArray());
                    statement.setString(4, replica);
                    setInstant(statement, 5, now);
                    array(
                            statement,
                            6,
                            "text",
                            context.taskResolver
                                    .getUnresolvedTaskNames(Duration.ZERO)
                                    .toArray());
                    statement.setInt(7, perOwner);
                    statement.setInt(8, limit);
                    statement.setString(9, replica);
                    setInstant(statement, 10, now);
                },
                context.resultSetMapper.get());
    }

    private static void array(PreparedStatement statement, int index, String type, Object[] values)
            throws SQLException {
        statement.setArray(index, statement.getConnection().createArrayOf(type, values));
    }
}
