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
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

/** Issues a pass: writes it down, and with it that the staging repository has to be prepared. Until that is there it opens nothing. */
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

    record Order(Username username, EmailAddress email, String reason, PassTerms terms) {

        boolean isAnsweredBy(ListedPass issued) {
            return issued.username().equals(username.value())
                    && issued.email().equals(email.value())
                    && issued.pass().reason().equals(reason)
                    && issued.pass().terms().equals(terms);
        }
    }

    sealed interface Outcome {

        /**
         * There is the pass, from now on or since the same order came before.
         *
         * @param addressBefore where the researcher was written to until now; null where that is still so
         */
        record Written(@Nullable String addressBefore) implements Outcome {}

        /** There is a pass with this id that says something else; nothing was written. */
        record WrittenOtherwise(ListedPass issued) implements Outcome {}

        record Refused(String sentence) implements Outcome {}
    }

    /** @param id chosen where the form was shown: sent twice, it issues one pass */
    Outcome issue(PassId id, Order order, Actor by) {
        return transaction
                .<Optional<Outcome>>execute(attempt -> write(id, order, by, attempt))
                .orElseGet(() -> before(id, order));
    }

    /** Empty where a pass with this id is there: then the workspace stays as it was, too. */
    private Optional<Outcome> write(PassId id, Order order, Actor by, TransactionStatus attempt) {
        return switch (registration.register(order.username(), order.email(), by)) {
            case SpelledOtherwise taken -> Optional.of(new Outcome.Refused(taken.sentence()));
            case Registered registered -> {
                Workspace workspace = registered.workspace();
                Pass pass = new Pass(
                        id,
                        workspace.id(),
                        order.reason(),
                        order.terms(),
                        clock.instant().truncatedTo(ChronoUnit.MICROS),
                        by.name(),
                        null,
                        null,
                        null);
                if (!passes.addIfAbsent(pass)) {
                    attempt.setRollbackOnly();
                    yield Optional.empty();
                }
                audit.record(
                        by,
                        "pass.requested",
                        "pass/" + id,
                        Map.of(
                                "username", workspace.username().value(),
                                "reason", pass.reason(),
                                "sessions", String.valueOf(pass.terms().sessions()),
                                "sessionLength", pass.terms().sessionLength().toString(),
                                "validUntil", pass.terms().validUntil().toString()));
                preparation.schedule(id);
                yield Optional.of(new Outcome.Written(registered.addressBefore()));
            }
        };
    }

    private Outcome before(PassId id, Order order) {
        ListedPass issued = passes.find(id).orElseThrow();
        return order.isAnsweredBy(issued) ? new Outcome.Written(null) : new Outcome.WrittenOtherwise(issued);
    }
}
