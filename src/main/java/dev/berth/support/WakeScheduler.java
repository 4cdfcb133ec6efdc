package dev.berth.support;

import com.github.kagkarlsson.scheduler.Clock;
import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.event.AbstractSchedulerListener;
import com.github.kagkarlsson.scheduler.task.TaskInstanceId;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.util.function.SingletonSupplier;

/**
 * Wakes this replica's scheduler when a task becomes due, so that no task waits for the next poll. A task that is scheduled in a transaction
 * wakes it after the commit, since before it nobody sees the task: that is why db-scheduler's own immediate execution is off. The poll stays
 * for what another replica scheduled and did not live to run.
 */
@Component
class WakeScheduler extends AbstractSchedulerListener implements DisposableBean {

    /** What is due later than this is left to the poll, so that a restart and a long pause are no different. */
    private static final Duration HORIZON = Duration.ofMinutes(2);

    /** Many tasks that are due, or end, at about the same moment wake the scheduler once. */
    private static final long TOGETHER_MILLIS = 20;

    private final SingletonSupplier<Scheduler> scheduler;
    private final SingletonSupplier<Clock> clock;
    private final Set<Long> alarms = ConcurrentHashMap.newKeySet();
    private volatile boolean over;

    /** Both are looked up at the first use, since the scheduler is built from its listeners. */
    WakeScheduler(ObjectProvider<Scheduler> scheduler, ObjectProvider<Clock> clock) {
        this.scheduler = SingletonSupplier.of(scheduler::getObject);
        this.clock = SingletonSupplier.of(clock::getObject);
    }

    @Override
    public void onExecutionScheduled(TaskInstanceId task, Instant due) {
        if (!TransactionSynchronizationManager.isSynchronizationActive()) {
            wakeAt(due);
            return;
        }
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                wakeAt(due);
            }
        });
    }

    private void wakeAt(Instant due) {
        Instant now = clock.obtain().now();
        if (!due.isAfter(now)) {
            wake();
        } else if (due.isBefore(now.plus(HORIZON))) {
            // Strictly after it is due: the scheduler that looks a moment too early sees nothing.
            long alarm = due.toEpochMilli() / TOGETHER_MILLIS + 1;
            if (alarms.add(alarm)) {
                CompletableFuture.delayedExecutor(alarm * TOGETHER_MILLIS - now.toEpochMilli(), TimeUnit.MILLISECONDS)
                        .execute(() -> {
                            alarms.remove(alarm);
                            wake();
                        });
            }
        }
    }

    /** An alarm may go off when there is no scheduler any more. */
    @Override
    public void destroy() {
        over = true;
    }

    private void wake() {
        if (over) {
            return;
        }
        scheduler.obtain().triggerCheckForDueExecutions();
    }
}
