package dev.berth.arrival;

import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import dev.berth.support.DueNow;
import dev.berth.workspace.WorkspaceId;
import dev.berth.workspace.WorkspaceRounds;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.support.TransactionTemplate;

/** The durable tasks of this room. */
@Configuration(proxyBeanMethods = false)
class ArrivalTasks {

    private static final Logger LOG = LoggerFactory.getLogger(ArrivalTasks.class);

    private static final Duration LONGEST_TICK = Duration.ofMinutes(1);

    @Bean("watchStagingTask")
    Task<Void> watchStaging(LookIntoStaging look, Watches watches, DueNow dueNow) {
        return Tasks.custom(WatchStaging.TASK)
                .onFailure((failed, operations) -> goOn(watches, dueNow, failed, operations))
                .execute((instance, context) -> {
                    WorkspaceId workspace = WorkspaceId.of(instance.getId());
                    try {
                        look.at(workspace);
                    } catch (StagingUnavailable e) {
                        LOG.warn("Staging of workspace {} cannot be looked into: {}", workspace, e.getMessage());
                        watches.failed(workspace, String.valueOf(e.getMessage()));
                    }
                    return (CompletionHandler<Void>)
                            (complete, operations) -> goOn(watches, dueNow, complete, operations);
                });
    }

    /**
     * Events are best effort and sessions may be opened behind Berth's back: every workspace is polled now and then, a few of them every
     * minute, so that neither the database nor ECR is asked about all of them at once.
     */
    @Bean
    RecurringTask<Void> reconcileStaging(
            WorkspaceRounds rounds,
            WatchStaging watch,
            TransactionTemplate transaction,
            ArrivalSettings settings,
            InstantSource clock) {
        Duration period = settings.reconcileEvery();
        Duration tick = period.compareTo(LONGEST_TICK) < 0 ? period : LONGEST_TICK;
        return Tasks.recurring("reconcile-staging", FixedDelay.of(tick))
                .execute((instance, context) -> transaction.executeWithoutResult(status -> {
                    List<WorkspaceId> next = rounds.next("reconcile-staging", period, tick);
                    Duration apart = next.isEmpty() ? tick : tick.dividedBy(next.size());
                    watch.onceMore(next, clock.instant(), apart);
                }));
    }

    private static void goOn(
            Watches watches, DueNow dueNow, ExecutionComplete complete, ExecutionOperations<Void> operations) {
        WorkspaceId workspace =
                WorkspaceId.of(complete.getExecution().taskInstance.getId());
        dueNow.goOn(complete, operations, () -> {
            if (complete.getResult() == ExecutionComplete.Result.FAILED) {
                watches.failed(
                        workspace,
                        complete.getCause().map(Throwable::getMessage).orElse("unknown"));
            }
            return watches.next(workspace);
        });
    }
}
