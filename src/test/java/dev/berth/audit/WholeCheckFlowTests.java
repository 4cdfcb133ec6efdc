package dev.berth.audit;

import static dev.berth.audit.AuditFixtures.KEY;
import static dev.berth.audit.AuditFixtures.keys;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.audit.Finding.Broken;
import dev.berth.audit.Finding.Intact;
import dev.berth.identity.People;
import dev.berth.identity.Person;
import dev.berth.identity.Role;
import dev.berth.testing.FlowTest;
import dev.berth.testing.MutableClock;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

@FlowTest
class WholeCheckFlowTests {

    private static final int ENTRIES = 2 * AuditChain.ENTRIES + 100;
    private static final Person DAVE = dave();

    private final CheckWholeChain whole;
    private final WholeChecks checks;
    private final AuditLog log;
    private final JdbcClient jdbc;
    private final JdbcTemplate template;
    private final MutableClock clock;

    @Autowired
    WholeCheckFlowTests(
            CheckWholeChain whole,
            WholeChecks checks,
            AuditLog log,
            JdbcClient jdbc,
            JdbcTemplate template,
            MutableClock clock) {
        this.whole = whole;
        this.checks = checks;
        this.log = log;
        this.jdbc = jdbc;
        this.template = template;
        this.clock = clock;
    }

    /** More than two queries read. */
    @BeforeEach
    void manyEntries() {
        Tampering.empty(jdbc);
        AuditKeys keys = keys(KEY);
        Instant at = Instant.parse("2026-01-01T00:00:00Z");
        String previous = AuditTrail.GENESIS;
        List<Object[]> rows = new ArrayList<>();
        for (long number = 1; number <= ENTRIES; number++) {
            Signature signature = keys.sign(
                    AuditKeys.Kind.ENTRY, number, at.toString(), "carol", "pass.issued", "pass/1", "{}", previous);
            rows.add(new Object[] {number, Timestamp.from(at), previous, signature.value(), signature.keyId()});
            previous = signature.value();
        }
        template.batchUpdate("""
                insert into audit_entry (number, at, actor, action, subject, details, previous_hash, hash, key_id)
                values (?, ?, 'carol', 'pass.issued', 'pass/1', '{}', ?, ?, ?)""", rows);
    }

    @Test
    void invariant5_oneIsRunningHoweverOftenItIsStarted() {
        whole.start(DAVE);
        whole.start(DAVE);

        assertThat(count("audit_check")).isOne();
        assertThat(jdbc.sql("select count(*) from scheduled_tasks where task_name = 'audit-check'")
                        .query(Integer.class)
                        .single())
                .isOne();
    }

    @Test
    void invariant5_aCheckThatWasKilledGoesOnWhereItWas() {
        WholeCheck started = started();
        assertThat(whole.run(started.id(), stopAfter(2))).isFalse();
        assertThat(current().position().number()).isEqualTo(2L * AuditChain.ENTRIES);
        assertThat(current().percent()).isEqualTo(97);
        // What was read is not read again; the next check finds it.
        Tampering.asOwner(jdbc, "update audit_entry set actor = 'dave' where number = 5");

        assertThat(whole.run(started.id(), () -> false)).isTrue();
        assertThat(current().finding()).isInstanceOfSatisfying(Intact.class, intact -> {
            assertThat(intact.from()).isEqualTo(1);
            assertThat(intact.to()).isEqualTo(ENTRIES + 1L);
        });

        clock.advance(Duration.ofSeconds(1));
        assertThat(whole.run(started().id(), () -> false)).isTrue();
        assertThat(current().finding()).isEqualTo(Broken.at(5, Flaw.REWRITTEN));
    }

    @Test
    void invariant7_theStartAndTheEndOfACheckAreAudited() {
        WholeCheck started = started();
        whole.run(started.id(), () -> false);
        whole.run(started.id(), () -> false);

        assertThat(log.page(AuditLog.Filter.subject("check/" + started.id()), 10)
                        .entries())
                .extracting(AuditEntry::action)
                .containsExactly("check.finished", "check.started");
    }

    @Test
    void invariant7_whoeverMovesACheckPastWhatTheyChangedIsFoundAllTheSame() {
        WholeCheck started = started();
        Tampering.asOwner(
                jdbc,
                "update audit_entry set actor = 'dave' where number = 5",
                "update audit_check set number = 4000, keyed = true,"
                        + " hash = (select hash from audit_entry where number = 4000)");

        whole.run(started.id(), () -> false);

        assertThat(current().finding()).isEqualTo(Broken.at(5, Flaw.REWRITTEN));
    }

    @Test
    void invariant7_aFindingThatSomebodyMadeUpIsNotShown() {
        Tampering.asOwner(jdbc, "update audit_entry set actor = 'dave' where number = 5");
        whole.run(started().id(), () -> false);
        jdbc.sql("update audit_check set state = 'intact', finding = :made")
                .param("made", "{\"first\":1,\"last\":9,\"tip\":\"aa\"}")
                .update();

        assertThat(current().isForged()).isTrue();
        assertThat(current().finding()).isNull();
    }

    private WholeCheck started() {
        whole.start(DAVE);
        return current();
    }

    private WholeCheck current() {
        return checks.latest().orElseThrow();
    }

    private static BooleanSupplier stopAfter(int segments) {
        AtomicInteger left = new AtomicInteger(segments);
        return () -> left.getAndDecrement() <= 0;
    }

    private int count(String table) {
        return jdbc.sql("select count(*) from " + table).query(Integer.class).single();
    }

    private static Person dave() {
        return People.person("dave", Role.ADMIN);
    }
}
