package dev.berth.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.setup.SecurityMockMvcConfigurers.springSecurity;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;

import dev.berth.identity.ScriptedSignIn.SignedIn;
import dev.berth.testing.FlowTest;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.context.WebApplicationContext;

/** What comes to the sign-in from outside: what the provider says, and what anybody types into an address. */
@FlowTest
@TestPropertySource(properties = "berth.identity.username-claims=login")
@ExtendWith(OutputCaptureExtension.class)
class SignInInputTests {

    private static final ScriptedProvider PROVIDER = ScriptedProvider.start();

    private final MockMvc portal;
    private final ScriptedSignIn people;
    private final JdbcClient jdbc;

    @Autowired
    SignInInputTests(WebApplicationContext context, JdbcClient jdbc) {
        this.portal = MockMvcBuilders.webAppContextSetup(context)
                .apply(springSecurity())
                .build();
        this.people = new ScriptedSignIn(context, PROVIDER);
        this.jdbc = jdbc;
    }

    @DynamicPropertySource
    static void provider(DynamicPropertyRegistry properties) {
        properties.add("berth.identity.issuer", PROVIDER::issuer);
    }

    @AfterAll
    static void stop() {
        PROVIDER.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "al\0ice",
                "\0",
                "al\u202eice",
                "al\u2066ice",
                "al\u200eice",
                "al\u200bice",
                "al\u001bice",
                "al\nice"
            })
    void aNameWithWhatNobodySeesIsRefusedWithASentenceAndKeptNowhere(String name) {
        SignedIn refused = people.as("subject", name);

        assertThat(refused.ledTo()).isEqualTo("/sign-in?failed=unreadable-name");
        assertThat(refused.read(refused.ledTo())).contains("has an invisible character");
        assertThat(refused.open("/").getStatus()).isEqualTo(302);
        assertThat(jdbc.sql("select count(*) from name_holding where subject = 'subject'")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void aSubjectWithWhatNobodySeesIsRefusedToo() {
        assertThat(people.as("17\0", "alice").ledTo()).isEqualTo("/sign-in?failed=unreadable-name");
        assertThat(people.as(Map.of(
                                "sub", "17", "login", "alice", "email", "a\u202e@example.org", "email_verified", true))
                        .ledTo())
                .isEqualTo("/sign-in?failed=unreadable-name");
    }

    @ParameterizedTest
    @EnumSource(SignInRefusal.class)
    void eachRefusalIsASentence(SignInRefusal refusal) throws Exception {
        assertThat(read("/sign-in?failed=" + refusal.code()))
                .contains("You are not signed in, because")
                .doesNotContain("??", "The sign-in did not complete");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/sign-in?failed", "/sign-in?failed=", "/sign-in?failed=x<b>", "/sign-in?failed=%00&failed=y"})
    void anyOtherIsTheOneForAll(String address) throws Exception {
        assertThat(read(address)).contains("The sign-in did not complete").doesNotContain("??", "<b>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/oauth2/authorization/other",
                "/oauth2/authorization/berth2",
                "/login/oauth2/code/other",
                "/login/oauth2/code/other?error=x&state=y",
                "/login/oauth2/code/other?code=x&state=y"
            })
    void ofAProviderThatIsUnknownThereIsNothing(String address) {
        assertThat(open(address).getStatus()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/login/oauth2/code/berth?error=access_denied%0D%0Aforged&error_description=x%0D%0Aforged%20line&state=s",
                "/login/oauth2/code/berth?code=a%0D%0Aforged&state=s%0D%0Aforged",
                "/login/oauth2/code/berth?error_description=x%0D%0Aforged"
            })
    void noAddressWritesALineIntoTheLog(String address, CapturedOutput output) {
        MockHttpServletResponse answer = openWithARequestUnderWay(address);

        assertThat(answer.getRedirectedUrl()).isEqualTo("/sign-in?failed=");
        assertThat(output.getAll()).contains("A sign-in failed");
        assertThat(output.getAll().lines()).noneMatch(line -> line.startsWith("forged"));
    }

    @Test
    void whatTheProviderSaysWritesNoLineIntoTheLog(CapturedOutput output) {
        people.as("17", "x\r\nforged");

        assertThat(output.getAll()).contains("x\\r\\nforged");
        assertThat(output.getAll().lines()).noneMatch(line -> line.startsWith("forged"));
    }

    /** The provider's error reaches the log where the state is that of a request under way. */
    private MockHttpServletResponse openWithARequestUnderWay(String address) {
        return address.contains("state=s&") || address.endsWith("state=s")
                ? people.answered(address.replaceFirst("&state=s$", ""))
                : open(address);
    }

    private MockHttpServletResponse open(String address) {
        try {
            return portal.perform(get(URI.create(address)).accept(MediaType.TEXT_HTML))
                    .andReturn()
                    .getResponse();
        } catch (Exception e) {
            throw new AssertionError(address, e);
        }
    }

    private String read(String address) throws Exception {
        return open(address.replace("<b>", "%3Cb%3E")).getContentAsString();
    }
}
