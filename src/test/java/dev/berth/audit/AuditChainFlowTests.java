package dev.berth.audit;

import static dev.berth.audit.AuditFixtures.KEY;
import static dev.berth.audit.AuditFixtures.OTHER_KEY;
import static dev.berth.audit.AuditFixtures.chain;
import static dev.berth.audit.AuditFixtures.entries;
import static dev.berth.audit.AuditFixtures.keys;
import static dev.berth.audit.AuditFixtures.whole;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.audit.Anchors.Newest;
import dev.berth.audit.AuditKeys.Kind;
import dev.berth.audit.Finding.Broken;
import dev.berth.audit.Finding.Intact;
import dev.berth.audit.Finding.Proof;
import dev.berth.audit.Finding.Unproven;
import dev.berth.testing.FlowTest;
import dev.berth.testing.MutableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Invariant 7 against somebody who owns the database, has every right there, and has no key. */
@FlowTest
class AuditChainFlowTests {

    private final AuditTrail trail;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final MutableClock clock;
    private final AuditKeys keys = keys(KEY);

    @TempDir
    private Path folder;

    private AnchorFile file = new AnchorFile(Path.of("none"));
    private AuditChain chain;

    @Autowired
    AuditChainFlowTests(AuditTrail trail, JdbcClient jdbc, TransactionTemplate transaction, MutableClock clock) {
        this.trail = trail;
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.clock = clock;
        this.chain = chain(jdbc, keys);
    }

    /** Eight entries, with anchors of the fourth and the eighth, in the database and in a file. */
    @BeforeEach
    void eightEntriesAndTwoAnchors() throws IOException {
        Tampering.empty(jdbc);
        Path anchors = folder.resolve("anchors.jsonl");
        Files.deleteIfExists(anchors);
        file = new AnchorFile(anchors);
        chain = chain(jdbc, keys, file);
        write(4);
        anchor();
        write(4);
        anchor();
        clock.advance(Duration.ofMinutes(1));
    }

    private record Attack(String name, Runnable change, long first, long last, Flaw flaw, boolean proven) {}

