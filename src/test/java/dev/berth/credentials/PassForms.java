package dev.berth.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.testing.Browser;
import dev.berth.testing.Browser.Page;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;

/** What staff do at the form for a pass, in the tests of the pages. */
final class PassForms {

    private PassForms() {}

    /** Sends the form and waits until the pass is prepared, or cannot be. */
    static Page issued(Browser staff, Map<String, String> but) {
        return prepared(issue(staff, but));
    }

    static Page prepared(Page issued) {
        return await().atMost(Duration.ofSeconds(60))
                .until(
                        () -> issued.browser().get(issued.address().getPath()),
                        page -> !page.text().contains("Being prepared"));
    }

    static Page issue(Browser staff, Map<String, String> but) {
        return staff.submit("/staff/passes/new", "/staff/passes", fields(but));
    }

    static Map<String, String> fields(Map<String, String> but) {
        Map<String, String> fields = new HashMap<>(Map.of(
                "username", "alice",
                "email", "alice@example.org",
                "reason", "A workflow for the cohort study",
                "sessions", "3",
                "sessionMinutes", "60",
                "validUntil", LocalDate.now(ZoneOffset.UTC).plusDays(7).toString()));
        fields.putAll(but);
        return fields;
    }

    static String idOf(Page issued) {
        assertThat(issued.status()).as(issued.body()).isEqualTo(200);
        String path = issued.address().getPath();
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
