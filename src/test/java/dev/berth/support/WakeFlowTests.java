package dev.berth.support;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import dev.berth.testing.FlowTest;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.TestPropertySource;
import org.springframework.transaction.support.TransactionTemplate;

/** The next poll is an hour away: whatever runs here was woken. */
@FlowTest
@Import(WakeFlowTests.Bells.class)
@TestPropertySource(properties = "db-scheduler.polling-interval=1h")
@DirtiesContext
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WakeFlowTests {

    static final TaskDescriptor<Void> BELL = TaskDescriptor.of("bell");
    static final TaskDescriptor<Void> AGAIN = TaskDescriptor.of("bell-again");
    static final TaskDescriptor<Void> CHAIN = TaskDescriptor.of("bell-chain");

    @Autowired
    Scheduler scheduler;

    @Autowired
    SchedulerClient client;

    @Autowired
    DueNow dueNow;

    @Autowired
    TransactionTemplate transaction;

    @Autowired
    BlockingQueue<String> rung;

    @BeforeAll
    void thePollThatTheStartMakesIsOver() throws InterruptedException {
        client.scheduleIfNotExists(BELL.instance("first").build(), Instant.now());
        scheduler.start();
        assertThat(next()).isEqualTo("first");
    }

    @Test
    void aTaskThatATransactionSchedulesRunsOnceItIsCommitted() throws InterruptedException {
        String id = UUID.randomUUID().toString();

        transaction.executeWithoutResult(
                status -> client.scheduleIfNotExists(BELL.instance(id).build(), Instant.now()));

        assertThat(next()).isEqualTo(id);
    }

    @Test
    void aTaskThatIsDueNowDoesNotWaitForThePoll() throws InterruptedException {
        String id = UUID.randomUUID().toString();
        client.scheduleIfNotExists(BELL.instance(id).build(), Instant.now().plus(Duration.ofDays(1)));

        transaction.executeWithoutResult(status -> dueNow.run(BELL, id));

        assertThat(next()).isEqualTo(id);
    }

    @Test
    void aTaskRunsWhenItIsDueAndNotAtThePollAfter() throws InterruptedException {
        String id = UUID.randomUUID().toString();

        transaction.executeWithoutResult(status -> client.scheduleIfNotExists(
                BELL.instance(id).build(), Instant.now().plusMillis(300)));

        assertThat(next()).isEqualTo(id);
    }

    @Test
    void aTaskThatPutsItselfOffInATransactionRunsAgainWhenItIsDue() throws InterruptedException {
        String id = UUID.randomUUID().toString();

        client.scheduleIfNotExists(AGAIN.instance(id).build(), Instant.now());

        assertThat(next()).isEqualTo(id);
        assertThat(next()).isEqualTo(id);
    }

    @Test
    void aTaskThatSchedulesAnotherWakesIt() throws InterruptedException {
        String id = UUID.randomUUID().toString();

        client.scheduleIfNotExists(CHAIN.instance(id).build(), Instant.now());

        assertThat(next()).isEqualTo(id);
    }

    private String next() throws InterruptedException {
        return String.valueOf(rung.poll(60, TimeUnit.SECONDS));
    }

    @TestConfiguration(proxyBeanMethods = false)
    static class Bells {

        @Bean
        BlockingQueue<String> rung() {
            return new LinkedBlockingQueue<>();
        }

        @Bean
        Task<Void> bell(BlockingQueue<String> rung) {
            return Tasks.oneTime(BELL).execute((instance, context) -> rung.add(instance.getId()));
        }

        @Bean
        Task<Void> bellAgain(BlockingQueue<String> rung, TransactionTemplate transaction) {
            return Tasks.custom(AGAIN).execute((instance, context) -> {
                rung.add(instance.getId());
                return (CompletionHandler<Void>) (complete, operations) ->
                        transaction.executeWithoutResult(status -> operations.reschedule(
                                complete,
                                complete.getExecution().lastSuccess == null
                                        ? Instant.now().plus(Duration.ofMillis(200))
                                        : Instant.now().plus(Duration.ofDays(1))));
            });
        }

        @Bean
        Task<Void> bellChain(SchedulerClient client, TransactionTemplate transaction) {
            return Tasks.oneTime(CHAIN)
                    .execute((instance, context) ->
                            transaction.executeWithoutResult(status -> client.scheduleIfNotExists(
                                    BELL.instance(instance.getId()).build(), Instant.now())));
        }
    }
}
