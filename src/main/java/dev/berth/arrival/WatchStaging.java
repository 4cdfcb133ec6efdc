package dev.berth.arrival;

import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import dev.berth.credentials.PushSessionOpened;
import dev.berth.support.DueNow;
import dev.berth.support.TaskBatch;
import dev.berth.workspace.WorkspaceId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Starts the watch of a workspace's staging repository: one durable task a workspace, however often it is started. */
@Component
class WatchStaging {

    static final TaskDescriptor<Void> TASK = TaskDescriptor.of("watch-staging");

    private final DueNow dueNow;
    private final TaskBatch batch;
    private final Watches watches;

    WatchStaging(DueNow dueNow, TaskBatch batch, Watches watches) {
        this.dueNow = dueNow;
        this.batch = batch;
        this.watches = watches;
    }

    @EventListener
    @Transactional(propagation = Propagation.MANDATORY)
    void on(PushSessionOpened opened) {
        watches.live(opened.workspace(), opened.expiresAt());
        dueNow.run(TASK, opened.workspace().toString());
    }

    /** Polls each of these once, unless its watch is on anyway. A watch that ends at this moment has just polled. */
    @Transactional
    void onceMore(List<WorkspaceId> workspaces, Instant first, Duration apart) {
        batch.scheduleIfNotExist(
                TASK, workspaces.stream().map(WorkspaceId::toString).toList(), first, apart);
    }
}
