package dev.berth.arrival;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.SchedulerClient.ScheduleOptions;
import com.github.kagkarlsson.scheduler.exceptions.TaskInstanceCurrentlyExecutingException;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import dev.berth.credentials.PushSessionOpened;
import dev.berth.workspace.WorkspaceId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
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

    private final Watches watches;
    private final InstantSource clock;

    WatchStaging(SchedulerClient scheduler, Watches watches, InstantSource clock) {
        this.scheduler = scheduler;
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

    /** Looks into one workspace after a while, unless its watch is on anyway. */
    @Transactional
    void onceMore(WorkspaceId workspace, Duration after) {
        watches.lock(workspace);
        Instant at = clock.instant().plus(after);
        scheduler.scheduleIfNotExists(TASK.instance(workspace.toString()).build(), at);
    }
}
