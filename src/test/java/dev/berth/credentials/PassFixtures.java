package dev.berth.credentials;

import dev.berth.audit.Actor;
import dev.berth.credentials.OpenPushSession.Outcome;
import dev.berth.identity.People;
import dev.berth.identity.Person;
import dev.berth.identity.Role;
import dev.berth.workspace.EmailAddress;
import dev.berth.workspace.Username;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the flow tests of this room start from: people and passes of their own. */
@TestComponent
class PassFixtures {

    static final Actor CAROL = new Actor("carol");

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final IssuePass issuing;
    private final PreparePass preparation;
    private final OpenPushSession opening;
    private final InstantSource clock;
    private final JdbcClient jdbc;

    PassFixtures(
            IssuePass issuing, PreparePass preparation, OpenPushSession opening, InstantSource clock, JdbcClient jdbc) {
        this.issuing = issuing;
        this.preparation = preparation;
        this.opening = opening;
        this.clock = clock;
        this.jdbc = jdbc;
    }

    static Person aResearcher() {
        return People.person("researcher" + NUMBER.incrementAndGet(), Role.RESEARCHER);
    }

    PassId aPassFor(Person person) {
        return aPassFor(person, 3);
    }

    PassId aPassFor(Person person, int sessions) {
        PassId pass = anUnpreparedPassFor(person, sessions);
        preparation.prepare(pass);
        return pass;
    }

    PassId anUnpreparedPassFor(Person person, int sessions) {
        PassId pass = PassId.random();
        issuing.issue(
                pass,
                new IssuePass.Order(
                        Username.of(person.username()),
                        EmailAddress.of(person.email()),
                        "A workflow for the cohort study",
                        new PassTerms(
                                sessions, Duration.ofHours(1), clock.instant().plus(Duration.ofDays(7)))),
                CAROL);
        return pass;
    }

    Outcome open(PassId pass, Person person) {
        return open(pass, PushSessionId.random(), person);
    }

    Outcome open(PassId pass, PushSessionId attempt, Person person) {
        return opening.open(pass, attempt, person, "192.0.2.7");
    }

    Outcome.Opened opened(PassId pass, Person person) {
        return (Outcome.Opened) open(pass, person);
    }

    List<String> auditOf(String subject) {
        return jdbc.sql("select action from audit_entry where subject = :subject order by number")
                .param("subject", subject)
                .query((row, number) -> row.getString("action"))
                .list();
    }
}
