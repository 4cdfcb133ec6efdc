package dev.berth.arrival;

import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import dev.berth.support.DueNow;
import dev.berth.workspace.WorkspaceId;
import dev.berth.workspace.WorkspaceRounds;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The durable tasks of this room. */
@Configuration(proxyBeanMethods = false)
class ArrivalTasks {

    private static final Logger LOG = LoggerFactory.getLogger(ArrivalTasks.class);

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
     * minute, so that neither the database nor ECR is asked about all of them at once. A watch that ends at that moment has just polled.
     */
    @Bean
    RecurringTask<Void> reconcileStaging(WorkspaceRounds rounds, ArrivalSettings settings) {
        return rounds.task("reconcile-staging", WatchStaging.TASK, settings.reconcileEvery());
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
