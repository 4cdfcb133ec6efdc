package dev.berth.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.testing.Browser;
import dev.berth.testing.Browser.Page;
import dev.berth.testing.SandboxTest;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

@SandboxTest
@Import(FakeCloud.InPlace.class)
@ExtendWith(OutputCaptureExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PassPagesWebTests {

    private static final Pattern SESSION = Pattern.compile("/my/sessions/([0-9a-f-]{36})");

    @Autowired
    Environment environment;

    @Autowired
    FakeCloud cloud;

    private final Map<String, Browser> signedIn = new HashMap<>();

    @BeforeEach
    void theCloudIsWell() {
        cloud.reset();
    }

    @Test
    void staffIssueAPassAndTheResearcherOpensASession() {
        Browser carol = signedIn("carol");
        Page issued = issue(carol, Map.of());
        assertThat(issued.text())
                .contains("Pass for alice", "Active", "0 of 3", "60 minutes", "No session was opened yet.");
        String pass = idOf(issued);

        Browser alice = signedIn("alice");
        Page page = alice.get("/my/passes/" + pass);
        assertThat(page.text()).contains("Sessions left: 3", "nextflow-staging/alice", "<secret access key>");

        Page opened = page.submit("/my/passes/" + pass + "/sessions", Map.of());
        assertThat(opened.status()).isEqualTo(200);
        assertThat(opened.header("Cache-Control")).contains("no-store");
        assertThat(opened.text())
                .contains(
                        "export AWS_SECRET_ACCESS_KEY='" + FakeCloud.SECRET_KEY + "'",
                        "$Env:AWS_SESSION_TOKEN = '" + FakeCloud.TOKEN + "'",
                        "set \"AWS_ACCESS_KEY_ID=ASIA");
        assertThat(opened.body()).contains("role=\"timer\"", "data-countdown=\"");

        Page session = alice.get("/my/sessions/" + sessionOf(opened));
        assertThat(session.text())
                .contains("The session is open", "By alice", "127.0.0.1", "Access key ID ASIA")
                .doesNotContain(FakeCloud.SECRET_KEY, FakeCloud.TOKEN);
        assertThat(carol.get("/staff/passes/" + pass).text()).contains("1 of 3", "alice", "Open");
    }

    @Test
    void invariant3_theSecretIsInTheOneAnswerAndNowhereElse(CapturedOutput output) {
        Browser alice = signedIn("alice");
        Browser carol = signedIn("carol");
        String pass = idOf(issue(carol, Map.of()));
        Page opened = alice.get("/my/passes/" + pass).submit("/my/passes/" + pass + "/sessions", Map.of());
        assertThat(opened.body()).contains(FakeCloud.SECRET_KEY, FakeCloud.TOKEN);
        assertThat(opened.address().toString()).doesNotContain(FakeCloud.TOKEN);

        String session = sessionOf(opened);
        for (String address : new String[] {"/my/passes/" + pass, "/my/sessions/" + session, "/"}) {
            assertThat(alice.get(address).body()).doesNotContain(FakeCloud.SECRET_KEY, FakeCloud.TOKEN);
        }
        for (String address : new String[] {"/staff/passes/" + pass, "/staff/sessions/" + session, "/staff/passes"}) {
            assertThat(carol.get(address).body()).doesNotContain(FakeCloud.SECRET_KEY, FakeCloud.TOKEN);
        }
        assertThat(output.getAll()).doesNotContain(FakeCloud.SECRET_KEY, FakeCloud.TOKEN);
    }

    @Test
    void invariant3_sendingTheFormAgainShowsThatItWasShown() {
        Browser alice = signedIn("alice");
        String pass = idOf(issue(signedIn("carol"), Map.of()));
        Page page = alice.get("/my/passes/" + pass);
        String action = "/my/passes/" + pass + "/sessions";
        page.submit(action, Map.of());

        Page again = page.submit(action, Map.of());

        assertThat(again.address().getPath()).startsWith("/my/sessions/");
        assertThat(again.text())
                .contains("The credentials were shown once")
                .doesNotContain(FakeCloud.SECRET_KEY, FakeCloud.TOKEN);
        assertThat(cloud.grants).hasSize(1);
    }

    @Test
    void toEverybodyElseThereIsNoSuchPassAndNoSuchSession() {
        Browser alice = signedIn("alice");
        Browser carol = signedIn("carol");
        String pass = idOf(issue(carol, Map.of()));
        String action = "/my/passes/" + pass + "/sessions";
        String session = sessionOf(alice.get("/my/passes/" + pass).submit(action, Map.of()));

        for (String persona : new String[] {"bob", "carol", "dave", "erin"}) {
            Browser other = signedIn(persona);
            assertThat(other.get("/my/passes/" + pass).status()).isEqualTo(404);
            assertThat(other.get("/my/sessions/" + session).status()).isEqualTo(404);
            assertThat(other.postWithToken(
                                    action, Map.of("attempt", UUID.randomUUID().toString()))
                            .status())
                    .isEqualTo(404);
            assertThat(other.postWithToken("/my/sessions/" + session + "/revocation", Map.of())
                            .status())
                    .isEqualTo(404);
        }
        assertThat(cloud.grants).hasSize(1);
        assertThat(alice.get("/my/passes/" + UUID.randomUUID()).status()).isEqualTo(404);
        assertThat(alice.get("/staff/passes/" + pass).status()).isEqualTo(403);
        assertThat(alice.post(action, Map.of("attempt", UUID.randomUUID().toString()))
                        .status())
                .as("without a CSRF token")
                .isEqualTo(403);
    }

    @Test
    void theResearcherRevokesASessionThatWasNotTheirs() {
        Browser alice = signedIn("alice");
        String pass = idOf(issue(signedIn("carol"), Map.of()));
        String session =
                sessionOf(alice.get("/my/passes/" + pass).submit("/my/passes/" + pass + "/sessions", Map.of()));

        cloud.failing = true;

        Page revoking = alice.submit("/my/sessions/" + session, "/my/sessions/" + session + "/revocation", Map.of());

        assertThat(revoking.text()).contains("The session is being revoked.", "a few minutes");
        assertThat(revoking.body()).contains("data-live=\"/my/sessions/" + session + "\"");

        cloud.failing = false;
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() ->
                        assertThat(alice.get("/my/sessions/" + session).text()).contains("The session is revoked"));
        assertThat(alice.get("/my/sessions/" + session).body()).doesNotContain("data-live");
    }

    @Test
    void staffRevokeASessionAndAPassWithAReason() {
        Browser alice = signedIn("alice");
        Browser carol = signedIn("carol");
        String pass = idOf(issue(carol, Map.of()));
        String session =
                sessionOf(alice.get("/my/passes/" + pass).submit("/my/passes/" + pass + "/sessions", Map.of()));
        String page = "/staff/sessions/" + session;

        assertThat(carol.submit(page, page + "/revocation", Map.of()).text()).contains("Say why");
        assertThat(carol.submit(page, page + "/revocation", Map.of("reason", "Seen by others"))
                        .text())
                .contains("by carol: Seen by others");
        assertThat(carol.submit(
                                "/staff/passes/" + pass,
                                "/staff/passes/" + pass + "/revocation",
                                Map.of("reason", "Left"))
                        .text())
                .contains("Revoked", "by carol: Left");
        assertThat(alice.get("/my/passes/" + pass).text())
                .contains("You cannot open a push session now", "The pass was revoked.")
                .doesNotContain("Show my credentials");
    }

    @Test
    void aRepositoryThatCannotBePreparedLeavesAPassThatCanBeTriedAgain() {
        Browser carol = signedIn("carol");
        cloud.failing = true;
        Page issued = issue(carol, Map.of());
        String pass = idOf(issued);
        assertThat(issued.text())
                .contains("The staging repository could not be prepared.", "Not prepared", "Try again");

        cloud.failing = false;
        Page again = issued.submit("/staff/passes/" + pass + "/preparation", Map.of());

        assertThat(again.text()).contains("Active").doesNotContain("Try again");
    }

    @Test
    void whatAwsDoesNotGiveIsSaidInOneSentenceAndUsesNothingUp() {
        Browser alice = signedIn("alice");
        String pass = idOf(issue(signedIn("carol"), Map.of()));
        cloud.failing = true;

        Page failed = alice.get("/my/passes/" + pass).submit("/my/passes/" + pass + "/sessions", Map.of());

        assertThat(failed.status()).isEqualTo(503);
        assertThat(failed.text())
                .contains("AWS did not give the credentials, and nothing was used up.", "Sessions left: 3", "Failed")
                .doesNotContain("AccessDenied");
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
        Page refused = issue(signedIn("carol"), Map.of(field, typed));

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.body()).contains("id=\"" + field + "-error\"");
        assertThat(refused.text()).contains(sentence);
        assertThat(refused.form("/staff/passes")).containsEntry(field, typed);
        assertThat(cloud.provisioned).isEmpty();
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
        assertThat(carol.get("/staff/passes?text=%25").text()).contains("No pass is for anybody");
    }

    @Test
    void theCommandsFollowTheImageThatIsTyped() {
        Browser alice = signedIn("alice");
        String pass = idOf(issue(signedIn("carol"), Map.of()));
        String endpoint = environment.getRequiredProperty("berth.aws.endpoint");

        assertThat(alice.get("/my/passes/" + pass + "?image=rnaseq:3.2").text())
                .contains(
                        "docker tag rnaseq:3.2 localhost:",
                        "/nextflow-staging/alice:3.2",
                        "--endpoint-url " + endpoint,
                        "podman push --tls-verify=false");
        assertThat(alice.get("/my/passes/" + pass + "?image=a;%20id").text())
                .contains("An image is called like", "docker tag my-image:1.0")
                .doesNotContain("docker tag a;");
    }

    private Browser signedIn(String persona) {
        return signedIn.computeIfAbsent(persona, it -> Browser.signedInAs(it, environment));
    }

    private static Page issue(Browser staff, Map<String, String> but) {
        Map<String, String> fields = new HashMap<>(Map.of(
                "username", "alice",
                "email", "alice@example.org",
                "reason", "A workflow for the cohort study",
                "sessions", "3",
                "sessionMinutes", "60",
                "validUntil", LocalDate.now(ZoneOffset.UTC).plusDays(7).toString()));
        fields.putAll(but);
        return staff.submit("/staff/passes/new", "/staff/passes", fields);
    }

    private static String idOf(Page issued) {
        assertThat(issued.status()).as(issued.body()).isEqualTo(200);
        String path = issued.address().getPath();
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static String sessionOf(Page opened) {
        Matcher session = SESSION.matcher(opened.body());
        assertThat(session.find()).as(opened.body()).isTrue();
        return Objects.requireNonNull(session.group(1));
    }

    private static String href(Page page, String rel) {
        Matcher link = Pattern.compile("href=\"([^\"]+)\" rel=\"" + rel + "\"").matcher(page.body());
        assertThat(link.find()).as(page.body()).isTrue();
        return Objects.requireNonNull(link.group(1)).replace("&amp;", "&");
    }
}
