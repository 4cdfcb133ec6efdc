package dev.berth.credentials;

import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import dev.berth.audit.Actor;
import dev.berth.audit.AuditTrail;
import dev.berth.credentials.PushSession.State;
import dev.berth.credentials.SessionRevoker.RevocationFailed;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Tells the cloud which sessions to refuse. What it is told is read whole from the database, by one replica at a time,
 * so running it twice or for two sessions at once changes nothing. It runs for each session when it is taken back, again
 * and again while the session lasts, since somebody else may change what the cloud refuses, and once more when it is over
 * by itself, to take it off the cloud's list.
 */
@Configuration(proxyBeanMethods = false)
class RefuseRevokedSessions {

    static final TaskDescriptor<Void> TASK = TaskDescriptor.of("refuse-revoked-session");

    private static final Actor BERTH = Actor.system("credentials");
    private static final Duration LOOK_AGAIN = Duration.ofMinutes(5);

    /** Somebody may push meanwhile: an outage of the cloud must not be outlasted by the pause after it. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

    private static final Duration TURN = Duration.ofSeconds(2);

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
                .onFailure(new BackingOff(LONGEST_PAUSE))
                .onDeadExecutionRevive()
                .execute((task, context) -> {
                    Optional<Instant> again = run(PushSessionId.of(task.getId()));
                    return (CompletionHandler<Void>)
                            (complete, next) -> again.ifPresentOrElse(at -> next.reschedule(complete, at), next::stop);
                });
    }

    /**
     * When to run again; empty where the session is over.
     *
     * @throws RevocationFailed where the cloud was not told; the sessions that wait for it say why
     */
    Optional<Instant> run(PushSessionId id) {
        boolean mine = turn.tryRun(() -> refuse(id));
        Instant now = clock.instant();
        if (!mine) {
            return Optional.of(now.plus(TURN));
        }
        PushSession session = sessions.find(id).orElseThrow();
        Instant over = Objects.requireNonNull(session.grant()).expiresAt();
        Instant soon = now.plus(LOOK_AGAIN);
        return now.isAfter(over) ? Optional.empty() : Optional.of(soon.isBefore(over) ? soon : over.plusSeconds(1));
    }

    private void refuse(PushSessionId asked) {
        List<PushSession> all = sessions.toBeRefused();
        Set<String> names = all.stream()
                .map(session -> Objects.requireNonNull(session.grant()).cloudUser())
                .collect(Collectors.toSet());
        tell(names);
        transaction.executeWithoutResult(status -> {
            all.stream()
                    .filter(session -> session.state() instanceof State.Revoking)
                    .map(PushSession::id)
                    .forEach(this::denied);
            // Over by itself meanwhile, so not among them; refused all the same.
            denied(asked);
        });
    }

    private void tell(Set<String> names) {
        try {
            revoker.refuseExactly(names);
        } catch (RevocationFailed failure) {
            String why = String.valueOf(failure.getMessage());
            transaction.executeWithoutResult(status -> sessions.notRefusedYet(why));
            throw failure;
        }
    }

    private void denied(PushSessionId id) {
        if (sessions.denied(id, clock.instant().truncatedTo(ChronoUnit.MICROS))) {
            audit.record(BERTH, "push-session.refused-by-cloud", "push-session/" + id, Map.of());
        }
    }
}
