package dev.berth.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import dev.berth.credentials.PushSession.State;
import dev.berth.identity.Person;
import dev.berth.testing.FlowTest;
import dev.berth.testing.MutableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;

@FlowTest
@Import({FakeCloud.InPlace.class, PassFixtures.class})
class RevocationFlowTests {

    private final Person researcher = PassFixtures.aResearcher();

    @Autowired
    FakeCloud cloud;

    @Autowired
    MutableClock clock;

    @Autowired
    PassFixtures given;

    @Autowired
    Passes passes;

    @Autowired
    PushSessions sessions;

    @Autowired
    Revocations revocations;

    @Autowired
    RefuseRevokedSessions refusing;

    @Autowired
    SchedulerClient scheduler;

    @BeforeEach
    void theCloudIsWell() {
        cloud.reset();
    }

    @Test
    void aSessionIsBeingRevokedUntilTheCloudRefusesIt() {
        PushSession session =
                given.opened(given.aPassFor(researcher), researcher).session();

        assertThat(revocations.revoke(session.id(), PassFixtures.CAROL, "Seen by others"))
                .isTrue();

        assertThat(state(session)).isInstanceOf(State.Revoking.class);
        assertThat(sessions.hasLive(session.workspace())).isTrue();
        assertThat(isScheduled(session)).isTrue();
        assertThat(cloud.refused).isEmpty();

        refusing.run(session.id());

        assertThat(state(session)).isInstanceOf(State.Revoked.class);
        assertThat(cloud.refused).contains(nameOf(session));
        assertThat(sessions.hasLive(session.workspace())).isFalse();
        assertThat(given.auditOf("push-session/" + session.id()))
                .containsExactly(
                        "push-session.requested",
                        "push-session.opened",
                        "push-session.revoked",
                        "push-session.refused-by-cloud");
    }

    @Test
    void revokingTwiceIsRevokingOnce() {
        PushSession session =
                given.opened(given.aPassFor(researcher), researcher).session();
        revocations.revoke(session.id(), PassFixtures.CAROL, "Seen by others");

        assertThat(revocations.revoke(session.id(), PassFixtures.CAROL, "Again"))
                .isFalse();
        refusing.run(session.id());
        refusing.run(session.id());

        assertThat(given.auditOf("push-session/" + session.id())).hasSize(4);
    }

    @Test
    void aRevokedPassTakesItsOpenSessionsWithIt() {
        PassId pass = given.aPassFor(researcher);
        PushSession one = given.opened(pass, researcher).session();
        PushSession other = given.opened(pass, researcher).session();
        PushSession ofAnother =
                given.opened(given.aPassFor(researcher), researcher).session();

        assertThat(revocations.revoke(pass, PassFixtures.CAROL, "Left the project"))
                .isTrue();
        assertThat(revocations.revoke(pass, PassFixtures.CAROL, "Left the project"))
                .isFalse();

        assertThat(passes.find(pass).orElseThrow().state()).isInstanceOf(PassState.Revoked.class);
        assertThat(state(one)).isInstanceOf(State.Revoking.class);
        assertThat(state(other)).isInstanceOf(State.Revoking.class);
        assertThat(state(ofAnother)).isInstanceOf(State.Open.class);
        assertThat(given.open(pass, researcher)).isInstanceOf(OpenPushSession.Outcome.Refused.class);
        assertThat(given.auditOf("pass/" + pass)).endsWith("pass.revoked");

        // One run tells the cloud of both.
        refusing.run(one.id());
        assertThat(cloud.refused).contains(nameOf(one), nameOf(other)).doesNotContain(nameOf(ofAnother));
        assertThat(state(other)).isInstanceOf(State.Revoked.class);
    }

    @Test
    void whatIsOverByItselfIsTakenOffTheCloudsList() {
        PushSession early = given.opened(given.aPassFor(researcher), researcher).session();
        clock.advance(Duration.ofMinutes(30));
        PushSession late = given.opened(given.aPassFor(researcher), researcher).session();
        revocations.revoke(early.id(), PassFixtures.CAROL, "Seen by others");
        revocations.revoke(late.id(), PassFixtures.CAROL, "Seen by others");
        refusing.run(early.id());

        clock.advance(Duration.ofMinutes(31));
        refusing.run(early.id());

        assertThat(cloud.refused).contains(nameOf(late)).doesNotContain(nameOf(early));
    }

    @Test
    void aCloudThatIsAwayLeavesTheSessionBeingRevokedAndTheNextRunEndsIt() {
        PushSession session =
                given.opened(given.aPassFor(researcher), researcher).session();
        revocations.revoke(session.id(), PassFixtures.CAROL, "Seen by others");
        cloud.failing = true;

        assertThatThrownBy(() -> refusing.run(session.id())).hasMessage("AWS is away");
        assertThat(state(session))
                .isInstanceOfSatisfying(
                        State.Revoking.class, it -> assertThat(it.problem()).isEqualTo("AWS is away"));

        cloud.failing = false;
        refusing.run(session.id());
        assertThat(state(session)).isInstanceOf(State.Revoked.class);
    }

    @Test
    void invariant4_theCloudIsToldAgainAndAgainWhileTheSessionLasts() {
        PushSession session =
                given.opened(given.aPassFor(researcher), researcher).session();
        Instant over = Objects.requireNonNull(session.grant()).expiresAt();
        revocations.revoke(session.id(), PassFixtures.CAROL, "Seen by others");

        Instant next = refusing.run(session.id()).orElseThrow();
        assertThat(next).isEqualTo(clock.instant().plus(Duration.ofMinutes(5)));
        cloud.refused = Set.of();
        clock.set(next);
        refusing.run(session.id());
        assertThat(cloud.refused).contains(nameOf(session));

        clock.set(over.minusSeconds(10));
        assertThat(refusing.run(session.id())).hasValue(over.plusSeconds(1));
        clock.set(over.plusSeconds(1));
        assertThat(refusing.run(session.id())).isEmpty();
        assertThat(cloud.refused).doesNotContain(nameOf(session));
    }

    @Test
    void oneReplicaAtATimeTellsTheCloud() {
        PushSession one = given.opened(given.aPassFor(researcher), researcher).session();
        PushSession other = given.opened(given.aPassFor(researcher), researcher).session();
        revocations.revoke(one.id(), PassFixtures.CAROL, "Seen by others");
        AtomicReference<State> meanwhile = new AtomicReference<>();
        cloud.meanwhile = () -> {
            cloud.meanwhile = () -> {};
            revocations.revoke(other.id(), PassFixtures.CAROL, "Seen by others");
            // The list is older than this revocation, so this run must not be believed to have told of it.
            refusing.run(other.id());
            meanwhile.set(state(other));
        };

        refusing.run(one.id());

        assertThat(meanwhile.get()).isInstanceOf(State.Revoking.class);
        assertThat(state(other)).isInstanceOf(State.Revoking.class);
        refusing.run(other.id());
        assertThat(cloud.refused).contains(nameOf(one), nameOf(other));
    }

    private State state(PushSession session) {
        return sessions.find(session.id()).orElseThrow().state();
    }

    private boolean isScheduled(PushSession session) {
        return scheduler
                .getScheduledExecution(
                        RefuseRevokedSessions.TASK.instanceId(session.id().toString()))
                .isPresent();
    }

    private static String nameOf(PushSession session) {
        return Objects.requireNonNull(session.grant()).cloudUser();
    }
}
