package dev.berth.identity;

import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.security.test.web.servlet.setup.SecurityMockMvcConfigurers.springSecurity;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import java.io.UnsupportedEncodingException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.springframework.http.MediaType;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.mock.web.MockHttpSession;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.context.WebApplicationContext;
import org.springframework.web.util.UriComponents;
import org.springframework.web.util.UriComponentsBuilder;

/** Signs people in at the portal as the {@link ScriptedProvider} says who they are, step by step as a browser does. */
public final class ScriptedSignIn {

    private final MockMvc portal;
    private final ScriptedProvider provider;

    public ScriptedSignIn(WebApplicationContext context, ScriptedProvider provider) {
        this.portal = MockMvcBuilders.webAppContextSetup(context)
                .apply(springSecurity())
                .build();
        this.provider = provider;
    }

    /** Where the sign-in ended, and the session that it left. */
    public final class SignedIn {

        private final MockHttpSession session;
        private final String ledTo;

        private SignedIn(MockHttpSession session, String ledTo) {
            this.session = session;
            this.ledTo = ledTo;
        }

        public String ledTo() {
            return ledTo;
        }

        public MockHttpServletResponse open(String address) {
            try {
                return portal.perform(get(address).session(session).accept(MediaType.TEXT_HTML))
                        .andReturn()
                        .getResponse();
            } catch (Exception e) {
                throw new AssertionError(address, e);
            }
        }

        public String read(String address) {
            try {
                return open(address).getContentAsString();
            } catch (UnsupportedEncodingException e) {
                throw new AssertionError(e);
            }
        }

        public MockHttpServletResponse send(String address, Map<String, String> fields) {
            try {
                var request = post(address).session(session).with(csrf()).accept(MediaType.TEXT_HTML);
                fields.forEach(request::param);
                return portal.perform(request).andReturn().getResponse();
            } catch (Exception e) {
                throw new AssertionError(address, e);
            }
        }
    }

    /** A person with a username of their own, and no address. */
    public SignedIn as(String subject, String login) {
        return as(Map.of("sub", subject, "login", login));
    }

    public SignedIn as(Map<String, Object> idToken) {
        MockHttpSession session = new MockHttpSession();
        UriComponents asked = begin(session);
        Map<String, Object> claims = new HashMap<>(idToken);
        claims.put("nonce", asked.getQueryParams().getFirst("nonce"));
        provider.says(claims, Map.of());
        String ledTo = end(session, "/login/oauth2/code/berth?code=code", asked).getRedirectedUrl();
        return new SignedIn(session, Objects.requireNonNull(ledTo));
    }

    /** Somebody has gone to the provider, and it sends them back to this address, to which the state is added. */
    public MockHttpServletResponse answered(String address) {
        MockHttpSession session = new MockHttpSession();
        return end(session, address, begin(session));
    }

    private UriComponents begin(MockHttpSession session) {
        try {
            return UriComponentsBuilder.fromUriString(Objects.requireNonNull(
                            portal.perform(get("/oauth2/authorization/berth").session(session))
                                    .andReturn()
                                    .getResponse()
                                    .getRedirectedUrl()))
                    .build(true);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private MockHttpServletResponse end(MockHttpSession session, String address, UriComponents asked) {
        String state = Objects.requireNonNull(asked.getQueryParams().getFirst("state"));
        try {
            return portal.perform(get(URI.create(address))
                            .session(session)
                            .param("state", URLDecoder.decode(state, StandardCharsets.UTF_8)))
                    .andReturn()
                    .getResponse();
        } catch (Exception e) {
            throw new AssertionError(address, e);
        }
    }
}
