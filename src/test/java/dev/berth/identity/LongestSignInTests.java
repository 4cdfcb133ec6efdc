package dev.berth.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.setup.SecurityMockMvcConfigurers.springSecurity;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;

import dev.berth.testing.FlowTest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.mock.web.MockHttpSession;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.context.WebApplicationContext;

@FlowTest
class LongestSignInTests {

    private static final Person ALICE = People.person("alice", Role.RESEARCHER);

    private final MockMvc portal;
    private final InstantSource clock;

    @Autowired
    LongestSignInTests(WebApplicationContext context, InstantSource clock) {
        this.portal = MockMvcBuilders.webAppContextSetup(context)
                .apply(springSecurity())
                .build();
        this.clock = clock;
    }

    @Test
    void aSignInIsGoodForHalfADay() throws Exception {
        MockHttpSession session = signedIn(Duration.ofHours(12).minusSeconds(1));

        assertThat(open("/", session).getStatus()).isEqualTo(200);
        assertThat(session.isInvalid()).isFalse();
    }

    @Test
    void thenItEndsHoweverBusyItIs() throws Exception {
        MockHttpSession session = signedIn(Duration.ofHours(12));

        assertThat(open("/", session).getRedirectedUrl()).isEqualTo("/oauth2/authorization/berth");
        assertThat(session.isInvalid()).isTrue();
    }

    @Test
    void aPageForEverybodyStillOpensAndKnowsNobody() throws Exception {
        MockHttpSession session = signedIn(Duration.ofHours(13));

        MockHttpServletResponse page = open("/sign-in", session);

        assertThat(page.getStatus()).isEqualTo(200);
        assertThat(page.getContentAsString()).doesNotContain("alice");
    }

    private MockHttpSession signedIn(Duration ago) {
        Instant since = clock.instant().minus(ago);
        return SignedInAs.in(new MockHttpSession(), ALICE, since);
    }

    private MockHttpServletResponse open(String address, MockHttpSession session) throws Exception {
        return portal.perform(get(address).session(session).accept(MediaType.TEXT_HTML))
                .andReturn()
                .getResponse();
    }
}
