package dev.berth.credentials;

import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.FailureHandler;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import dev.berth.audit.Actor;
import dev.berth.audit.AuditTrail;
import dev.berth.credentials.PushSession.State;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Tells the cloud which sessions to refuse. What it is told is read whole from the database, by one replica at a time,
 * so running it twice or for two sessions at once changes nothing. It runs for each session when it is taken back,
 * and once more when it is over by itself, to take it off the cloud's list.
 */
@Configuration(proxyBeanMethods = false)
class RefuseRevokedSessions {

    static final TaskDescriptor<Void> TASK = TaskDescriptor.of("refuse-revoked-session");

    private static final Actor BERTH = Actor.system("credentials");
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    private final PushSessions sessions;
    private final SessionRevoker revoker;
    private final OneAtATime turn;
    private final AuditTrail audit;
    private final InstantSource clock;
    private final TransactionTemplate transaction;

    RefuseRevokedSessions(
            PushSessions sessions,
            SessionRevoker revoker,
            OneAtATime turn,
            AuditTrail audit,
            InstantSource clock,
            TransactionTemplate transaction) {
        this.sessions = sessions;
        this.revoker = revoker;
        this.turn = turn;
        this.audit = audit;
        this.clock = clock;
        this.transaction = transaction;
    }

    @Bean
    Task<Void> refuseRevokedSession() {
        return Tasks.custom(TASK)
                .onFailure(backingOff())
                .onDeadExecutionRevive()
                .execute((task, context) -> run(PushSessionId.of(task.getId())));
    }

    CompletionHandler<Void> run(PushSessionId id) {
        if (!turn.tryRun(() -> refuse(id))) {
            return (complete, next) ->
                    next.reschedule(complete, complete.getTimeDone().plusSeconds(2));
        }
        PushSession session = sessions.find(id).orElseThrow();
        Instant over = Objects.requireNonNull(session.grant()).expiresAt();
        return clock.instant().isAfter(over)
                ? (complete, next) -> next.stop()
                : (complete, next) -> next.reschedule(complete, over.plusSeconds(1));
    }

    private void refuse(PushSessionId asked) {
        List<PushSession> all = sessions.toBeRefused();
        Set<String> names = all.stream()
                .map(session -> Objects.requireNonNull(session.grant()).cloudUser())
                .collect(Collectors.toSet());
        revoker.refuseExactly(names);
        transaction.executeWithoutResult(status -> {
            all.stream()
                    .filter(session -> session.state() instanceof State.Revoking)
                    .map(PushSession::id)
                    .forEach(this::denied);
            // Over by itself meanwhile, so not among them; refused all the same.
            denied(asked);
        });
    }

    private void denied(PushSessionId id) {
        if (sessions.denied(id, clock.instant().truncatedTo(ChronoUnit.MICROS))) {
            audit.record(BERTH, "push-session.refused-by-cloud", "push-session/" + id, Map.of());
        }
    }

    /** 2, 4, 8 … seconds, since an open session can push until the cloud hears of it. */
    private static FailureHandler<Void> backingOff() {
        return (complete, next) -> {
            int failures = complete.getExecution().consecutiveFailures;
            Duration pause = Duration.ofSeconds(2L << Math.min(failures, 10));
            next.reschedule(
                    complete, complete.getTimeDone().plus(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE));
        };
    }
}
