package dev.berth.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.credentials.OpenPushSession.Outcome;
import dev.berth.credentials.PushSession.State;
import dev.berth.identity.Person;
import dev.berth.testing.FlowTest;
import dev.berth.testing.MutableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;

@FlowTest
@Import({FakeCloud.InPlace.class, PassFixtures.class, OpenPushSessionFlowTests.Heard.class})
class OpenPushSessionFlowTests {

    private final Person researcher = PassFixtures.aResearcher();

    @Autowired
    FakeCloud cloud;

    @Autowired
    MutableClock clock;

    @Autowired
    PassFixtures given;

    @Autowired
    OpenPushSession opening;

    @Autowired
    Passes passes;

    @Autowired
    PushSessions sessions;

    @Autowired
    Revocations revocations;

    @Autowired
    Heard heard;

    @Autowired
    JdbcClient jdbc;

    @BeforeEach
    void theCloudIsWell() {
        cloud.reset();
    }

    @Test
    void theResearcherGetsCredentialsForTheirRepositoryAndThePassSaysSo() {
        PassId pass = given.aPassFor(researcher);

        Outcome.Opened opened = given.opened(pass, researcher);

        PushSession session = opened.session();
        Instant expiry = clock.instant().plus(Duration.ofHours(1));
        assertThat(session.isOpen()).isTrue();
        assertThat(session.requestedBy()).isEqualTo(researcher.username());
        assertThat(session.requestedFrom()).isEqualTo("192.0.2.7");
        assertThat(cloud.grants).singleElement().satisfies(grant -> {
            assertThat(grant.workspace().staging()).hasToString("nextflow-staging/" + researcher.username());
            assertThat(grant.until()).isEqualTo(expiry);
        });
        assertThat(passes.find(pass).orElseThrow().left()).isEqualTo(2);
        assertThat(sessions.liveUntil(session.workspace())).hasValue(expiry);
        assertThat(sessions.live()).containsEntry(session.workspace(), expiry);
        assertThat(heard.events).contains(new PushSessionOpened(session.id(), session.workspace(), expiry));
        assertThat(given.auditOf("push-session/" + session.id()))
                .containsExactly("push-session.requested", "push-session.opened");
        assertThat(given.auditOf("pass/" + pass)).containsExactly("pass.requested", "pass.issued");
    }

    @Test
    void aSessionIsOverWhenItsTimeIs() {
        Outcome.Opened opened = given.opened(given.aPassFor(researcher), researcher);

        clock.advance(Duration.ofHours(1));

        assertThat(state(opened)).isInstanceOf(State.Expired.class);
        assertThat(sessions.hasLive(opened.session().workspace())).isFalse();
        assertThat(revocations.revoke(opened.session().id(), PassFixtures.CAROL, "too late"))
                .isFalse();
    }

    /** More often than the pool has connections. */
    @Test
    void whoMayPushCanBeAskedAgainAndAgain() {
        PushSession session =
                given.opened(given.aPassFor(researcher), researcher).session();

        for (int i = 0; i < 20; i++) {
            assertThat(sessions.live()).containsKey(session.workspace());
        }
    }

    @Test
    void nobodyElseOpensASessionNotEvenStaff() {
        PassId pass = given.aPassFor(researcher);

        assertThat(given.open(pass, PassFixtures.aResearcher())).isInstanceOf(Outcome.NotTheirs.class);
        assertThat(given.open(PassId.random(), researcher)).isInstanceOf(Outcome.NotTheirs.class);
        assertThat(cloud.grants).isEmpty();
    }

    @Test
    void theButtonPressedTwiceOpensOneSession() {
        PassId pass = given.aPassFor(researcher);
        PushSessionId attempt = PushSessionId.random();

        assertThat(opening.open(pass, attempt, researcher, "192.0.2.7")).isInstanceOf(Outcome.Opened.class);
        assertThat(opening.open(pass, attempt, researcher, "192.0.2.7")).isEqualTo(new Outcome.AskedBefore(attempt));
        assertThat(opening.open(given.aPassFor(researcher), attempt, researcher, "192.0.2.7"))
                .isInstanceOf(Outcome.NotTheirs.class);
        assertThat(cloud.grants).hasSize(1);
    }

