package dev.berth.credentials;

import dev.berth.audit.Actor;
import dev.berth.audit.AuditTrail;
import dev.berth.workspace.EmailAddress;
import dev.berth.workspace.RegisterWorkspace;
import dev.berth.workspace.Registration.Registered;
import dev.berth.workspace.Registration.SpelledOtherwise;
import dev.berth.workspace.Username;
import dev.berth.workspace.Workspace;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Issues a pass: writes it down, then has the staging repository prepared. Until that is there it opens nothing. */
@Component
class IssuePass {

    private final RegisterWorkspace registration;
    private final Passes passes;
    private final PreparePass preparation;
    private final AuditTrail audit;
    private final InstantSource clock;
    private final TransactionTemplate transaction;

    IssuePass(
            RegisterWorkspace registration,
            Passes passes,
            PreparePass preparation,
            AuditTrail audit,
            InstantSource clock,
            TransactionTemplate transaction) {
        this.registration = registration;
        this.passes = passes;
        this.preparation = preparation;
        this.audit = audit;
        this.clock = clock;
        this.transaction = transaction;
    }

    record Order(Username username, EmailAddress email, String reason, PassTerms terms) {}

    sealed interface Outcome {

        record Written(PassId pass) implements Outcome {}

        record Refused(String sentence) implements Outcome {}
    }

    Outcome issue(Order order, Actor by) {
        Outcome outcome = transaction.execute(status -> write(order, by));
        if (outcome instanceof Outcome.Written written) {
            preparation.prepare(written.pass(), by);
        }
        return outcome;
    }

    private Outcome write(Order order, Actor by) {
        return switch (registration.register(order.username(), order.email(), by)) {
            case SpelledOtherwise taken -> new Outcome.Refused(taken.sentence());
            case Registered registered -> {
                Workspace workspace = registered.workspace();
                Pass pass = new Pass(
                        PassId.random(),
                        workspace.id(),
                        order.reason(),
                        order.terms(),
                        clock.instant().truncatedTo(ChronoUnit.MICROS),
                        by.name(),
                        null,
                        null,
                        null);
                passes.add(pass);
                audit.record(
                        by,
                        "pass.requested",
                        "pass/" + pass.id(),
                        Map.of(
                                "username", workspace.username().value(),
                                "reason", pass.reason(),
                                "sessions", String.valueOf(pass.terms().sessions()),
                                "sessionLength", pass.terms().sessionLength().toString(),
                                "validUntil", pass.terms().validUntil().toString()));
                yield new Outcome.Written(pass.id());
            }
        };
    }
}
