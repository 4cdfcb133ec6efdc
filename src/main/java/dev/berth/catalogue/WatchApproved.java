package dev.berth.catalogue;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import dev.berth.credentials.PushSessionOpened;
import dev.berth.credentials.PushSessions;
import dev.berth.promotion.ImagePromoted;
import dev.berth.support.DueNow;
import dev.berth.workspace.WorkspaceId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** When each workspace's approved repository is read: one durable task for each that has something there. */
@Component
class WatchApproved {

    static final TaskDescriptor<Void> TASK = TaskDescriptor.of("reconcile-approved");

    /** A round takes no more than that of the database, however many workspaces there are. */
    private static final int MOST_AT_ONCE = 200;

    private final SchedulerClient scheduler;
    private final DueNow dueNow;
    private final ApprovedCopies copies;
    private final PushSessions sessions;
    private final CatalogueSettings settings;
    private final InstantSource clock;

    WatchApproved(
            SchedulerClient scheduler,
            DueNow dueNow,
            ApprovedCopies copies,
            PushSessions sessions,
            CatalogueSettings settings,
            InstantSource clock) {
        this.scheduler = scheduler;
        this.dueNow = dueNow;
        this.copies = copies;
        this.sessions = sessions;
        this.settings = settings;
        this.clock = clock;
    }

    @EventListener
    @Transactional(propagation = Propagation.MANDATORY)
    public void on(ImagePromoted promoted) {
        schedule(promoted.workspace(), clock.instant().plus(settings.reconcileEvery()));
    }

    /** Whoever opens a session may push what they think is gone. */
    @EventListener
    @Transactional(propagation = Propagation.MANDATORY)
    public void on(PushSessionOpened opened) {
        if (!copies.anyIn(opened.workspace())) {
            return;
        }
        dueNow.run(TASK, opened.workspace().toString());
    }

    /** For those that have no task, whatever became of it. */
    void start() {
        copies.unwatched(TASK.getTaskName(), MOST_AT_ONCE)
                .forEach(
                        workspace -> schedule(workspace, clock.instant().plus(somewhereIn(settings.reconcileEvery()))));
    }

    /** Empty where there is nothing to look after. */
    Optional<Instant> next(WorkspaceId workspace) {
        if (!copies.anyIn(workspace)) {
            return Optional.empty();
        }
        return Optional.of(clock.instant()
                .plus(sessions.hasLive(workspace) ? settings.reconcileWhileLive() : settings.reconcileEvery()));
    }

    /** Ever longer, up to the usual distance. */
    Instant afterFailures(int failures) {
        Duration pause = settings.reconcileWhileLive().multipliedBy(1L << Math.clamp(failures - 1L, 0, 20));
        return clock.instant().plus(pause.compareTo(settings.reconcileEvery()) < 0 ? pause : settings.reconcileEvery());
    }

    private void schedule(WorkspaceId workspace, Instant at) {
        scheduler.scheduleIfNotExists(TASK.instance(workspace.toString()).build(), at);
    }

    /** So that no moment has them all. */
    private static Duration somewhereIn(Duration period) {
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(period.toMillis() + 1));
    }
}
