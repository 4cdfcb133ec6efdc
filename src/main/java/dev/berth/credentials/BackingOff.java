package dev.berth.credentials;

import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import com.github.kagkarlsson.scheduler.task.FailureHandler;
import java.time.Duration;

/** Tries again after 2, 4, 8 … seconds, since somebody waits for it, and in the end every five minutes. */
final class BackingOff implements FailureHandler<Void> {

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    @Override
    public void onFailure(ExecutionComplete complete, ExecutionOperations<Void> next) {
        int failures = complete.getExecution().consecutiveFailures;
        Duration pause = Duration.ofSeconds(2L << Math.min(failures, 10));
        next.reschedule(
                complete, complete.getTimeDone().plus(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE));
    }
}
