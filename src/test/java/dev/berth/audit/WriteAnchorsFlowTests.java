package dev.berth.audit;

import static dev.berth.audit.AuditFixtures.KEY;
import static dev.berth.audit.AuditFixtures.keys;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.testing.FlowTest;
import dev.berth.testing.MutableClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

@FlowTest
@ExtendWith(OutputCaptureExtension.class)
class WriteAnchorsFlowTests {

    private final AuditTrail trail;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final MutableClock clock;
    private final AuditKeys keys = keys(KEY);

    @TempDir
    private Path folder;

    private Path file = Path.of("none");
    private AnchorFile anchors = new AnchorFile(file);

    @Autowired
    WriteAnchorsFlowTests(AuditTrail trail, JdbcClient jdbc, TransactionTemplate transaction, MutableClock clock) {
        this.trail = trail;
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.clock = clock;
    }

    @BeforeEach
    void anEmptyTrail() {
        Tampering.empty(jdbc);
        file = folder.resolve("anchors.jsonl");
        anchors = new AnchorFile(file);
    }

    @Test
    void anchorsAreWrittenAfterAWhileOrAfterManyEntriesAndNotWhereNothingIsNew(CapturedOutput output) {
        WriteAnchors write = writer(3, anchors);
        assertThat(write.writeIfDue()).isEmpty();

        write(1);
        assertThat(write.writeIfDue()).map(Anchor::number).contains(1L);
        assertThat(write.writeIfDue()).isEmpty();

        write(2);
        assertThat(write.writeIfDue()).isEmpty();
        clock.advance(Duration.ofMinutes(15));
        assertThat(write.writeIfDue()).map(Anchor::number).contains(3L);

        write(3);
        Anchor last = write.writeIfDue().orElseThrow();
        assertThat(last.number()).isEqualTo(6L);
        clock.advance(Duration.ofDays(1));
        assertThat(write.writeIfDue()).isEmpty();

        assertThat(anchors.after(0, 10)).extracting(Anchor::number).containsExactly(1L, 3L, 6L);
        assertThat(anchors.after(1, 1)).extracting(Anchor::number).containsExactly(3L);
        assertThat(output).contains(last.text());
    }

    @Test
    void theFileIsTheOwnersAloneAndALineThatACrashCutShortIsNoneAndSpoilsNone() throws IOException {
        WriteAnchors write = writer(1, anchors);
        write(1);
        write.writeIfDue();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");

        Files.writeString(file, "{\"number\":", StandardCharsets.UTF_8, StandardOpenOption.APPEND);
        write(1);
        write.writeIfDue();

        assertThat(anchors.after(0, 10)).extracting(Anchor::number).containsExactly(1L, 2L);
    }

    @Test
    void aLineOfTheFileThatIsNoAnchorIsPassedOver() throws IOException {
        WriteAnchors write = writer(1, anchors);
        write(1);
        String whole = write.writeIfDue().orElseThrow().text();
        Files.write(
                file,
                List.of(
                        "null",
                        "[]",
                        "{}",
                        whole.replaceAll("\"signature\":\"[^\"]*\"", "\"signature\":null"),
                        whole.replaceAll("\"hash\":\"[^\"]*\",", ""),
                        whole.replace("\"number\":1", "\"number\":99999999999999999999"),
                        whole.replaceAll("\"at\":\"[^\"]*\"", "\"at\":\"+9999999999-01-01T00:00:00Z\"")),
                StandardOpenOption.APPEND);

        assertThat(anchors.after(0, 10)).extracting(Anchor::number).containsExactly(1L);
        assertThat(AuditFixtures.chain(jdbc, keys, anchors).check()).isInstanceOf(Finding.Intact.class);
    }

    @Test
    void invariant7_noAnchorIsWrittenOfAChainThatIsBroken(CapturedOutput output) {
        WriteAnchors write = writer(1, anchors);
        write(3);
        write.writeIfDue();

        Tampering.asOwner(jdbc, "delete from audit_entry where number > 1", "delete from audit_anchor");
        assertThat(write.writeIfDue()).isEmpty();
        // What is written at another time is another entry, whatever it says.
        clock.advance(Duration.ofSeconds(1));
        write(5);
        assertThat(write.writeIfDue()).isEmpty();

        assertThat(anchors.after(0, 10)).hasSize(1);
        assertThat(output).contains("The audit chain is broken");
    }

    @Test
    void invariant7_anAnchorThatSomebodyElsePutLastMakesNoneDueAndTheLogNamesIt(CapturedOutput output) {
        WriteAnchors write = writer(3, anchors);
        write(3);
        write.writeIfDue();

        Tampering.asOwner(jdbc, "insert into audit_anchor values (9223372036854775807, 'd', now(), 'd', 'd')");

        assertThat(write.writeIfDue()).isEmpty();
        assertThat(output)
                .contains("of entry 9223372036854775807, is not signed", "the last one that is signed is of entry 3");
    }

    @Test
    void whereAnAnchorWasNotKeptOutsideItIsDueAgain() {
        write(1);
        AnchorFile nowhere = new AnchorFile(folder.resolve("no/such/folder"));

        assertThatThrownBy(() -> writer(1, nowhere, anchors).writeIfDue()).isInstanceOf(AnchorsUnavailable.class);

        assertThat(anchors.after(0, 10)).hasSize(1);
        assertThat(writer(1, anchors).writeIfDue()).isPresent();
    }

    private WriteAnchors writer(int after, AnchorStore... outside) {
        AuditSettings settings =
                new AuditSettings(AuditKey.of(KEY), List.of(), false, Duration.ofMinutes(15), after, null);
        return new WriteAnchors(
                AuditFixtures.chain(jdbc, keys, outside), new Anchors(jdbc, keys), List.of(outside), settings, clock);
    }

    private void write(int entries) {
        for (int i = 0; i < entries; i++) {
            transaction.executeWithoutResult(
                    status -> trail.record(new Actor("carol"), "pass.issued", "pass/1", Map.of()));
        }
    }
}