    @TestFactory
    Stream<DynamicTest> invariant7_theFirstEntryThatIsWrongOrMissingIsNamed() {
        String forgetAnchors = "delete from audit_anchor";
        return Stream.of(
                        sql(
                                "an actor is changed",
                                3,
                                3,
                                Flaw.REWRITTEN,
                                "update audit_entry set actor = 'dave' where number = 3"),
                        sql(
                                "an action is changed",
                                3,
                                3,
                                Flaw.REWRITTEN,
                                "update audit_entry set action = 'x.y' where number = 3"),
                        sql(
                                "a subject is changed",
                                3,
                                3,
                                Flaw.REWRITTEN,
                                "update audit_entry set subject = 'p/9' where number = 3"),
                        sql(
                                "details are changed",
                                3,
                                3,
                                Flaw.REWRITTEN,
                                "update audit_entry set details = '{}' where number = 3"),
                        sql(
                                "a time is changed",
                                3,
                                3,
                                Flaw.REWRITTEN,
                                "update audit_entry set at = at + interval '1 microsecond' where number = 3"),
                        sql(
                                "a hash is changed",
                                3,
                                3,
                                Flaw.REWRITTEN,
                                "update audit_entry set hash = repeat('a', 64) where number = 3"),
                        sql(
                                "what it follows is changed",
                                3,
                                3,
                                Flaw.DISPLACED,
                                "update audit_entry set previous_hash = repeat('b', 64) where number = 3"),
                        sql(
                                "a key is named that nobody has",
                                3,
                                3,
                                Flaw.UNKNOWN_KEY,
                                "update audit_entry set key_id = 'cafecafe' where number = 3"),
                        new Attack(
                                "one is rewritten, and all hashes after it by another key that passes for this one",
                                () -> rewriteFrom(3, entry -> signed(entry, keys(OTHER_KEY), keyId(keys))),
                                3,
                                3,
                                Flaw.REWRITTEN,
                                false),
                        new Attack(
                                "one is rewritten, and all hashes after it by another key",
                                () -> rewriteFrom(3, entry -> signed(entry, keys(OTHER_KEY), keyId(keys(OTHER_KEY)))),
                                3,
                                3,
                                Flaw.UNKNOWN_KEY,
                                false),
                        new Attack(
                                "one is rewritten, and it and all after it pass for entries from before the key",
                                () -> rewriteFrom(3, AuditChainFlowTests::unkeyed),
                                3,
                                3,
                                Flaw.REWRITTEN,
                                false),
                        new Attack(
                                "all pass for entries from before the key",
                                () -> rewriteFrom(1, AuditChainFlowTests::unkeyed),
                                1,
                                4,
                                Flaw.REPLACED,
                                true),
                        sql(
                                "two are reordered",
                                2,
                                2,
                                Flaw.DISPLACED,
                                "update audit_entry set number = 99 where number = 2",
                                "update audit_entry set number = 2 where number = 3",
                                "update audit_entry set number = 3 where number = 99"),
                        sql(
                                "two in the middle are deleted",
                                3,
                                4,
                                Flaw.MISSING,
                                "delete from audit_entry where number in (3, 4)"),
                        sql(
                                "the first ones are deleted",
                                1,
                                2,
                                Flaw.MISSING,
                                "delete from audit_entry where number in (1, 2)"),
                        sql(
                                "one is deleted and the others are numbered anew",
                                3,
                                3,
                                Flaw.DISPLACED,
                                "delete from audit_entry where number = 3",
                                "update audit_entry set number = number + 100 where number > 3",
                                "update audit_entry set number = number - 101 where number > 3"),
                        sql(
                                "one is inserted",
                                3,
                                3,
                                Flaw.REWRITTEN,
                                "update audit_entry set number = number + 100 where number > 2",
                                "update audit_entry set number = number - 99 where number > 2",
                                "update audit_entry set previous_hash = repeat('c', 64) where number = 4",
                                "insert into audit_entry select 3, at, actor, action, 'pass/77', details, hash, repeat('c', 64), key_id"
                                        + " from audit_entry where number = 2"),
                        proven(
                                "the end is cut off",
                                7,
                                8,
                                Flaw.MISSING,
                                forgetAnchors,
                                "delete from audit_entry where number > 6"),
                        proven(
                                "one at the end is cut off",
                                8,
                                8,
                                Flaw.MISSING,
                                forgetAnchors,
                                "delete from audit_entry where number = 8"),
                        proven("the table is emptied", 1, 8, Flaw.MISSING, forgetAnchors, "truncate audit_entry"),
                        proven(
                                "an older copy is put back",
                                6,
                                8,
                                Flaw.MISSING,
                                "delete from audit_anchor where number > 5",
                                "delete from audit_entry where number > 5"),
                        provenBy("an older copy is put back and goes on", 6, 6, Flaw.REPLACED, () -> {
                            Tampering.asOwner(
                                    jdbc,
                                    "delete from audit_anchor where number > 5",
                                    "delete from audit_entry where number > 5");
                            write(6);
                        }),
                        provenBy("an older copy is put back and has not yet come as far", 6, 6, Flaw.REPLACED, () -> {
                            Tampering.asOwner(
                                    jdbc,
                                    "delete from audit_anchor where number > 5",
                                    "delete from audit_entry where number > 5");
                            write(1);
                        }),
                        provenBy("the table is emptied and goes on", 1, 1, Flaw.REPLACED, () -> {
                            Tampering.empty(jdbc);
                            write(9);
                        }))
                .map(attack -> DynamicTest.dynamicTest(attack.name(), () -> {
                    eightEntriesAndTwoAnchors();
                    assertThat(whole(chain)).isInstanceOf(Intact.class);

                    attack.change().run();

                    assertThat(whole(chain)).isInstanceOfSatisfying(Broken.class, broken -> {
                        assertThat(List.of(broken.first(), broken.last(), broken.flaw()))
                                .isEqualTo(List.of(attack.first(), attack.last(), attack.flaw()));
                        if (attack.proven()) {
                            assertThat(broken.proof().map(Proof::store)).contains(file.name());
                            assertThat(broken.proof().map(Proof::outside)).contains(true);
                        }
                    });
                }));
    }

    @Test
    void invariant7_anUntouchedChainIsIntactAndItsLastAnchorSaysSo() {
        assertThat(whole(chain)).isInstanceOfSatisfying(Intact.class, intact -> {
            assertThat(intact.from()).isEqualTo(1);
            assertThat(intact.to()).isEqualTo(8);
            assertThat(intact.tip()).isEqualTo(entries(jdbc).getLast().hash());
            assertThat(intact.proof().map(Proof::store)).contains(file.name());
            assertThat(intact.proof().map(Proof::number)).contains(8L);
        });
    }

