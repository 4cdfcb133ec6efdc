package dev.berth.arrival;

import static dev.berth.testing.ImageFixtures.anImage;
import static org.awaitility.Awaitility.await;

import com.github.kagkarlsson.scheduler.Scheduler;
import dev.berth.credentials.PushSessionId;
import dev.berth.credentials.PushSessionOpened;
import dev.berth.scanning.FakeScanner;
import dev.berth.scanning.ScanLook;
import dev.berth.testing.FakeRemotes;
import dev.berth.testing.FlowTest;
import dev.berth.testing.TestImage;
import dev.berth.testing.TestWorkspaces;
import dev.berth.workspace.Workspace;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;
import org.springframework.transaction.support.TransactionTemplate;

/** The next poll of the scheduler is an hour away: from the push to the promotion, every step wakes the next. */
@FlowTest
@Import({FakeRemotes.class, TestWorkspaces.class, DurableWatchFlowTests.Clocks.class})
@TestPropertySource(
        properties = {
            "db-scheduler.polling-interval=1h",
            "berth.arrival.look-every=200ms",
            "berth.scanning.ask-every=200ms",
            "berth.scanning.settle=200ms"
        })
@DirtiesContext
class WokenWorkFlowTests {

    @Autowired
    Scheduler scheduler;

    @Autowired
    FakeStaging staging;

    @Autowired
    FakeScanner scanner;

    @Autowired
    TestWorkspaces workspaces;

    @Autowired
    DurableWatchFlowTests.RunningClock clock;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    TransactionTemplate transaction;

    @Autowired
    ApplicationEventPublisher events;

    @Test
    void nothingWaitsForAPollFromThePushToThePromotion() {
        Workspace workspace = workspaces.anew();
        TestImage image = anImage().withDebian("12", "woken=1").build();
        scanner.says(image.digest(), new ScanLook.Complete(Instant.now(), List.of()));
        scheduler.start();

        transaction.executeWithoutResult(status -> events.publishEvent(new PushSessionOpened(
                PushSessionId.random(), workspace.id(), clock.instant().plus(Duration.ofHours(1)))));
        staging.push(workspace.staging(), image, "v1");

        await("the promotion, whose registry does not answer here, is tried")
                .atMost(Duration.ofSeconds(60))
                .until(() -> jdbc.sql("select count(*) from promotion where digest = :digest and attempts > 0")
                                .param("digest", image.digest().value())
                                .query(Integer.class)
                                .single()
                        == 1);
    }
}
