package dev.berth.handover;

import dev.berth.audit.Actor;
import dev.berth.audit.AuditTrail;
import dev.berth.identity.HeldName;
import dev.berth.identity.Person;
import dev.berth.identity.PersonId;
import dev.berth.identity.Role;
import dev.berth.identity.RoleNames;
import dev.berth.identity.Spelling;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Gives a name to the person who asked for it. Whoever held it loses what it opens at their next request. */
@Component
class HandOver {

    private final NameRequests requests;
    private final Holdings holdings;
    private final RoleNames roles;
    private final AuditTrail audit;
    private final ApplicationEventPublisher events;
    private final InstantSource clock;

    HandOver(
            NameRequests requests,
            Holdings holdings,
            RoleNames roles,
            AuditTrail audit,
            ApplicationEventPublisher events,
            InstantSource clock) {
        this.requests = requests;
        this.holdings = holdings;
        this.roles = roles;
        this.audit = audit;
        this.events = events;
        this.clock = clock;
    }

    sealed interface Outcome {

        record HandedOver() implements Outcome {}

        /** It is not asked for any more. */
        record NothingThere() implements Outcome {}

        record Refused(HandOverRule rule) implements Outcome {}
    }

    /**
     * @param seen the holding that the page showed, or empty where nobody held the name: if another holds it by now, nothing
     *     is done
     */
    @Transactional
    Outcome handOver(NameRequestId id, String seen, String reason, Person by) {
        Optional<NameRequest> asked = requests.find(id);
        if (asked.isEmpty()) {
            return new Outcome.NothingThere();
        }
        NameRequest request = asked.get();
        Optional<Holding> before = holdings.findAndLock(request.name());
        if (!before.map(Holding::id).map(UUID::toString).orElse("").equals(seen)) {
            return new Outcome.Refused(HandOverRule.UNCHANGED);
        }
        Optional<HandOverRule> broken =
                broken(request, before.map(Holding::person).orElse(null), by);
        if (broken.isPresent()) {
            return new Outcome.Refused(broken.get());
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        before.ifPresent(holding -> holdings.end(holding, now));
        if (!holdings.addIfFree(request.name(), request.spelled(), request.person(), now)) {
            return new Outcome.Refused(HandOverRule.UNCHANGED);
        }
        audit.record(
                Actor.of(by),
                "name.handed-over",
                HoldNames.subject(request.name()),
                Map.of(
                        "from",
                                before.map(holding -> holding.person().subject())
                                        .orElse(""),
                        "fromIssuer",
                                before.map(holding -> holding.person().issuer()).orElse(""),
                        "to", request.person().subject(),
                        "toIssuer", request.person().issuer(),
                        "because", reason));
        before.ifPresent(holding -> events.publishEvent(new NameHandedOver(request.name(), Actor.of(by), reason)));
        return new Outcome.HandedOver();
    }

    /** What keeps this person from handing it over; the page says the same beforehand. */
    Optional<HandOverRule> broken(NameRequest request, Person by) {
        return broken(
                request, request.holder() == null ? null : request.holder().person(), by);
    }

    private Optional<HandOverRule> broken(NameRequest request, @Nullable PersonId holder, Person by) {
        if (by.id().equals(holder) || isFor(request, by)) {
            return Optional.of(HandOverRule.NOT_FOR_ONESELF);
        }
        if (!by.is(Role.ADMIN)
                && (!by.is(Role.STAFF) || !roles.of(request.name()).isEmpty())) {
            return Optional.of(HandOverRule.BY_ADMIN);
        }
        return Optional.empty();
    }

    /** Theirs, or one of another account of theirs. */
    private boolean isFor(NameRequest request, Person by) {
        HeldName own = HeldName.username(by.username());
        return request.person().equals(by.id())
                || holdings.usernamesEverOf(request.person()).contains(own)
                || request.name().equals(own)
                || (!by.email().isEmpty() && Spelling.same(by.email(), request.email()))
                || request.name().equals(HeldName.address(by.email()))
                || (!request.username().isEmpty()
                        && HeldName.username(request.username()).equals(own));
    }
}