    @Test
    void invariant7_aChainWithoutKeysIsBrokenWithoutAnchorsToo() {
        rewriteFrom(1, AuditChainFlowTests::unkeyed);

        assertThat(whole(chain(jdbc, keys))).isEqualTo(new Broken(1, 8, Flaw.UNSEALED, Optional.empty()));
    }

    @Test
    void invariant7_anEmptyTrailIsIntact() throws IOException {
        Tampering.empty(jdbc);
        Files.delete(Path.of(file.name()));

        assertThat(whole(chain)).isEqualTo(new Intact(1, 0, AuditTrail.GENESIS, Optional.empty()));
        assertThat(chain.check()).isEqualTo(new Intact(1, 0, AuditTrail.GENESIS, Optional.empty()));
    }

    @Test
    void theCheckInARequestBeginsAtTheLastAnchorAndFindsWhatIsWrongAfterIt() {
        write(3);
        assertThat(chain.check()).isInstanceOfSatisfying(Intact.class, intact -> {
            assertThat(intact.from()).isEqualTo(8);
            assertThat(intact.to()).isEqualTo(11);
        });

        Tampering.asOwner(jdbc, "update audit_entry set actor = 'dave' where number = 10");

        assertThat(chain.check()).isEqualTo(Broken.at(10, Flaw.REWRITTEN));
    }

    @Test
    void theCheckInARequestFindsThatTheEndIsGoneWithAndWithoutTheDatabasesAnchors() {
        Tampering.asOwner(jdbc, "delete from audit_entry where number > 6");
        assertThat(chain.check()).isInstanceOfSatisfying(Broken.class, this::sevenIsMissing);

        Tampering.asOwner(jdbc, "delete from audit_anchor");
        assertThat(chain.check()).isInstanceOfSatisfying(Broken.class, this::sevenIsMissing);
    }

    private void sevenIsMissing(Broken broken) {
        assertThat(broken.first()).isEqualTo(7);
        assertThat(broken.flaw()).isEqualTo(Flaw.MISSING);
    }

