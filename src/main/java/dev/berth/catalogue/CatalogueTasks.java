package dev.berth.catalogue;

import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import dev.berth.support.DueNow;
import dev.berth.workspace.WorkspaceId;
import dev.berth.workspace.WorkspaceRounds;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The durable tasks of the catalogue. */
@Configuration(proxyBeanMethods = false)
class CatalogueTasks {

    /** What fails is seen among the late tasks, and changes nothing: no answer is not "gone". */
    @Bean
    Task<Void> reconcileApprovedTask(ReconcileApproved reconcile, WatchApproved watch, DueNow dueNow) {
        return Tasks.custom(WatchApproved.TASK)
                .onFailure((complete, operations) -> operations.reschedule(
                        complete, watch.afterFailures(complete.getExecution().consecutiveFailures + 1)))
                .execute((instance, context) -> {
                    WorkspaceId workspace = WorkspaceId.of(instance.getId());
                    reconcile.of(workspace);
                    return (CompletionHandler<Void>)
                            (complete, operations) -> dueNow.goOn(complete, operations, () -> watch.next(workspace));
                });
    }

    @Bean
    RecurringTask<Void> watchApprovedTask(WorkspaceRounds rounds, CatalogueSettings settings) {
        return rounds.task("watch-approved", WatchApproved.TASK, settings.reconcileEvery());
    }
}
