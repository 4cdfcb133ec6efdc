package dev.berth.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.kagkarlsson.scheduler.ScheduledExecution;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import dev.berth.credentials.IssuePass.Order;
import dev.berth.credentials.IssuePass.Outcome;
import dev.berth.identity.Person;
import dev.berth.testing.FlowTest;
import dev.berth.testing.MutableClock;
import dev.berth.web.PageAt;
import dev.berth.workspace.EmailAddress;
import dev.berth.workspace.ProvisioningFailed;
import dev.berth.workspace.Username;
import dev.berth.workspace.Workspaces;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;

@FlowTest
@Import({FakeCloud.InPlace.class, PassFixtures.class})
class IssuePassFlowTests {

    private final Person researcher = PassFixtures.aResearcher();
    private final PassId id = PassId.random();

    @Autowired
    FakeCloud cloud;

    @Autowired
    MutableClock clock;

    @Autowired
    PassFixtures given;

    @Autowired
    IssuePass issuing;

    @Autowired
    PreparePass preparation;

    @Autowired
    Passes passes;

    @Autowired
    Revocations revocations;

    @Autowired
    Workspaces workspaces;

    @Autowired
    SchedulerClient scheduler;

    @BeforeEach
    void theCloudIsWell() {
        cloud.reset();
    }

    @Test
    void thePassIsWrittenDownWithTheTaskThatPreparesIt() {
        issue(order("The cohort study"));

        assertThat(state()).isEqualTo(new PassState.Preparing(null));
        assertThat(due()).hasValue(clock.instant());
        assertThat(cloud.provisioned).isEmpty();

        preparation.prepare(id);

        assertThat(state()).isInstanceOf(PassState.Active.class);
        assertThat(cloud.provisioned).hasSize(1);
        assertThat(audit()).containsExactly("pass.requested", "pass.issued");
    }

    @Test
    void invariant5_theSameFormSentTwiceIssuesOnePass() {
        assertThat(issue(order("The cohort study"))).isInstanceOf(Outcome.Written.class);
        preparation.prepare(id);

        assertThat(issue(order("The cohort study"))).isEqualTo(new Outcome.Written(null));

        assertThat(passes.search(researcher.username(), new PageAt.Start(), 10).rows())
                .hasSize(1);
        assertThat(state()).isInstanceOf(PassState.Active.class);
        assertThat(audit()).containsExactly("pass.requested", "pass.issued");
    }

    @Test
    void invariant5_theSameFormSentTwiceAtOnceIssuesOnePass() throws Exception {
        CyclicBarrier together = new CyclicBarrier(2);
        Callable<Outcome> press = () -> {
            together.await();
            return issue(order("The cohort study"));
        };
        try (ExecutorService staff = Executors.newFixedThreadPool(2)) {
            for (Future<Outcome> pressed : staff.invokeAll(List.of(press, press))) {
                assertThat(pressed.get()).isInstanceOf(Outcome.Written.class);
            }
        }

        assertThat(passes.search(researcher.username(), new PageAt.Start(), 10).rows())
                .hasSize(1);
        assertThat(audit()).containsExactly("pass.requested");
    }

    @Test
    void aFormThatSaysSomethingElseUnderTheSameIdIssuesNothingAndSaysSo() {
        issue(order("The cohort study"));
        Person other = PassFixtures.aResearcher();

        assertThat(issue(order("Another study"))).isInstanceOfSatisfying(Outcome.WrittenOtherwise.class, otherwise -> {
            assertThat(otherwise.issued().username()).isEqualTo(researcher.username());
            assertThat(otherwise.issued().pass().reason()).isEqualTo("The cohort study");
        });
        assertThat(issue(order(other, "The cohort study"))).isInstanceOf(Outcome.WrittenOtherwise.class);
        assertThat(issue(new Order(
                        Username.of(researcher.username()),
                        EmailAddress.of("typo@example.org"),
                        "The cohort study",
                        terms())))
                .isInstanceOf(Outcome.WrittenOtherwise.class);

        assertThat(workspaces.findByUsername(other.username())).isEmpty();
        assertThat(passes.find(id).orElseThrow().email()).isEqualTo(researcher.email());
        assertThat(audit()).containsExactly("pass.requested");
    }