    @Test
    void manyAtOnceNeverOpenMoreThanThePassPermits() throws Exception {
        PassId pass = given.aPassFor(researcher, 3);
        List<Future<Outcome>> asked = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < 8; i++) {
                asked.add(threads.submit(() -> given.open(pass, researcher)));
            }
        }
        List<Outcome> outcomes = new ArrayList<>();
        for (Future<Outcome> future : asked) {
            outcomes.add(future.get());
        }

        assertThat(outcomes).filteredOn(Outcome.Opened.class::isInstance).hasSize(3);
        assertThat(outcomes)
                .filteredOn(Outcome.Refused.class::isInstance)
                .hasSize(5)
                .allSatisfy(
                        it -> assertThat(((Outcome.Refused) it).reasons()).containsExactly(OpeningRule.SESSIONS_LEFT));
        assertThat(passes.find(pass).orElseThrow().state()).isEqualTo(new PassState.UsedUp(3));
        assertThat(cloud.grants).hasSize(3);
    }

    @Test
    void whatTheCloudDoesNotGiveDoesNotCount() {
        PassId pass = given.aPassFor(researcher);
        cloud.failing = true;

        Outcome outcome = given.open(pass, researcher);

        assertThat(outcome).isInstanceOfSatisfying(Outcome.NotGiven.class, failed -> {
            assertThat(sessions.find(failed.session()).orElseThrow().state()).isInstanceOf(State.Failed.class);
            assertThat(given.auditOf("push-session/" + failed.session()))
                    .containsExactly("push-session.requested", "push-session.failed");
        });
        assertThat(passes.find(pass).orElseThrow().left()).isEqualTo(3);
    }

    @Test
    void whatTheCloudRefusesDoesNotCountAndTheSessionSaysWhy() {
        PassId pass = given.aPassFor(researcher);
        cloud.refusing = true;

        assertThat(given.open(pass, researcher))
                .isInstanceOfSatisfying(
                        Outcome.RefusedByCloud.class,
                        refused -> assertThat(sessions.find(refused.session())
                                        .orElseThrow()
                                        .state())
                                .isEqualTo(new State.Failed(
                                        clock.instant(), "AWS STS refused: AccessDenied (HTTP 403).")));
        assertThat(passes.find(pass).orElseThrow().left()).isEqualTo(3);
    }

    @Test
    void noTwoSessionsHaveOneName() {
        PassId pass = given.aPassFor(researcher);
        given.opened(pass, researcher);
        given.opened(pass, researcher);

        assertThat(cloud.grants)
                .hasSize(2)
                .extracting(CredentialMinter.PushGrant::roleSession)
                .doesNotHaveDuplicates();
    }

    @Test
    void anOpeningLeftBehindIsLostAfterAWhileAndDoesNotCount() {
        PassId pass = given.aPassFor(researcher, 1);
        cloud.meanwhile = () -> {
            throw new Killed();
        };
        PushSessionId attempt = PushSessionId.random();
        assertThatThrownBy(() -> opening.open(pass, attempt, researcher, "192.0.2.7"))
                .isInstanceOf(Killed.class);
        assertThat(sessions.find(attempt).orElseThrow().state()).isInstanceOf(State.Opening.class);
        assertThat(given.open(pass, researcher)).isInstanceOf(Outcome.Refused.class);

        cloud.reset();
        clock.advance(Duration.ofMinutes(6));

        assertThat(sessions.find(attempt).orElseThrow().state()).isInstanceOf(State.Lost.class);
        assertThat(given.open(pass, researcher)).isInstanceOf(Outcome.Opened.class);
    }

    @Test
    void anAnswerThatComesAfterItsOpeningWasLostIsShownToNobody() {
        PassId pass = given.aPassFor(researcher, 1);
        cloud.meanwhile = () -> clock.advance(Duration.ofMinutes(6));

        assertThat(given.open(pass, researcher)).isInstanceOf(Outcome.NotGiven.class);
    }

    @Test
    void aPassRevokedWhileTheCloudAnswersShowsNothingAndTheSessionIsRevoked() {
        PassId pass = given.aPassFor(researcher);
        cloud.meanwhile = () -> revocations.revoke(pass, PassFixtures.CAROL, "Left the project");
        PushSessionId attempt = PushSessionId.random();

        Outcome outcome = opening.open(pass, attempt, researcher, "192.0.2.7");

        assertThat(outcome).isEqualTo(new Outcome.Refused(List.of(OpeningRule.PASS_NOT_REVOKED)));
        assertThat(sessions.find(attempt).orElseThrow().state()).isInstanceOf(State.Revoking.class);
    }

    @Test
    void aPassWhoseRepositoryIsNotThereYetOpensNothing() {
        PassId pass = given.anUnpreparedPassFor(researcher, 3);

        assertThat(given.open(pass, researcher))
                .isEqualTo(new Outcome.Refused(List.of(OpeningRule.REPOSITORY_PREPARED)));
        assertThat(cloud.grants).isEmpty();
    }

    @Test
    void invariant3_theDatabaseNeverHoldsTheSecret() {
        given.opened(given.aPassFor(researcher), researcher);

        List<String> tables = jdbc.sql("select table_name from information_schema.tables where table_schema = 'public'")
                .query((row, number) -> row.getString("table_name"))
                .list();
        assertThat(tables).contains("push_session", "audit_entry");
        for (String table : tables) {
            assertThat(jdbc.sql("select t::text as row from " + table + " t")
                            .query((row, number) -> row.getString("row"))
                            .list())
                    .as(table)
                    .noneMatch(row -> row.contains(FakeCloud.SECRET_KEY) || row.contains(FakeCloud.TOKEN));
        }
    }

    private State state(Outcome.Opened opened) {
        return sessions.find(opened.session().id()).orElseThrow().state();
    }

    private static final class Killed extends RuntimeException {}

    @TestConfiguration(proxyBeanMethods = false)
    static class Heard {

        final List<PushSessionOpened> events = new ArrayList<>();

        @EventListener
        synchronized void on(PushSessionOpened event) {
            events.add(event);
        }
    }
}
