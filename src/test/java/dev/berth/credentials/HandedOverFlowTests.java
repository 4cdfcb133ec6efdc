package dev.berth.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.credentials.OpenPushSession.Outcome;
import dev.berth.credentials.PushSession.State;
import dev.berth.identity.NameHolders;
import dev.berth.identity.NameHolders.Pin;
import dev.berth.identity.People;
import dev.berth.identity.Person;
import dev.berth.identity.Role;
import dev.berth.testing.FlowTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;

/** Who may push once a username has passed from one person to another. */
@FlowTest
@Import({FakeCloud.InPlace.class, PassFixtures.class})
class HandedOverFlowTests {

    private final Person before = PassFixtures.aResearcher();
    private final Person after =
            People.person("anew-" + before.username(), before.username(), before.email(), Role.RESEARCHER);

    @Autowired
    FakeCloud cloud;

    @Autowired
    PassFixtures given;

    @Autowired
    PushSessions sessions;

    @Autowired
    NameHolders names;

    @BeforeEach
    void theCloudIsWell() {
        cloud.reset();
    }

    @Test
    void invariant6_aPassIsOfWhoeverUsesItFirstAndNotOfAnotherOfThatName() {
        PassId pass = given.aPassFor(before);

        given.opened(pass, before);

        assertThat(given.open(pass, after)).isInstanceOf(Outcome.NotTheirs.class);
        assertThat(given.open(pass, before)).isInstanceOf(Outcome.Opened.class);
    }

    @Test
    void whoeverHeldTheNameCanPushNoMoreAndWhoeverHoldsItCan() {
        PassId pass = given.aPassFor(before);
        PushSession session = given.opened(pass, before).session();

        handOver();

        assertThat(state(session)).isInstanceOf(State.Revoking.class);
        assertThat(given.auditOf("push-session/" + session.id())).endsWith("push-session.revoked");
        assertThat(given.open(pass, before)).isInstanceOf(Outcome.NotTheirs.class);
        assertThat(given.open(pass, after)).isInstanceOf(Outcome.Opened.class);
    }

    @Test
    void credentialsThatArriveAfterTheHandOverAreShownToNobody() {
        PassId pass = given.aPassFor(before);
        PushSessionId attempt = PushSessionId.random();
        cloud.meanwhile = this::handOver;

        assertThat(given.open(pass, attempt, before)).isInstanceOf(Outcome.NotTheirs.class);

        assertThat(sessions.find(attempt).orElseThrow().state()).isInstanceOf(State.Revoking.class);
    }

    private void handOver() {
        assertThat(names.username(after.id(), after.username(), "", Pin.THIS_PERSON))
                .contains(after.username());
    }

    private State state(PushSession session) {
        return sessions.find(session.id()).orElseThrow().state();
    }
}
