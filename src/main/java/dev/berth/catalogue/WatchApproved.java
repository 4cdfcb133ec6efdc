package dev.berth.catalogue;

import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import dev.berth.credentials.PushSessionOpened;
import dev.berth.credentials.PushSessions;
import dev.berth.support.DueNow;
import dev.berth.workspace.WorkspaceId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** When a workspace's approved repository is read, beside its turn in the round: often while its researcher may push. */
@Component
class WatchApproved {

    static final TaskDescriptor<Void> TASK = TaskDescriptor.of("reconcile-approved");

    private final DueNow dueNow;
    private final PushSessions sessions;
    private final CatalogueSettings settings;
    private final InstantSource clock;

    WatchApproved(DueNow dueNow, PushSessions sessions, CatalogueSettings settings, InstantSource clock) {
        this.dueNow = dueNow;
        this.sessions = sessions;
        this.settings = settings;
        this.clock = clock;
    }

    /** Whoever opens a session may push what they think is gone. */
    @EventListener
    @Transactional(propagation = Propagation.MANDATORY)
    public void on(PushSessionOpened opened) {
        dueNow.run(TASK, opened.workspace().toString());
    }

    /** Empty where nobody may push: the next round comes anyway. */
    Optional<Instant> next(WorkspaceId workspace) {
        return sessions.hasLive(workspace)
                ? Optional.of(clock.instant().plus(settings.reconcileWhileLive()))
                : Optional.empty();
    }

    Instant afterFailures(int failures) {
        return clock.instant().plus(settings.afterFailures().after(failures));
    }
}
