package dev.berth.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class RequestIdTests {

    private final RequestId filter = new RequestId();
    private final Map<String, String> logged = new HashMap<>();

    @AfterEach
    void nothingIsLeft() {
        MDC.clear();
    }

    @Test
    void everyRequestHasANameOfItsOwnInTheLogAndInTheAnswer() throws ServletException, IOException {
        String first = answered(new MockHttpServletRequest("GET", "/"));
        String second = answered(new MockHttpServletRequest("GET", "/"));

        assertThat(logged).containsEntry("request", second);
        assertThat(UUID.fromString(second)).isNotEqualTo(UUID.fromString(first));
        assertThat(MDC.getCopyOfContextMap()).isNullOrEmpty();
    }

    @Test
    void aClientChoosesNoNameAndAProxysIsBesideIt() throws ServletException, IOException {
        MockHttpServletRequest request = new MockHttpServletRequest("GET", "/");
        request.addHeader("X-Request-Id", "11111111-aaaa");

        assertThat(answered(request)).isNotEqualTo("11111111-aaaa");
        assertThat(logged).containsEntry("proxy-request", "11111111-aaaa");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"short", "has space in it", "line\nfeed-1234567", "<script>alert(1)</script>", "ünüsual-name"})
    void whatLooksLikeNoNameIsNotLogged(String name) throws ServletException, IOException {
        MockHttpServletRequest request = new MockHttpServletRequest("GET", "/");
        request.addHeader("X-ReqId", name);

        answered(request);

        assertThat(logged).doesNotContainKey("proxy-request");
    }

    @ParameterizedTest
    @CsvSource({
        "/images/ID, image",
        "/images/ID/findings, image",
        "/admin/reviews/ID, image",
        "/my/sessions/ID, session",
        "/staff/sessions/ID/revocation, session",
        "/my/passes/ID/sessions, pass",
        "/staff/passes/ID, pass"
    })
    void theImageSessionOrPassThatAnAddressNamesIsLoggedToo(String path, String key)
            throws ServletException, IOException {
        String id = UUID.randomUUID().toString();
        MockHttpServletRequest request = new MockHttpServletRequest("GET", "/berth" + path.replace("ID", id));
        request.setContextPath("/berth");

        answered(request);

        assertThat(logged).containsEntry(key, id).hasSize(2);
    }

    @Test
    void whatSomebodyTypedIntoAnAddressIsNotLogged() throws ServletException, IOException {
        answered(new MockHttpServletRequest("GET", "/images/password"));

        assertThat(logged).containsOnlyKeys("request");
    }

    /** The container logs the failure after the filter, on the same thread. */
    @Test
    void aFailureIsLoggedUnderTheRequestsName() {
        assertThatThrownBy(() -> filter.doFilter(
                        new MockHttpServletRequest("GET", "/"), new MockHttpServletResponse(), (request, response) -> {
                            throw new ServletException("broken");
                        }))
                .hasMessage("broken");

        assertThat(MDC.get("request")).isNotNull();
    }

    private String answered(MockHttpServletRequest request) throws ServletException, IOException {
        MockHttpServletResponse response = new MockHttpServletResponse();
        FilterChain chain = (seen, answer) -> {
            logged.clear();
            logged.putAll(MDC.getCopyOfContextMap());
        };
        filter.doFilter(request, response, chain);
        return String.valueOf(response.getHeader("X-Request-Id"));
    }
}
