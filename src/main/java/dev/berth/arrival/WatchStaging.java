package dev.berth.arrival;

import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import dev.berth.credentials.PushSessionOpened;
import dev.berth.support.DueNow;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Starts the watch of a workspace's staging repository: one durable task a workspace, however often it is started. */
@Component
class WatchStaging {

    static final TaskDescriptor<Void> TASK = TaskDescriptor.of("watch-staging");

    private final DueNow dueNow;
    private final Watches watches;

    WatchStaging(DueNow dueNow, Watches watches) {
        this.dueNow = dueNow;
        this.watches = watches;
    }

    @EventListener
    @Transactional(propagation = Propagation.MANDATORY)
    void on(PushSessionOpened opened) {
        watches.live(opened.workspace(), opened.expiresAt());
        dueNow.run(TASK, opened.workspace().toString());
    }
}
