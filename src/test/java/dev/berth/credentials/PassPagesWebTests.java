package dev.berth.credentials;

import static dev.berth.credentials.PassForms.idOf;
import static dev.berth.credentials.PassForms.issued;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.testing.Browser;
import dev.berth.testing.Browser.Page;
import dev.berth.testing.SandboxTest;
import java.time.Duration;
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
        Page issued = issued(carol, Map.of());
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
        String pass = idOf(issued(carol, Map.of()));
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
        String pass = idOf(issued(signedIn("carol"), Map.of()));
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
        String pass = idOf(issued(carol, Map.of()));
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
        String pass = idOf(issued(signedIn("carol"), Map.of()));
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
        String pass = idOf(issued(carol, Map.of()));
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
    void whatAwsDoesNotGiveIsSaidInOneSentenceAndUsesNothingUp() {
        Browser alice = signedIn("alice");
        String pass = idOf(issued(signedIn("carol"), Map.of()));
        cloud.failing = true;

        Page failed = alice.get("/my/passes/" + pass).submit("/my/passes/" + pass + "/sessions", Map.of());

        assertThat(failed.status()).isEqualTo(503);
        assertThat(failed.text())
                .contains("AWS did not give the credentials, and nothing was used up.", "Sessions left: 3", "Failed")
                .doesNotContain("AWS STS");
    }

    @Test
    void whatAwsRefusesSendsTheResearcherToStaffWhoSeeWhyOnThePass() {
        Browser alice = signedIn("alice");
        Browser carol = signedIn("carol");
        String pass = idOf(issued(carol, Map.of()));
        cloud.refusing = true;

        Page refused = alice.get("/my/passes/" + pass).submit("/my/passes/" + pass + "/sessions", Map.of());

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.text())
                .contains("AWS refuses to give these credentials", "Trying again does not help", "Sessions left: 3")
                .doesNotContain("AccessDenied");
        assertThat(carol.get("/staff/passes/" + pass).text())
                .contains("AWS gave no credentials at the last request: AWS STS refused: AccessDenied");
    }

    @Test
    void invariant3_onThePageWithTheSecretNoFormAnswersInItsPlace() {
        String pass = idOf(issued(signedIn("carol"), Map.of()));
        Page page = signedIn("alice").get("/my/passes/" + pass);

        Page opened = page.submit("/my/passes/" + pass + "/sessions", Map.of());

        String form = "<form method=\"get\" action=\"/my/passes/" + pass + "#guide\"";
        assertThat(page.body()).contains(form).doesNotContain("_blank");
        assertThat(opened.body()).contains(form + " target=\"_blank\"");
    }

    @ParameterizedTest
    @CsvSource({"/my/sessions/", "/staff/sessions/"})
    void whatTakesASessionBackIsInTheLivePart(String base) {
        String pass = idOf(issued(signedIn("carol"), Map.of()));
        String session = sessionOf(
                signedIn("alice").get("/my/passes/" + pass).submit("/my/passes/" + pass + "/sessions", Map.of()));

        Page page = signedIn(base.startsWith("/my") ? "alice" : "carol").get(base + session);

        assertThat(divOf(page, "push-session")).contains("action=\"" + base + session + "/revocation\"");
    }

    @Test
    void whyARevokedSessionIsNotRefusedYetIsSaidToStaff() {
        Browser carol = signedIn("carol");
        String pass = idOf(issued(carol, Map.of()));
        String session = sessionOf(
                signedIn("alice").get("/my/passes/" + pass).submit("/my/passes/" + pass + "/sessions", Map.of()));
        String page = "/staff/sessions/" + session;
        cloud.failing = true;
        carol.submit(page, page + "/revocation", Map.of("reason", "Seen by others"));

        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(carol.get(page).text())
                        .contains("AWS does not refuse it yet, and Berth goes on trying: AWS is away"));

        cloud.failing = false;
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(carol.get(page).text())
                        .contains("The session is revoked")
                        .doesNotContain("AWS is away"));
    }

    @Test
    void theCommandsFollowTheImageThatIsTyped() {
        Browser alice = signedIn("alice");
        String pass = idOf(issued(signedIn("carol"), Map.of()));
        String endpoint = environment.getRequiredProperty("berth.aws.endpoint");

        assertThat(alice.get("/my/passes/" + pass + "?image=rnaseq:3.2").text())
                .contains(
                        "docker tag rnaseq:3.2 localhost:",
                        "/nextflow-staging/alice:rnaseq-3.2",
                        "--endpoint-url " + endpoint,
                        "podman push --tls-verify=false");
        assertThat(alice.get("/my/passes/" + pass + "?image=a;%20id").text())
                .contains("has no spaces", "docker login")
                .doesNotContain("docker tag", "docker push");
    }

    private Browser signedIn(String persona) {
        return signedIn.computeIfAbsent(persona, it -> Browser.signedInAs(it, environment));
    }

    /** All of it, with whatever it holds. */
    private static String divOf(Page page, String id) {
        int from = page.body().indexOf("<div id=\"" + id + "\"");
        assertThat(from).as(page.body()).isNotNegative();
        Matcher div = Pattern.compile("<(/?)div\\b")
                .matcher(page.body())
                .region(from, page.body().length());
        int depth = 0;
        do {
            assertThat(div.find()).isTrue();
            depth += "/".equals(div.group(1)) ? -1 : 1;
        } while (depth > 0);
        return page.body().substring(from, div.end());
    }

    private static String sessionOf(Page opened) {
        Matcher session = SESSION.matcher(opened.body());
        assertThat(session.find()).as(opened.body()).isTrue();
        return Objects.requireNonNull(session.group(1));
    }
}
