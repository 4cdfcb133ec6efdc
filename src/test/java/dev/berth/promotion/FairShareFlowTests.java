package dev.berth.promotion;

import static dev.berth.testing.ImageFixtures.anImage;
import static dev.berth.testing.ImageFixtures.anIndexOf;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.kagkarlsson.scheduler.jdbc.JdbcCustomization;
import com.github.kagkarlsson.scheduler.task.Task;
import com.zaxxer.hikari.HikariDataSource;
import dev.berth.arrival.FakeStaging;
import dev.berth.credentials.PushSessionId;
import dev.berth.credentials.PushSessionOpened;
import dev.berth.oci.Tag;
import dev.berth.scanning.FakeScanner;
import dev.berth.scanning.ScanLook;
import dev.berth.testing.FakeRemotes;
import dev.berth.testing.FlowTest;
import dev.berth.testing.MutableClock;
import dev.berth.testing.TestImage;
import dev.berth.testing.TestWorkspaces;
import dev.berth.workspace.Workspace;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.transaction.support.TransactionTemplate;

/** From the push to the promotion of one quiet image, in turns of the scheduler, a second each, beside a neighbour of each kind. */
@FlowTest
@Import({FakeRemotes.class, TestWorkspaces.class, FairShareFlowTests.Registry.class})
@DirtiesContext
class FairShareFlowTests {

    private static final int MANY = 300;

    @Autowired
    List<Task<?>> tasks;

    @Autowired
    JdbcCustomization picking;

    @Autowired
    DataSource dataSource;

    @Autowired
    FakeStaging staging;

    @Autowired
    FakeScanner scanner;

    @Autowired
    FakeRegistry registry;

    @Autowired
    TestWorkspaces workspaces;

    @Autowired
    MutableClock clock;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    TransactionTemplate transaction;

    @Autowired
    ApplicationEventPublisher events;

    @Value("${db-scheduler.threads}")
    int threads;

    final AtomicInteger hanging = new AtomicInteger();
    final CountDownLatch released = new CountDownLatch(1);

    Workspace neighbour;
    Turns turns;

    @BeforeEach
    void aReplicaAndANeighbour() {
        registry.reset();
        neighbour = workspaces.anew();
        turns = new Turns(dataSource, tasks, picking, threads, clock, hanging::get);
        turns.start();
    }

    @AfterEach
    void nothingHangsAnyMore() {
        released.countDown();
        turns.close();
    }

    @Test
    void invariant11_besideManyTagsAQuietImageTakesItsUsualTurns() {
        int alone = turnsOfAQuietImage();
        for (int i = 0; i < MANY; i++) {
            pushed(neighbour, "v" + i, anImage().withDebian("12", "many=" + i).build());
        }
        open(neighbour);
        turns(3);

        assertThat(turnsOfAQuietImage()).isLessThanOrEqualTo(alone * 3 / 2);
        turns(120);
        assertThat(promotedOf(neighbour)).as("the neighbour goes on too").isPositive();
    }

    @Test
    void invariant11_besideSlowCopiesAQuietImageTakesItsUsualTurns() throws SQLException {
        int alone = turnsOfAQuietImage();
        registry.duringCopies(neighbour.approved(), this::hang);
        for (int i = 0; i < 6; i++) {
            pushed(neighbour, "v" + i, anImage().withDebian("12", "slow=" + i).build());
        }
        open(neighbour);
        turns(15);

        assertThat(hanging.get()).as("the copies of one workspace at once").isEqualTo(2);
        assertThat(dataSource
                        .unwrap(HikariDataSource.class)
                        .getHikariPoolMXBean()
                        .getActiveConnections())
                .as("connections that a copy holds")
                .isZero();
        assertThat(turnsOfAQuietImage()).isLessThanOrEqualTo(alone * 3 / 2);
    }

    @Test
    void invariant11_besideManyPendingScansAQuietImageTakesItsUsualTurns() {
        int alone = turnsOfAQuietImage();
        for (int i = 0; i < MANY; i++) {
            TestImage image = anImage().withDebian("12", "pending=" + i).build();
            pushed(neighbour, "v" + i, image);
            scanner.says(image.digest(), new ScanLook.NotYet("IN_PROGRESS"));
        }
        open(neighbour);
        turns(3);

        assertThat(turnsOfAQuietImage()).isLessThanOrEqualTo(alone * 3 / 2);
    }

