package dev.berth.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testing.Browser;
import dev.berth.testing.Browser.Page;
import dev.berth.testing.SandboxTest;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

@SandboxTest
class AuditWebTests {

    private final Environment environment;
    private final AuditTrail trail;
    private final TransactionTemplate transaction;
    private final JdbcClient jdbc;
    private final WriteAnchors anchors;

    @Autowired
    AuditWebTests(
            Environment environment,
            AuditTrail trail,
            TransactionTemplate transaction,
            JdbcClient jdbc,
            WriteAnchors anchors) {
        this.environment = environment;
        this.trail = trail;
        this.transaction = transaction;
        this.jdbc = jdbc;
        this.anchors = anchors;
    }

    @Test
    void anAdminReadsWhatHappenedAndNarrowsItToOneSubject() {
        write("carol", "pass/web-1", "<b>for a first image</b>");
        write("alice", "session/web-1", "opened");

        Browser admin = Browser.signedInAs("dave", environment);
        Page page = admin.get("/admin/audit?subject=pass/web-1");

        assertThat(page.text()).contains("carol", "pass.issued", "pass/web-1", "<b>for a first image</b>");
        assertThat(page.body()).doesNotContain("<b>for").doesNotContain("session/web-1");
        assertThat(admin.get("/admin/audit?actor=alice&subject=session/web-1").text())
                .contains("opened");
    }

    @Test
    void moreThanOnePageLeadsToOlderEntriesAndBack() {
        for (int number = 0; number <= AuditPage.SIZE; number++) {
            write("carol", "many/" + number, "one of many");
        }

        Browser admin = Browser.signedInAs("dave", environment);
        Page newest = admin.get("/admin/audit?subject=many/");
        assertThat(newest.text()).contains("many/" + AuditPage.SIZE).doesNotContain("many/0 ");

        String older = newest.body().replaceAll("(?s).*href=\"([^\"]+)\" rel=\"next\".*", "$1");
        Page oldest = admin.get(older.replace("&amp;", "&"));
        assertThat(oldest.text()).contains("many/0 ").contains("Later").doesNotContain("Earlier");
    }

    @Test
    void checkingWhatIsNewIsOneClick() {
        write("carol", "pass/web-2", "checked");

        Page page = Browser.signedInAs("dave", environment).get("/admin/audit/check");

        assertThat(page.text()).contains("The chain is intact from entry");
    }

    @Test
    void invariant7_theSandboxKeepsAnchorsInItsBucketAndTheCheckComparesThem() {
        write("carol", "pass/web-6", "anchored");
        anchors.writeIfDue();

        Page page = Browser.signedInAs("dave", environment).get("/admin/audit/check");

        assertThat(page.text()).contains("in s3://berth-anchors/berth-anchors/ says the same");
        assertThat(page.text()).doesNotContain("Anchors are kept only in the database and the log");
    }

    @Test
    void invariant7_thePageNamesAnAnchorThatBerthDidNotSign() {
        Browser admin = Browser.signedInAs("dave", environment);
        assertThat(admin.get("/admin/audit").text()).doesNotContain("not signed with a key");
        Tampering.asOwner(jdbc, "insert into audit_anchor values (9223372036854775807, 'd', now(), 'd', 'd')");
        try {
            assertThat(admin.get("/admin/audit/check").text())
                    .contains("an anchor of entry 9,223,372,036,854,775,807 that is not signed with a key");
        } finally {
            Tampering.asOwner(jdbc, "delete from audit_anchor where number = 9223372036854775807");
        }
    }

    @Test
    void theWholeChainIsCheckedByATaskWhoseProgressThePageShows() {
        write("carol", "pass/web-5", "checked, too");
        Browser admin = Browser.signedInAs("dave", environment);

        Page started = admin.submit("/admin/audit", "/admin/audit/check", Map.of());
        assertThat(started.address()).hasPath("/admin/audit").hasFragment("whole-check");
        assertThat(started.text()).contains("Started by dave").doesNotContain(" ,");
        Page finished = Awaitility.await("the end of the check")
                .atMost(Duration.ofMinutes(1))
                .until(
                        () -> admin.get("/admin/audit/check/progress"),
                        page -> !page.body().contains("data-live"));

        assertThat(finished.text()).contains("Finished", "The chain is intact from entry 1 to entry");
        assertThat(admin.get("/admin/audit?subject=check/").text()).contains("check.started", "check.finished");
    }

    @Test
    void anEntryThatWasMadeUnreadableIsShownAsItIsAndFoundByTheCheck() {
        write("carol", "pass/web-3", "soon unreadable");
        String change = "update audit_entry set details = '%s' where subject = 'pass/web-3'";
        Tampering.asOwner(jdbc, change.formatted("<not json>"));
        try {
            Browser admin = Browser.signedInAs("dave", environment);

            assertThat(admin.get("/admin/audit/check").text()).contains("does not say what it said");
            assertThat(admin.get("/admin/audit?subject=pass/web-3").text()).contains("<not json>");
        } finally {
            Tampering.asOwner(jdbc, change.formatted("{\"reason\":\"soon unreadable\"}"));
        }
    }

    @Test
    void aFilterWithWhatNoEntryCanHoldIsNoFault() {
        write("carol", "pass/web-4", "found");

        Page page = Browser.signedInAs("dave", environment).get("/admin/audit?actor=ca%00rol&subject=pass/web-4%07");

        assertThat(page.text()).contains("found");
    }

    private void write(String actor, String subject, String reason) {
        transaction.executeWithoutResult(
                status -> trail.record(new Actor(actor), "pass.issued", subject, Map.of("reason", reason)));
    }
}
