package dev.berth.credentials;

import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import com.github.kagkarlsson.scheduler.task.FailureHandler;
import dev.berth.support.Backoff;
import java.time.Duration;

/**
 * Tries again after 2, 4, 8 … seconds, since somebody waits for it.
 *
 * @param longest what the pause grows to
 */
record BackingOff(Duration longest) implements FailureHandler<Void> {

    private static final Duration FIRST = Duration.ofSeconds(2);

    @Override
    public void onFailure(ExecutionComplete complete, ExecutionOperations<Void> next) {
        int attempts = complete.getExecution().consecutiveFailures + 1;
        next.reschedule(
                complete,
                complete.getTimeDone().plus(Backoff.doubling(FIRST, longest).after(attempts)));
    }
}