    @Test
    void invariant11_besideAFailingRegistryAQuietImageTakesItsUsualTurns() {
        int alone = turnsOfAQuietImage();
        for (int i = 0; i < 6; i++) {
            pushed(
                    neighbour,
                    "v" + i,
                    anImage().withDebian("12", "failing=" + i).build());
        }
        // Whoever asks it waits until the call's time-out, and tries again.
        registry.interfere(call -> {
            if (call.contains(neighbour.staging().value())) {
                hang();
                throw new IllegalStateException("The registry does not answer");
            }
        });
        open(neighbour);
        turns(15);

        assertThat(hanging.get()).isPositive();
        assertThat(turnsOfAQuietImage()).isLessThanOrEqualTo(alone * 3 / 2);
    }

    @Test
    void invariant11_besideAScannerThatHangsAQuietImageTakesItsUsualTurns() {
        int alone = turnsOfAQuietImage();
        for (int i = 0; i < 40; i++) {
            TestImage image = anImage().withDebian("12", "hanging=" + i).build();
            pushed(neighbour, "v" + i, image);
            scanner.says(image.digest(), () -> {
                hang();
                return new ScanLook.NoScan();
            });
        }
        open(neighbour);
        turns(3);

        assertThat(hanging.get()).as("the threads of one workspace at once").isEqualTo(4);
        assertThat(turnsOfAQuietImage()).isLessThanOrEqualTo(alone * 3 / 2);
    }

    @Test
    void invariant11_besideAHugeIndexAQuietImageTakesItsUsualTurns() {
        int alone = turnsOfAQuietImage();
        TestImage[] children = new TestImage[60];
        for (int i = 0; i < children.length; i++) {
            children[i] = anImage().withDebian("12", "child=" + i).build();
            scanner.says(children[i].digest(), new ScanLook.NotYet("IN_PROGRESS"));
        }
        TestImage index = anIndexOf(children);
        for (int i = 0; i < 20; i++) {
            pushed(neighbour, "v" + i, index);
        }
        open(neighbour);
        turns(3);

        assertThat(turnsOfAQuietImage()).isLessThanOrEqualTo(alone * 3 / 2);
    }

    private int turnsOfAQuietImage() {
        Workspace quiet = workspaces.anew();
        pushed(
                quiet,
                "v1",
                anImage().withDebian("12", "quiet-of=" + quiet.username()).build());
        open(quiet);
        for (int turn = 1; turn <= 200; turn++) {
            turns(1);
            if (promotedOf(quiet) == 1) {
                return turn;
            }
        }
        throw new AssertionError("not promoted after 200 turns");
    }

    private void turns(int count) {
        for (int i = 0; i < count; i++) {
            turns.take();
            clock.advance(Duration.ofSeconds(1));
        }
    }

    private void pushed(Workspace workspace, String tag, TestImage image) {
        staging.push(workspace.staging(), image, tag);
        registry.staged(workspace.staging(), Tag.of(tag), image.digest());
        image.everyManifest()
                .forEach(part -> scanner.says(part.digest(), new ScanLook.Complete(clock.instant(), List.of())));
    }

    private void open(Workspace workspace) {
        transaction.executeWithoutResult(status -> events.publishEvent(new PushSessionOpened(
                PushSessionId.random(), workspace.id(), clock.instant().plus(Duration.ofHours(1)))));
    }

    private int promotedOf(Workspace workspace) {
        return jdbc.sql("select count(*) from promotion where workspace_id = :workspace and state = 'promoted'")
                .param("workspace", workspace.id().value())
                .query(Integer.class)
                .single();
    }

    private void hang() {
        hanging.incrementAndGet();
        try {
            released.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            hanging.decrementAndGet();
        }
    }

    @TestConfiguration(proxyBeanMethods = false)
    static class Registry {

        @Bean
        @Primary
        FakeRegistry fakeRegistry() {
            return new FakeRegistry();
        }
    }
}
