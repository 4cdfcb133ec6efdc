package dev.berth.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.kagkarlsson.scheduler.task.Execution;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import com.github.kagkarlsson.scheduler.task.FailureHandler;
import com.github.kagkarlsson.scheduler.task.Task;
import dev.berth.testing.FlowTest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;

@FlowTest
class BackingOffTests {

    @Autowired
    @Qualifier("refuseRevokedSession")
    Task<Void> revocation;

    @Autowired
    @Qualifier("preparePassTask")
    Task<Void> preparation;

    /** An outage must not be outlasted by the pause after it, while somebody may still push. */
    @ParameterizedTest
    @CsvSource({"0, 2", "1, 4", "2, 8", "3, 15", "4, 15", "50, 15"})
    void invariant4_aRevocationIsTriedAgainAtLeastEveryFifteenSeconds(int failures, int seconds) {
        assertThat(pause(revocation, failures)).isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @CsvSource({"0, 2", "5, 64", "50, 300"})
    void aPassMayWaitLonger(int failures, int seconds) {
        assertThat(pause(preparation, failures)).isEqualTo(Duration.ofSeconds(seconds));
    }

    private static Duration pause(Task<Void> task, int failures) {
        Instant now = Instant.parse("2026-01-01T00:00:00Z");
        Execution execution = new Execution(now, task.instance("one"));
        execution.consecutiveFailures = failures;
        List<Instant> next = new ArrayList<>();
        FailureHandler<Void> handler = task.getFailureHandler();
        handler.onFailure(
                ExecutionComplete.failure(execution, now, now, new IllegalStateException()),
                new ExecutionOperations<>(null, null, execution) {
                    @Override
                    public void reschedule(ExecutionComplete complete, Instant at) {
                        next.add(at);
                    }
                });
        return Duration.between(now, next.getFirst());
    }
}
