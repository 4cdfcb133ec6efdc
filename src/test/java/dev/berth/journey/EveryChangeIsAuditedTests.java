package dev.berth.journey;

import static dev.berth.testing.ImageFixtures.aDebianImage;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.oci.RepositoryName;
import dev.berth.oci.Tag;
import dev.berth.testing.BerthProcess;
import dev.berth.testing.Browser;
import dev.berth.testing.Portal;
import dev.berth.testing.PortalsBesideSandbox;
import dev.berth.testing.PushKeys;
import dev.berth.testing.TestImage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Invariant 7, watched by the database itself: which change was committed without an audit entry of the same transaction. */
@Execution(ExecutionMode.CONCURRENT)
class EveryChangeIsAuditedTests {

    private static final RepositoryName STAGING = RepositoryName.of("nextflow-staging/alice");
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Each table that holds a state, and the columns that are it; with none, a row once written does not change. */
    private static final Map<String, List<String>> STATES = Map.ofEntries(
            entry("name_holding", List.of("until")),
            entry("workspace", List.of("email")),
            entry("pass", List.of("prepared_at", "problem", "revoked_at")),
            entry("push_session", List.of("state")),
            entry("staged_image", List.of()),
            entry("staged_tag", List.of("superseded_at", "deleted_at")),
            entry("platform_scan", List.of("outcome")),
            entry("verdict", List.of()),
            entry("review_decision", List.of()),
            entry("promotion", List.of("state")),
            entry("approved_image", List.of("replaced_at", "missing_since", "moved_to")));

    @TempDir
    private Path folder;

    @Test
    void invariant7_everyChangeOfStateHasAnEntryOfTheSameTransaction() {
        try (PortalsBesideSandbox house = PortalsBesideSandbox.in(folder);
                BerthProcess process = house.plan("one").start()) {
            watch(house.jdbc());
            Portal portal = Portal.at(process.port());

            String pass = portal.issuePass("alice");
            PushKeys keys = PushKeys.on(portal.openSession("alice", pass));
            TestImage outdated = push(house, keys, "v1", "zlib1g=1:1.2.11.dfsg-4");
            decide(portal, outdated, "approve");
            awaitPromoted(house.jdbc(), outdated);
            TestImage other = push(house, keys, "v2", "zlib1g=1:1.2.11.dfsg-3");
            decide(portal, other, "reject");
            awaitPromoted(house.jdbc(), push(house, keys, "v1", "bash=5.2.15-2+b7"));
            revoke(portal, pass, house.jdbc());

            assertThat(house.jdbc()
                            .sql("select distinct what from watched_change where not audited")
                            .query((row, number) -> row.getString(1))
                            .list())
                    .as("changes without an entry")
                    .isEmpty();
            assertThat(house.jdbc()
                            .sql("select distinct split_part(what, ' ', 1) from watched_change")
                            .query((row, number) -> row.getString(1))
                            .list())
                    .as("what was watched at all")
                    .containsExactlyInAnyOrderElementsOf(STATES.keySet());
        }
    }

    /** At the commit, when whatever the transaction writes is written. */
    private static void watch(JdbcClient jdbc) {
        jdbc.sql("create table watched_change (what text not null, audited boolean not null)")
                .update();
        jdbc.sql("""
                create function watch_change() returns trigger language plpgsql as $$
                begin
                    insert into watched_change values (tg_table_name || ' ' || tg_op, exists (
                        select 1 from audit_entry where xmin::text = pg_current_xact_id()::xid::text));
                    return null;
                end $$""").update();
        STATES.forEach((table, columns) -> {
            watch(jdbc, table, "insert or delete", "true");
            if (!columns.isEmpty()) {
                watch(
                        jdbc,
                        table,
                        "update",
                        columns.stream()
                                .map("old.%1$s is distinct from new.%1$s"::formatted)
                                .collect(Collectors.joining(" or ")));
            }
        });
    }

    private static void watch(JdbcClient jdbc, String table, String event, String when) {
        jdbc.sql("""
                create constraint trigger %s after %s on %s deferrable initially deferred
                for each row when (%s) execute function watch_change()""".formatted("watch_" + event.replace(' ', '_'), event, table, when))
                .update();
    }

    private static TestImage push(PortalsBesideSandbox house, PushKeys keys, String tag, String software) {
        TestImage image = aDebianImage(software);
        keys.pusher(house.sandbox()).push(STAGING, Tag.of(tag), image);
        return image;
    }

    private static void decide(Portal portal, TestImage image, String decision) {
        Browser.Page review = portal.awaitReview("dave", image.digest());
        review.submit(review.address().getPath(), Map.of("decision", decision, "reason", "As a test wants it"));
    }

    private static void awaitPromoted(JdbcClient jdbc, TestImage image) {
        Awaitility.await("the promotion of " + image.digest())
                .atMost(PATIENCE)
                .until(() -> jdbc.sql("select count(*) from promotion where digest = :digest and state = 'promoted'")
                                .param("digest", image.digest().value())
                                .query(Integer.class)
                                .single()
                        == 1);
    }

    private static void revoke(Portal portal, String pass, JdbcClient jdbc) {
        portal.as("carol")
                .submit(
                        "/staff/passes/" + pass,
                        "/staff/passes/" + pass + "/revocation",
                        Map.of("reason", "The work is done"));
        Awaitility.await("the cloud's refusal of the session")
                .atMost(PATIENCE)
                .until(() -> jdbc.sql("select count(*) from push_session where state = 'REVOKED'")
                                .query(Integer.class)
                                .single()
                        == 1);
    }
}