    @Test
    void anotherAddressIsSaidToWhomeverTypedIt() {
        issue(order("The cohort study"));

        Outcome again = issuing.issue(
                PassId.random(),
                new Order(
                        Username.of(researcher.username()),
                        EmailAddress.of("typo@example.org"),
                        "The cohort study",
                        terms()),
                PassFixtures.CAROL);

        assertThat(again).isEqualTo(new Outcome.Written(researcher.email()));
    }

    @Test
    void whatKeepsTheRepositoryFromBeingThereIsSaidOnceAndTriedAgain() {
        issue(order("The cohort study"));
        cloud.failing = true;

        assertThatThrownBy(() -> preparation.prepare(id)).isInstanceOf(ProvisioningFailed.class);
        assertThatThrownBy(() -> preparation.prepare(id)).isInstanceOf(ProvisioningFailed.class);

        assertThat(state()).isEqualTo(new PassState.Preparing("The staging repository could not be prepared."));
        assertThat(audit()).containsExactly("pass.requested", "pass.blocked");

        cloud.failing = false;
        preparation.prepare(id);
        assertThat(state()).isInstanceOf(PassState.Active.class);
        assertThat(audit()).containsExactly("pass.requested", "pass.blocked", "pass.issued");
    }

    @Test
    void staffNeedNotWaitForTheNextAttempt() {
        issue(order("The cohort study"));
        cloud.failing = true;
        assertThatThrownBy(() -> preparation.prepare(id)).isInstanceOf(ProvisioningFailed.class);
        clock.advance(Duration.ofMinutes(1));

        preparation.again(id, PassFixtures.CAROL);
        preparation.again(id, PassFixtures.CAROL);

        assertThat(state()).isEqualTo(new PassState.Preparing(null));
        assertThat(due()).hasValue(clock.instant());
        assertThat(audit()).containsExactly("pass.requested", "pass.blocked", "pass.retried");
    }

    @Test
    void invariant5_aPreparationThatWasKilledIsTakenUpAgain() {
        issue(order("The cohort study"));
        cloud.meanwhile = () -> {
            throw new IllegalStateException("killed");
        };
        assertThatThrownBy(() -> preparation.prepare(id)).hasMessage("killed");
        assertThat(state()).isEqualTo(new PassState.Preparing(null));

        cloud.reset();
        preparation.prepare(id);
        preparation.prepare(id);

        assertThat(state()).isInstanceOf(PassState.Active.class);
        assertThat(cloud.provisioned).hasSize(1);
        assertThat(audit()).containsExactly("pass.requested", "pass.issued");
    }

    @Test
    void aPassThatIsOverIsPreparedNoMore() {
        issue(order("The cohort study"));
        revocations.revoke(id, PassFixtures.CAROL, "Left the project");

        preparation.prepare(id);

        assertThat(cloud.provisioned).isEmpty();
    }

    private Outcome issue(Order order) {
        return issuing.issue(id, order, PassFixtures.CAROL);
    }

    private Order order(String reason) {
        return order(researcher, reason);
    }

    private Order order(Person person, String reason) {
        return new Order(Username.of(person.username()), EmailAddress.of(person.email()), reason, terms());
    }

    private PassTerms terms() {
        Instant until = clock.instant().truncatedTo(ChronoUnit.DAYS).plus(Duration.ofDays(7));
        return new PassTerms(3, Duration.ofHours(1), until);
    }

    private PassState state() {
        return passes.find(id).orElseThrow().state();
    }

    private Optional<Instant> due() {
        return scheduler
                .getScheduledExecution(PreparePass.TASK.instanceId(id.toString()))
                .map(ScheduledExecution::getExecutionTime);
    }

    private List<String> audit() {
        return given.auditOf("pass/" + id);
    }
}
