package dev.berth.credentials;

import static dev.berth.credentials.PassForms.fields;
import static dev.berth.credentials.PassForms.issue;
import static dev.berth.credentials.PassForms.issued;
import static dev.berth.credentials.PassForms.prepared;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testing.Browser;
import dev.berth.testing.Browser.Page;
import dev.berth.testing.SandboxTest;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;

@SandboxTest
@Import(FakeCloud.InPlace.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IssuePassWebTests {

    @Autowired
    Environment environment;

    @Autowired
    FakeCloud cloud;

    @Autowired
    JdbcClient jdbc;

    private final Map<String, Browser> signedIn = new HashMap<>();

    @BeforeEach
    void theCloudIsWell() {
        cloud.reset();
    }

    @Test
    void aRepositoryThatCannotBePreparedLeavesAPassThatCanBeTriedAgain() {
        Browser carol = signedIn("carol");
        cloud.failing = true;
        Page blocked = issued(carol, Map.of());
        assertThat(blocked.text())
                .contains("The staging repository could not be prepared.", "Not prepared", "Try again");
        assertThat(blocked.body()).contains("data-live=\"" + blocked.address().getPath() + "\"");

        cloud.failing = false;
        Page again = prepared(blocked.submit(blocked.address().getPath() + "/preparation", Map.of()));

        assertThat(again.text()).contains("Active").doesNotContain("Try again");
        assertThat(again.body()).doesNotContain("data-live");
    }

    @Test
    void invariant5_theFormSentTwiceIssuesOnePass() {
        Page form = signedIn("carol").get("/staff/passes/new");
        Page issued = form.submit("/staff/passes", fields(Map.of()));
        long passes = count("pass");

        Page again = form.submit("/staff/passes", fields(Map.of()));

        assertThat(again.address()).isEqualTo(issued.address());
        assertThat(count("pass")).isEqualTo(passes);
    }

    @Test
    void theFormSentAgainWithOtherWordsAsksBeforeItIssuesAnotherPass() {
        Page form = signedIn("carol").get("/staff/passes/new");
        Page issued = form.submit("/staff/passes", fields(Map.of()));
        long passes = count("pass");

        Page refused = form.submit("/staff/passes", fields(Map.of("username", "xenia")));

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.text()).contains("This form has already issued a pass for alice.");
        assertThat(count("pass")).isEqualTo(passes);

        Page another = refused.submit("/staff/passes", Map.of());
        assertThat(another.text()).contains("Pass for xenia");
        assertThat(another.address()).isNotEqualTo(issued.address());
    }

    @Test
    void anAddressThatReplacesAnotherIsSaidOnThePass() {
        Browser carol = signedIn("carol");
        issue(carol, Map.of("username", "yusuf", "email", "yusuf@example.org"));

        Page readdressed = issue(carol, Map.of("username", "yusuf", "email", "yusut@example.org"));

        assertThat(readdressed.text())
                .contains("The researcher’s e-mail address is now yusut@example.org; it was yusuf@example.org.");
        assertThat(carol.get(readdressed.address().getPath()).text()).doesNotContain("it was yusuf@example.org");
    }

    @Test
    void theFormStartsWithThreeSessionsOfAnHourWithinAWeek() {
        Page form = signedIn("carol").get("/staff/passes/new");

        assertThat(form.form("/staff/passes"))
                .containsEntry("sessions", "3")
                .containsEntry("sessionMinutes", "60")
                .containsEntry(
                        "validUntil", LocalDate.now(ZoneOffset.UTC).plusDays(7).toString());
        assertThat(form.text()).contains("From 15 to 720.", "1 to 20.");
    }

    @ParameterizedTest
    @CsvSource({
        "sessionMinutes, 15, 15 minutes",
        "sessionMinutes, 720, 720 minutes",
        "sessions, 1, 0 of 1",
        "sessions, 20, 0 of 20"
    })
    void theLeastAndTheMostAreTaken(String field, String typed, String shown) {
        assertThat(issue(signedIn("carol"), Map.of(field, typed)).text()).contains("Pass for alice", shown);
    }

    @ParameterizedTest
    @CsvSource({
        "username, '', Enter the username",
        "username, -alice, a username starts with",
        "username, Alice, a username starts with",
        "email, alice, An e-mail address looks like",
        "reason, ' ', Say why",
        "sessions, 0, Enter a number of sessions from 1 to 20.",
        "sessions, 21, Enter a number of sessions from 1 to 20.",
        "sessions, 3x, Enter a number of sessions from 1 to 20.",
        "sessionMinutes, 14, Enter a number of minutes from 15 to 720.",
        "sessionMinutes, 721, Enter a number of minutes from 15 to 720.",
        "validUntil, 2020-01-01, Enter a date from today",
        "validUntil, 2999-01-01, Enter a date from today",
        "validUntil, tomorrow, Enter a date from today"
    })
    void eachFieldThatIsRefusedSaysWhyAndKeepsWhatWasTyped(String field, String typed, String sentence) {
        long passes = count("pass");
        long workspaces = count("workspace");

        Page refused = issue(signedIn("carol"), with(Map.of("username", "zora"), field, typed));

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.body()).contains("id=\"" + field + "-error\"");
        assertThat(refused.text()).contains(sentence);
        assertThat(refused.form("/staff/passes")).containsEntry(field, typed);
        assertThat(count("pass")).isEqualTo(passes);
        assertThat(count("workspace")).isEqualTo(workspaces);
    }

    @ParameterizedTest
    @CsvSource({"username, 0", "email, 0", "reason, 0", "reason, 27", "email, 8238", "reason, 8238"})
    void whatCannotBeSeenIsRefusedAtItsField(String field, int character) {
        Page refused = issue(
                signedIn("carol"),
                Map.of(field, "al" + (char) character + (field.equals("email") ? "@example.org" : "ice")));

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.body()).contains("id=\"" + field + "-error\"");
    }

    @Test
    void aReasonMayHaveLinesAndNothingThatCannotBeSeen() {
        Browser carol = signedIn("carol");
        Page issued = issue(carol, Map.of("reason", "The cohort study\r\nfirst images"));
        String page = issued.address().getPath();
        assertThat(issued.text()).contains("The cohort study first images");

        Page refused = carol.submit(page, page + "/revocation", Map.of("reason", "Left\0"));

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.text()).contains("Take out what cannot be seen");
        assertThat(carol.get(page).text()).doesNotContain("by carol: Left");
    }

    @Test
    void invariant9_aSecondSpellingIsRefusedAtTheField() {
        Browser carol = signedIn("carol");
        issue(carol, Map.of("username", "vIkram"));

        Page refused = issue(carol, Map.of("username", "vikRam"));

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.text()).contains("This researcher is already here as “vIkram”.");
    }

    @Test
    void theListIsFoundThroughAndGoesOn() {
        Browser carol = signedIn("carol");
        for (int i = 0; i <= PassListing.SIZE; i++) {
            issue(carol, Map.of("username", "wanda", "email", "wanda@example.org"));
        }

        Page first = carol.get("/staff/passes?text=WANDA");
        assertThat(first.body().split("/staff/passes/[0-9a-f-]{36}", -1)).hasSize(PassListing.SIZE + 1);
        Page second = carol.get(href(first, "next"));
        assertThat(second.body().split("/staff/passes/[0-9a-f-]{36}", -1)).hasSize(2);
        assertThat(second.body()).contains("rel=\"prev\"").doesNotContain("rel=\"next\"");
        issue(carol, Map.of("username", "wanda", "email", "wanda@example.org"));
        assertThat(carol.get(href(first, "next")).body())
                .as("what comes moves no page")
                .contains(idIn(second));
        assertThat(carol.get("/staff/passes?before=nothing").status()).isEqualTo(400);
        assertThat(carol.get("/staff/passes?before=1.a&after=1.a").status()).isEqualTo(400);
        assertThat(carol.get("/staff/passes?text=%25").text()).contains("No pass matches");
        assertThat(carol.get("/staff/passes?text=wa%00nda").text()).contains("wanda@example.org");
        assertThat(carol.get("/staff/passes?text=%00").status()).isEqualTo(200);
    }

    private Browser signedIn(String persona) {
        return signedIn.computeIfAbsent(persona, it -> Browser.signedInAs(it, environment));
    }

    private long count(String table) {
        return jdbc.sql("select count(*) from " + table).query(Long.class).single();
    }

    private static Map<String, String> with(Map<String, String> fields, String field, String typed) {
        Map<String, String> all = new HashMap<>(fields);
        all.put(field, typed);
        return all;
    }

    private static String idIn(Page list) {
        Matcher pass = Pattern.compile("/staff/passes/([0-9a-f-]{36})").matcher(list.body());
        assertThat(pass.find()).isTrue();
        return Objects.requireNonNull(pass.group(1));
    }

    private static String href(Page page, String rel) {
        Matcher link = Pattern.compile("href=\"([^\"]+)\" rel=\"" + rel + "\"").matcher(page.body());
        assertThat(link.find()).as(page.body()).isTrue();
        return Objects.requireNonNull(link.group(1)).replace("&amp;", "&");
    }
}
