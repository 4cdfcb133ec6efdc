package dev.berth.arrival;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.SchedulerClient.ScheduleOptions;
import com.github.kagkarlsson.scheduler.exceptions.TaskInstanceCurrentlyExecutingException;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import dev.berth.credentials.PushSessionOpened;
import dev.berth.support.TaskBatch;
import dev.berth.workspace.WorkspaceId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Starts the watch of a workspace's staging repository: one durable task a workspace, however often it is started. */
@Component
class WatchStaging {

    static final TaskDescriptor<Void> TASK = TaskDescriptor.of("watch-staging");

    private static final Logger LOG = LoggerFactory.getLogger(WatchStaging.class);

    private final SchedulerClient scheduler;

    private final TaskBatch batch;
    private final Watches watches;
    private final InstantSource clock;

    WatchStaging(SchedulerClient scheduler, TaskBatch batch, Watches watches, InstantSource clock) {
        this.scheduler = scheduler;
        this.batch = batch;
        this.watches = watches;
        this.clock = clock;
    }

    @EventListener
    @Transactional(propagation = Propagation.MANDATORY)
    void on(PushSessionOpened opened) {
        watches.live(opened.workspace(), opened.expiresAt());
        try {
            scheduler.schedule(
                    TASK.instance(opened.workspace().toString()).build(),
                    clock.instant(),
                    ScheduleOptions.WHEN_EXISTS_RESCHEDULE);
        } catch (TaskInstanceCurrentlyExecutingException e) {
            LOG.debug("The watch of {} is looking; it goes on, since a session is live", opened.workspace());
        }
    }

    /** Polls each of these once, unless its watch is on anyway. A watch that ends at this moment has just polled. */
    @Transactional
    void onceMore(List<WorkspaceId> workspaces, Instant first, Duration apart) {
        batch.scheduleIfNotExist(
                TASK, workspaces.stream().map(WorkspaceId::toString).toList(), first, apart);
    }
}
