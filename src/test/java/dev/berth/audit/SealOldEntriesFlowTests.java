package dev.berth.audit;

import static dev.berth.audit.AuditFixtures.KEY;
import static dev.berth.audit.AuditFixtures.chain;
import static dev.berth.audit.AuditFixtures.entries;
import static dev.berth.audit.AuditFixtures.insert;
import static dev.berth.audit.AuditFixtures.keys;
import static dev.berth.audit.AuditFixtures.whole;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.audit.Finding.Broken;
import dev.berth.audit.Finding.Intact;
import dev.berth.testing.FlowTest;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** A trail from before there was a key. */
@FlowTest
@ExtendWith(OutputCaptureExtension.class)
class SealOldEntriesFlowTests {

    private final AuditTrail trail;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final AuditChain chain;

    @Autowired
    SealOldEntriesFlowTests(AuditTrail trail, JdbcClient jdbc, TransactionTemplate transaction) {
        this.trail = trail;
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.chain = chain(jdbc, keys(KEY));
    }

    @BeforeEach
    void threeOldEntries() {
        Tampering.empty(jdbc);
        jdbc.sql("alter table audit_entry drop constraint if exists audit_entry_keyed")
                .update();
        chainAnew("carol", "carol", "carol");
    }

    @AfterEach
    void asMigrated() {
        Tampering.empty(jdbc);
    }

    @Test
    void theStartStopsUntilTheConfigurationTakesThemAsTheyAre() {
        assertThatThrownBy(() -> seal(false).start())
                .isInstanceOf(UnsealedEntries.class)
                .hasMessageContaining("3 entries");
        assertThat(whole(chain)).isEqualTo(new Broken(1, 3, Flaw.UNSEALED, Optional.empty()));

        seal(true).start();
        seal(false).start();

        assertThat(whole(chain))
                .isInstanceOfSatisfying(
                        Intact.class, intact -> assertThat(intact.to()).isEqualTo(4));
        assertThat(entries(jdbc).getLast().action()).isEqualTo("audit.sealed");
    }

    @Test
    void invariant7_onceSealedNoOldEntryIsRewrittenEvenWithAllHashesAfterIt() {
        seal(true).start();
        write();

        Tampering.asOwner(jdbc, "delete from audit_entry where number <= 3");
        chainAnew("carol", "dave", "carol");

        assertThat(whole(chain)).isEqualTo(new Broken(1, 3, Flaw.REWRITTEN, Optional.empty()));
    }

    @Test
    void invariant7_anOldEntryThatWasNotChainedAnewIsNamed() {
        seal(true).start();

        Tampering.asOwner(jdbc, "update audit_entry set actor = 'dave' where number = 2");

        assertThat(whole(chain)).isEqualTo(Broken.at(2, Flaw.REWRITTEN));
    }

    @Test
    void invariant7_noOtherEntryThanTheSealSealsThem() {
        write();

        assertThat(whole(chain)).isEqualTo(new Broken(1, 3, Flaw.UNSEALED, Optional.empty()));
    }

    @Test
    void invariant7_whereAPlaceOutsideHasAnAnchorNothingIsSealed(@TempDir Path folder) {
        AnchorFile file = new AnchorFile(folder.resolve("anchors.jsonl"));
        file.keep(new Anchors(jdbc, keys(KEY)).sign(9, "d".repeat(64), Instant.parse("2026-01-02T00:00:00Z")));

        assertThatThrownBy(() -> seal(true, new AnchorFile(folder.resolve("empty")), file)
                        .start())
                .isInstanceOfSatisfying(
                        UnsealedEntries.class,
                        refusal -> assertThat(refusal.action()).contains("does not seal"))
                .hasMessageContaining(file.name() + " holds anchors");

        assertThat(entries(jdbc)).hasSize(3);
    }

    @Test
    void invariant7_whereAPlaceOutsideCannotBeReadNothingIsSealed(@TempDir Path folder) {
        assertThatThrownBy(() -> seal(true, new AnchorFile(folder)).start())
                .isInstanceOf(UnsealedEntries.class)
                .hasMessageContaining("cannot be read");

        assertThat(entries(jdbc)).hasSize(3);
    }

    @Test
    void whileTheSettingIsOnEachStartSaysSo(CapturedOutput output) {
        // The sandbox, whose setting stays on, lets it say so no more in this process.
        LoggingSystem.get(getClass().getClassLoader()).setLogLevel(SealOldEntries.class.getName(), LogLevel.WARN);
        seal(true).start();
        seal(false).start();
        seal(true).start();

        assertThat(output.toString().split("berth.audit.seal-old-entries is on", -1))
                .hasSize(3);
        assertThat(entries(jdbc)).hasSize(4);
    }

    private SealOldEntries seal(boolean sealOldEntries, AnchorStore... outside) {
        AuditSettings settings =
                new AuditSettings(AuditKey.of(KEY), List.of(), sealOldEntries, Duration.ofMinutes(15), 1_000, null);
        return new SealOldEntries(jdbc, trail, settings, List.of(outside), transaction);
    }

    private void write() {
        transaction.executeWithoutResult(status -> trail.record(new Actor("carol"), "pass.issued", "pass/9", Map.of()));
    }

    private void chainAnew(String... actors) {
        String previous = AuditTrail.GENESIS;
        for (int i = 0; i < actors.length; i++) {
            ChainedEntry bare = entry(i + 1, actors[i], previous, "");
            ChainedEntry whole = entry(i + 1, actors[i], previous, bare.unkeyedHash());
            insert(jdbc, whole);
            previous = whole.hash();
        }
    }

    private static ChainedEntry entry(long number, String actor, String previous, String hash) {
        return new ChainedEntry(
                number,
                Instant.parse("2026-01-01T00:00:00Z"),
                actor,
                "pass.issued",
                "pass/1",
                "{}",
                previous,
                hash,
                null);
    }
}
