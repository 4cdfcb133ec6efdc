package dev.berth.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testing.Browser;
import dev.berth.testing.Browser.Page;
import dev.berth.testing.SandboxTest;
import java.util.Map;
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

    @Autowired
    AuditWebTests(Environment environment, AuditTrail trail, TransactionTemplate transaction, JdbcClient jdbc) {
        this.environment = environment;
        this.trail = trail;
        this.transaction = transaction;
        this.jdbc = jdbc;
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
    void checkingTheChainIsOneClick() {
        write("carol", "pass/web-2", "checked");

        Page page = Browser.signedInAs("dave", environment).get("/admin/audit/check");

        assertThat(page.text()).contains("The chain is intact");
    }

    @Test
    void anEntryThatWasMadeUnreadableIsShownAsItIsBesideTheCheckThatFoundIt() {
        write("carol", "pass/web-3", "soon unreadable");
        jdbc.sql("update audit_entry set details = '<not json>' where subject = 'pass/web-3'")
                .update();
        try {
            Page page = Browser.signedInAs("dave", environment).get("/admin/audit/check");

            assertThat(page.text()).contains("does not say what it said").contains("<not json>");
        } finally {
            jdbc.sql("update audit_entry set details = '{\"reason\":\"soon unreadable\"}' where subject = 'pass/web-3'")
                    .update();
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
