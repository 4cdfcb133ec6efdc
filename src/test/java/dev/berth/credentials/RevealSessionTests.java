package dev.berth.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.security.test.web.servlet.setup.SecurityMockMvcConfigurers.springSecurity;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import dev.berth.identity.Person;
import dev.berth.identity.SignedInAs;
import dev.berth.testing.FlowTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.mock.web.MockHttpSession;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.context.WebApplicationContext;

/** What the HTTP session has held of a reveal, if only for a moment: flash attributes are there, too. */
@FlowTest
@Import({FakeCloud.InPlace.class, PassFixtures.class})
class RevealSessionTests {

    @Autowired
    WebApplicationContext context;

    @Autowired
    FakeCloud cloud;

    @Autowired
    PassFixtures fixtures;

    @Autowired
    InstantSource clock;

    @BeforeEach
    void theCloudIsWell() {
        cloud.reset();
    }

    @Test
    void invariant3_theHttpSessionNeverHoldsTheSecretNorDoesACache() throws Exception {
        Person alice = PassFixtures.aResearcher();
        PassId pass = fixtures.aPassFor(alice);
        Remembering session = SignedInAs.in(new Remembering(), alice, clock.instant());
        String attempt = UUID.randomUUID().toString();
        MockHttpServletRequestBuilder opening = post("/my/passes/" + pass + "/sessions")
                .param("attempt", attempt)
                .with(csrf());

        MockHttpServletResponse reveal = answer(opening, session);
        MockHttpServletResponse again = answer(opening, session);
        MockHttpServletResponse look = answer(get("/my/sessions/" + attempt), session);

        assertThat(reveal.getContentAsString()).contains(FakeCloud.SECRET_KEY, FakeCloud.TOKEN);
        assertThat(again.getRedirectedUrl()).isEqualTo("/my/sessions/" + attempt);
        assertThat(look.getContentAsString()).doesNotContain(FakeCloud.SECRET_KEY, FakeCloud.TOKEN);
        assertThat(List.of(reveal, again, look))
                .allSatisfy(page -> assertThat(page.getHeader("Cache-Control")).contains("no-store"));
        String everything = session.everything();
        assertThat(everything.contains(alice.username())).isTrue();
        assertThat(Stream.of(FakeCloud.SECRET_KEY, FakeCloud.TOKEN).filter(everything::contains))
                .isEmpty();
    }

    private MockHttpServletResponse answer(MockHttpServletRequestBuilder request, Remembering session)
            throws Exception {
        MockMvc portal = MockMvcBuilders.webAppContextSetup(context)
                .apply(springSecurity())
                .build();
        return portal.perform(request.session(session)).andReturn().getResponse();
    }

    /** Keeps what was ever put into it. */
    private static final class Remembering extends MockHttpSession {

        private final List<Object> ever = new ArrayList<>();

        @Override
        public void setAttribute(String name, @Nullable Object value) {
            ever.add(name);
            if (value != null) {
                ever.add(value);
            }
            super.setAttribute(name, value);
        }

        /** As it would be written to a disk. */
        String everything() throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ObjectOutputStream written = new ObjectOutputStream(bytes)) {
                for (Object one : ever) {
                    written.writeObject(one);
                }
            }
            return bytes.toString(StandardCharsets.ISO_8859_1);
        }
    }
}
