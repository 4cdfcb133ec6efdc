package dev.berth.handover;

import dev.berth.audit.Actor;
import dev.berth.audit.AuditTrail;
import dev.berth.identity.HeldName;
import dev.berth.identity.NameHolders;
import dev.berth.identity.Person;
import dev.berth.identity.PersonId;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Binds names to the people who first use them. */
@Component
public class HoldNames implements NameHolders {

    private static final Actor OPERATOR = Actor.system("configuration");
    private static final String BY_SETTING = "berth.identity.holders names another person.";

    private final Holdings holdings;
    private final NameRequests requests;
    private final AuditTrail audit;
    private final ApplicationEventPublisher events;
    private final JdbcClient jdbc;
    private final InstantSource clock;

    HoldNames(
            Holdings holdings,
            NameRequests requests,
            AuditTrail audit,
            ApplicationEventPublisher events,
            JdbcClient jdbc,
            InstantSource clock) {
        this.holdings = holdings;
        this.requests = requests;
        this.audit = audit;
        this.events = events;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    @Override
    @Transactional
    public Optional<String> username(PersonId person, String said, String email, Pin pin) {
        oneAtATime(person);
        HeldName name = HeldName.username(said);
        List<Holding> own = holdings.usernamesOf(person);
        String known = own.isEmpty() ? "" : own.getFirst().spelled();
        boolean free =
                own.isEmpty() || own.stream().anyMatch(holding -> holding.name().equals(name));
        if (isTheirs(person, new Actor(said), name, said, free, pin)) {
            return Optional.of(said);
        }
        ask(name, said, person, email, known);
        return own.isEmpty() ? Optional.empty() : Optional.of(known);
    }

    @Override
    @Transactional
    public boolean address(PersonId person, String email, String username, Pin pin) {
        HeldName name = HeldName.address(email);
        if (isTheirs(person, new Actor(username), name, email, true, pin)) {
            return true;
        }
        ask(name, email, person, email, username);
        return false;
    }

    @Override
    @Transactional(readOnly = true)
    public boolean isAnyLost(PersonId person, Collection<HeldName> names) {
        return !names.isEmpty() && holdings.isAnyAnothers(person, names);
    }

    /**
     * Whether the person may use their username now: nobody else holds it, nor comes to hold it until this transaction
     * ends. It is theirs from now on where nobody did.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean use(Person person) {
        String username = person.username();
        return isTheirs(person.id(), Actor.of(person), HeldName.username(username), username, true, Pin.NONE);
    }

    /** The usernames that the person holds, or ever did: what was pushed under them may be theirs. */
    public Set<HeldName> everHeldBy(Person person) {
        return holdings.usernamesEverOf(person.id());
    }

    private boolean isTheirs(PersonId person, Actor actor, HeldName name, String spelled, boolean free, Pin pin) {
        if (pin == Pin.ANOTHER_PERSON) {
            return false;
        }
        if (pin == Pin.THIS_PERSON) {
            take(person, name, spelled);
            return true;
        }
        if (free && holdings.addIfFree(name, spelled, person, now())) {
            audit.record(actor, "name.held", subject(name), details(person));
            return true;
        }
        return holdings.findAndKeep(name)
                .filter(holding -> holding.person().equals(person))
                .isPresent();
    }

    /** Whoever held it before: the operator says so. */
    private void take(PersonId person, HeldName name, String spelled) {
        Optional<Holding> before = holdings.findAndLock(name);
        if (before.filter(holding -> holding.person().equals(person)).isPresent()) {
            return;
        }
        before.ifPresent(holding -> holdings.end(holding, now()));
        if (!holdings.addIfFree(name, spelled, person, now())) {
            throw new IllegalStateException("The name " + name + " was taken a moment ago");
        }
        audit.record(OPERATOR, "name.held", subject(name), details(person));
        before.ifPresent(holding -> events.publishEvent(new NameHandedOver(name, OPERATOR, BY_SETTING)));
    }

    private void ask(HeldName name, String spelled, PersonId person, String email, String username) {
        if (requests.write(name, spelled, person, email, username, now())) {
            audit.record(
                    Actor.system("sign-in"),
                    "name.requested",
                    subject(name),
                    Map.of("issuer", person.issuer(), "subject", person.subject(), "email", email));
        }
    }

    /** Two sign-ins of one person at once are as two in turn: they come to hold one username and not two. */
    private void oneAtATime(PersonId person) {
        jdbc.sql("select pg_advisory_xact_lock(hashtextextended(:person, 0))")
                .param("person", person.issuer() + " " + person.subject())
                .query(rs -> {});
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static Map<String, String> details(PersonId person) {
        return Map.of("issuer", person.issuer(), "subject", person.subject());
    }

    static String subject(HeldName name) {
        return "name/" + name.value();
    }
}
