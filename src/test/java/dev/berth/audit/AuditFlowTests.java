package dev.berth.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.testing.FlowTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.support.TransactionTemplate;

@FlowTest
class AuditFlowTests {

    private static final Actor CAROL = new Actor("carol");

    private final AuditTrail trail;
    private final AuditLog log;
    private final AuditChain chain;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;

    @Autowired
    AuditFlowTests(AuditTrail trail, AuditLog log, AuditChain chain, JdbcClient jdbc, TransactionTemplate transaction) {
        this.trail = trail;
        this.log = log;
        this.chain = chain;
        this.jdbc = jdbc;
        this.transaction = transaction;
    }

    @BeforeEach
    void fourEntries() {
        Tampering.empty(jdbc);
        for (String subject : List.of("pass/1", "pass/2", "session/1", "pass/1")) {
            write(CAROL, subject);
        }
    }

    @Test
    void invariant7_writersAtTheSameTimeKeepOneChain() throws Exception {
        int writers = 4;
        int each = 25;
        try (ExecutorService threads = Executors.newFixedThreadPool(writers)) {
            List<Future<?>> running = new ArrayList<>();
            for (int writer = 0; writer < writers; writer++) {
                Actor actor = new Actor("writer-" + writer);
                running.add(threads.submit(() ->
                        IntStream.range(0, each).forEach(number -> write(actor, "pass/" + actor.name() + number))));
            }
            for (Future<?> one : running) {
                one.get();
            }
        }

        assertThat(chain.check())
                .isInstanceOfSatisfying(
                        Finding.Intact.class, intact -> assertThat(intact.to()).isEqualTo(4 + writers * each));
    }

    @Test
    void invariant7_anEntryGoesWithTheChangeThatItIsAbout() {
        transaction.executeWithoutResult(status -> {
            trail.record(CAROL, "pass.issued", "pass/8", Map.of());
            status.setRollbackOnly();
        });

        assertThat(log.page(AuditLog.Filter.subject("pass/8"), 10).entries()).isEmpty();
        assertThat(chain.check()).isInstanceOf(Finding.Intact.class);
    }

    @Test
    void invariant7_aTransactionThatFailsAfterItsEntriesLeavesNeitherThemNorItsChange() {
        jdbc.sql("create table if not exists changed (what text)").update();

        assertThatThrownBy(() -> transaction.executeWithoutResult(status -> {
                    jdbc.sql("insert into changed values ('pass/8')").update();
                    trail.record(CAROL, "pass.issued", "pass/8", Map.of());
                    trail.record(new Actor("nul\u0000"), "pass.issued", "pass/8", Map.of());
                }))
                .isInstanceOf(DataAccessException.class);

        assertThat(log.page(AuditLog.Filter.subject("pass/8"), 10).entries()).isEmpty();
        assertThat(jdbc.sql("select count(*) from changed").query(Integer.class).single())
                .isZero();
    }

    @Test
    void theChainIsHeldForNoLongerThanTheWriting() throws Exception {
        CountDownLatch recorded = new CountDownLatch(1);
        CountDownLatch otherCommitted = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
            Future<?> slow = threads.submit(() -> transaction.executeWithoutResult(status -> {
                trail.record(CAROL, "pass.issued", "pass/slow", Map.of());
                recorded.countDown();
                assertThat(await(otherCommitted)).isTrue();
            }));
            assertThat(await(recorded)).isTrue();
            write(CAROL, "pass/quick");
            otherCommitted.countDown();
            slow.get();
        }

        assertThat(log.page(AuditLog.Filter.EVERYTHING, 2).entries())
                .extracting(AuditEntry::subject)
                .containsExactly("pass/slow", "pass/quick");
        assertThat(chain.check()).isInstanceOf(Finding.Intact.class);
    }

    @Test
    void invariant7_nothingIsWrittenWithoutATransaction() {
        Map<String, String> none = Map.of();

        assertThatThrownBy(() -> trail.record(CAROL, "pass.issued", "pass/8", none))
                .isInstanceOf(IllegalTransactionStateException.class);
    }

    @Test
    void pagesGoFromTheNewestToTheOldestAndNarrowByActorAndSubject() {
        write(new Actor("dave"), "image/1");

        AuditLog.Page first = log.page(AuditLog.Filter.EVERYTHING, 3);
        assertThat(first.entries()).extracting(AuditEntry::number).containsExactly(5L, 4L, 3L);
        AuditLog.Page second =
                log.page(new AuditLog.Filter("", "", first.older().orElseThrow()), 3);
        assertThat(second.entries()).extracting(AuditEntry::number).containsExactly(2L, 1L);
        assertThat(second.older()).isEmpty();

        assertThat(log.page(new AuditLog.Filter("dave", "", Long.MAX_VALUE), 3).entries())
                .extracting(AuditEntry::subject)
                .containsExactly("image/1");
        assertThat(log.page(AuditLog.Filter.subject("pass/1"), 3).entries()).hasSize(2);
        assertThat(log.page(AuditLog.Filter.subject("pass/"), 9).entries()).hasSize(3);
        assertThat(log.page(AuditLog.Filter.subject("pas"), 9).entries()).isEmpty();

        assertThat(log.page(new AuditLog.Filter("dave", "image/", Long.MAX_VALUE), 9)
                        .entries())
                .extracting(AuditEntry::subject)
                .containsExactly("image/1");
        assertThat(log.page(new AuditLog.Filter("carol", "image/", Long.MAX_VALUE), 9)
                        .entries())
                .isEmpty();
        assertThat(log.page(new AuditLog.Filter("carol", "pass/1", 4), 9).entries())
                .extracting(AuditEntry::number)
                .containsExactly(1L);
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void write(Actor actor, String subject) {
        transaction.executeWithoutResult(
                status -> trail.record(actor, "pass.issued", subject, Map.of("reason", "a first image")));
    }
}
