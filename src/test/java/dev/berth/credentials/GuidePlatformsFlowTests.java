package dev.berth.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.setup.SecurityMockMvcConfigurers.springSecurity;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;

import dev.berth.identity.Person;
import dev.berth.identity.SignedInAs;
import dev.berth.testing.FlowTest;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.mock.web.MockHttpSession;
import org.springframework.test.context.TestPropertySource;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.context.WebApplicationContext;

/** What the policy wants an image to be for, the guide says before it is built. */
@FlowTest
@Import({FakeCloud.InPlace.class, PassFixtures.class})
@TestPropertySource(properties = "berth.policy.platforms=linux/amd64,linux/arm64")
class GuidePlatformsFlowTests {

    @Autowired
    WebApplicationContext context;

    @Autowired
    PassFixtures fixtures;

    @Autowired
    InstantSource clock;

    @Test
    void theGuideSaysToBuildForWhatThePolicyWants() throws Exception {
        Person alice = PassFixtures.aResearcher();
        PassId pass = fixtures.aPassFor(alice);

        String page = MockMvcBuilders.webAppContextSetup(context)
                .apply(springSecurity())
                .build()
                .perform(
                        get("/my/passes/" + pass).session(SignedInAs.in(new MockHttpSession(), alice, clock.instant())))
                .andReturn()
                .getResponse()
                .getContentAsString();

        assertThat(page)
                .contains(
                        "Workflows run on linux/amd64 and linux/arm64.",
                        "docker build --platform linux/amd64,linux/arm64 -t my-image:1.0 .",
                        "Build it with --platform linux/amd64,linux/arm64.");
    }
}
