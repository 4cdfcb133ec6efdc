package dev.berth.audit;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import dev.berth.audit.ChainWalk.Position;
import dev.berth.audit.WholeCheck.State;
import dev.berth.identity.Person;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/** Checks all of the chain in a durable task: it notes how far it is, so that another goes on where a killed one was. */
@Component
class CheckWholeChain {

    static final TaskDescriptor<Void> TASK = TaskDescriptor.of("audit-check");

    private final WholeChecks checks;
    private final AuditChain chain;
    private final AuditTrail trail;
    private final SchedulerClient scheduler;
    private final TransactionTemplate transaction;
    private final InstantSource clock;

    CheckWholeChain(
            WholeChecks checks,
            AuditChain chain,
            AuditTrail trail,
            SchedulerClient scheduler,
            TransactionTemplate transaction,
            InstantSource clock) {
        this.checks = checks;
        this.chain = chain;
        this.trail = trail;
        this.scheduler = scheduler;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** Starts one, unless one is running. */
    @Transactional
    void start(Person admin) {
        WholeCheck check = new WholeCheck(
                UUID.randomUUID(), now(), Actor.of(admin), chain.length(), Position.START, new State.Running(null));
        if (checks.add(check)) {
            trail.record(check.startedBy(), "check.started", subject(check), Map.of());
            scheduler.scheduleIfNotExists(TASK.instance(check.id().toString()).build(), clock.instant());
        }
    }

    /**
     * Goes on until the end, or until it is to stop.
     *
     * @return whether it is at its end
     */
    boolean run(UUID id, BooleanSupplier stop) {
        Optional<WholeCheck> found = checks.find(id).filter(check -> check.finishedAt() == null);
        if (found.isEmpty()) {
            return true;
        }
        WholeCheck check = found.get();
        // Where somebody else says how far it was, it is nowhere yet.
        ChainWalk walk = chain.from(check.isForged() ? Position.START : check.position());
        while (!stop.getAsBoolean()) {
            Optional<Finding> over = chain.goOn(walk);
            if (over.isPresent()) {
                finish(at(check, walk), over.get());
                return true;
            }
            checks.save(at(check, walk));
        }
        return false;
    }

    void stalled(UUID id, String problem) {
        checks.problem(id, problem);
    }

    private static WholeCheck at(WholeCheck check, ChainWalk walk) {
        return new WholeCheck(
                check.id(),
                check.startedAt(),
                check.startedBy(),
                check.target(),
                walk.position(),
                new State.Running(null));
    }

    private void finish(WholeCheck check, Finding finding) {
        WholeCheck finished = new WholeCheck(
                check.id(),
                check.startedAt(),
                check.startedBy(),
                check.target(),
                check.position(),
                new State.Finished(now(), finding));
        transaction.executeWithoutResult(status -> {
            if (checks.save(finished)) {
                trail.record(Actor.system("audit"), "check.finished", subject(check), details(finding));
            }
        });
    }

    private static Map<String, String> details(Finding finding) {
        return switch (finding) {
            case Finding.Intact intact -> Map.of("result", "intact", "entries", Long.toString(intact.to()));
            case Finding.Unproven unproven -> details(unproven.intact());
            case Finding.Broken broken ->
                Map.of(
                        "result", "broken",
                        "entry", Long.toString(broken.first()),
                        "flaw", broken.flaw().word());
        };
    }

    private static String subject(WholeCheck check) {
        return "check/" + check.id();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
