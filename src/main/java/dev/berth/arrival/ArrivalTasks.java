package dev.berth.arrival;

import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import dev.berth.workspace.WorkspaceId;
import dev.berth.workspace.Workspaces;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.support.TransactionTemplate;

/** The durable tasks of this room. */
@Configuration(proxyBeanMethods = false)
class ArrivalTasks {

    private static final Logger LOG = LoggerFactory.getLogger(ArrivalTasks.class);

    /** Between two workspaces of a reconcile, so that ECR is not asked about all of them in one second. */
    private static final Duration APART = Duration.ofMillis(200);

    @Bean("watchStagingTask")
    Task<Void> watchStaging(LookIntoStaging look, Watches watches, TransactionTemplate transaction) {
        return Tasks.custom(WatchStaging.TASK)
                .onFailure((failed, operations) -> goOn(watches, transaction, failed, operations))
                .execute((instance, context) -> {
                    WorkspaceId workspace = WorkspaceId.of(instance.getId());
                    try {
                        look.at(workspace);
                    } catch (StagingUnavailable e) {
                        LOG.warn("Staging of workspace {} cannot be looked into: {}", workspace, e.getMessage());
                        watches.failed(workspace, String.valueOf(e.getMessage()));
                    }
                    return (CompletionHandler<Void>)
                            (complete, operations) -> goOn(watches, transaction, complete, operations);
                });
    }

    /** Events are best effort and sessions may be opened behind Berth's back: every workspace is looked into now and then. */
    @Bean
    Task<Void> reconcileStaging(Workspaces workspaces, ObjectProvider<WatchStaging> watch, ArrivalSettings settings) {
        return Tasks.recurring("reconcile-staging", FixedDelay.of(settings.reconcileEvery()))
                .execute((instance, context) -> {
                    List<WorkspaceId> all = workspaces.all();
                    for (int i = 0; i < all.size(); i++) {
                        watch.getObject().onceMore(all.get(i), APART.multipliedBy(i));
                    }
                });
    }

    private static void goOn(
            Watches watches,
            TransactionTemplate transaction,
            ExecutionComplete complete,
            ExecutionOperations<Void> operations) {
        WorkspaceId workspace =
                WorkspaceId.of(complete.getExecution().taskInstance.getId());
        transaction.executeWithoutResult(status -> {
            watches.lock(workspace);
            if (complete.getResult() == ExecutionComplete.Result.FAILED) {
                watches.failed(
                        workspace,
                        complete.getCause().map(Throwable::getMessage).orElse("unknown"));
            }
            watches.next(workspace).ifPresentOrElse(at -> operations.reschedule(complete, at), operations::stop);
        });
    }
}