    @Test
    void aTableOfUnsignedAnchorsProvesNothing() {
        Tampering.asOwner(jdbc, "update audit_anchor set hash = repeat('d', 64), signature = repeat('d', 64)");

        assertThat(whole(chain)).isInstanceOf(Intact.class);
        assertThat(chain.check())
                .isInstanceOfSatisfying(
                        Intact.class, intact -> assertThat(intact.from()).isEqualTo(1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "values (9223372036854775807, repeat('d', 64), now(), '%s', repeat('d', 64))",
                "values (9, repeat('d', 64), 'infinity'::timestamptz, 'cafe0123', '')",
                "select 9223372036854775807 - n, 'd', now(), '%s', 'd' from generate_series(0, 400) n"
            })
    void invariant7_anchorsThatSomebodyElsePutLastHideNoSignedOne(String forged) {
        String keyId = AuditKey.of(KEY).id();
        Tampering.asOwner(jdbc, "insert into audit_anchor " + forged.formatted(keyId));
        write(3);

        assertThat(new Anchors(jdbc, keys).newest().signed().map(Anchor::number))
                .contains(8L);
        assertThat(chain.check()).isInstanceOfSatisfying(Intact.class, intact -> {
            assertThat(intact.from()).isEqualTo(8);
            assertThat(intact.to()).isEqualTo(11);
        });
    }

    @Test
    void invariant7_behindTooManyAnchorsOfSomebodyElseACheckBeginsAtTheFirstEntry() {
        Tampering.asOwner(jdbc, """
                insert into audit_anchor
                select 9223372036854775807 - n, 'd', now(), 'd', 'd' from generate_series(0, 1000) n""");

        assertThat(new Anchors(jdbc, keys).newest())
                .isEqualTo(new Newest(Optional.empty(), Optional.of(Long.MAX_VALUE)));
        assertThat(chain.check()).isInstanceOfSatisfying(Intact.class, intact -> {
            assertThat(intact.from()).isEqualTo(1);
            assertThat(intact.to()).isEqualTo(8);
        });
    }

    @Test
    void whereAnchorsOutsideCannotBeReadTheCheckSaysSo() {
        AnchorStore silent = new AnchorStore() {
            @Override
            public String name() {
                return "a bucket";
            }

            @Override
            public void keep(Anchor anchor) {
                throw new AnchorsUnavailable("The bucket does not answer.", null);
            }

            @Override
            public List<Anchor> after(long number, int atMost) {
                throw new AnchorsUnavailable("The bucket does not answer.", null);
            }
        };

        assertThat(chain(jdbc, keys, silent).check())
                .isInstanceOfSatisfying(
                        Unproven.class,
                        unproven -> assertThat(unproven.why()).isEqualTo("The bucket does not answer."));
    }

    @Test
    void aNewKeyGoesOnWhereTheOldOneEndsAndTheOldOneIsListedForTheCheck() {
        AuditTrail rotated = new AuditTrail(jdbc, keys(OTHER_KEY, KEY), event -> {}, clock);
        transaction.executeWithoutResult(
                status -> rotated.record(new Actor("carol"), "pass.issued", "pass/8", Map.of()));

        assertThat(whole(chain(jdbc, keys(OTHER_KEY, KEY), file))).isInstanceOf(Intact.class);
        assertThat(whole(chain(jdbc, keys(OTHER_KEY), file))).isEqualTo(Broken.at(1, Flaw.UNKNOWN_KEY));
        assertThat(whole(chain(jdbc, keys(KEY), file))).isEqualTo(Broken.at(9, Flaw.UNKNOWN_KEY));
    }

    private void write(int entries) {
        for (int i = 0; i < entries; i++) {
            transaction.executeWithoutResult(status ->
                    trail.record(new Actor("carol"), "pass.issued", "pass/1", Map.of("reason", "a first image")));
        }
    }

    private void anchor() {
        Anchors anchors = new Anchors(jdbc, keys);
        ChainedEntry last = entries(jdbc).getLast();
        Anchor anchor = anchors.sign(last.number(), last.hash(), clock.instant());
        anchors.keep(anchor);
        file.keep(anchor);
    }

    private Attack sql(String name, long first, long last, Flaw flaw, String... statements) {
        return new Attack(name, () -> Tampering.asOwner(jdbc, statements), first, last, flaw, false);
    }

    private Attack proven(String name, long first, long last, Flaw flaw, String... statements) {
        return new Attack(name, () -> Tampering.asOwner(jdbc, statements), first, last, flaw, true);
    }

    private static Attack provenBy(String name, long first, long last, Flaw flaw, Runnable change) {
        return new Attack(name, change, first, last, flaw, true);
    }

    /** Changes what this one says, and chains it and all after it anew. */
    private void rewriteFrom(long number, UnaryOperator<ChainedEntry> seal) {
        List<ChainedEntry> all = new ArrayList<>(entries(jdbc));
        String previous =
                number == 1 ? AuditTrail.GENESIS : all.get((int) number - 2).hash();
        Tampering.asOwner(
                jdbc,
                "alter table audit_entry drop constraint if exists audit_entry_keyed",
                "delete from audit_entry where number >= " + number,
                "delete from audit_anchor");
        for (ChainedEntry old : all.subList((int) number - 1, all.size())) {
            ChainedEntry forged = seal.apply(with(old, "dave", previous, old.hash(), old.keyId()));
            AuditFixtures.insert(jdbc, forged);
            previous = forged.hash();
        }
    }

    private static ChainedEntry signed(ChainedEntry entry, AuditKeys keys, String keyId) {
        Signature signature = keys.sign(
                Kind.ENTRY,
                entry.number(),
                entry.at().toString(),
                entry.actor(),
                entry.action(),
                entry.subject(),
                entry.details(),
                entry.previousHash());
        return with(entry, entry.actor(), entry.previousHash(), signature.value(), keyId);
    }

    private static ChainedEntry unkeyed(ChainedEntry entry) {
        return with(entry, entry.actor(), entry.previousHash(), entry.unkeyedHash(), null);
    }

    private static ChainedEntry with(
            ChainedEntry entry, String actor, String previous, String hash, @Nullable String keyId) {
        return new ChainedEntry(
                entry.number(),
                entry.at(),
                actor,
                entry.action(),
                entry.subject(),
                entry.details(),
                previous,
                hash,
                keyId);
    }

    private static String keyId(AuditKeys keys) {
        return keys.sign(Kind.CHECK, Instant.EPOCH.toString()).keyId();
    }
}
