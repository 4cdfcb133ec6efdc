package dev.berth.sandbox.identity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoopbackTests {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost:8080/login/oauth2/code/berth",
                "http://127.0.0.1:41234/login/oauth2/code/berth",
                "http://[::1]:8080/login/oauth2/code/berth",
                "http://localhost/login/oauth2/code/berth",
                "https://localhost/login/oauth2/code/berth",
                "https://localhost:8443/berth/login/oauth2/code/berth",
                "http://localhost:8080/tools/berth-1.0/login/oauth2/code/berth"
            })
    void thePortalOnThisMachineIsSentBackTo(String target) {
        assertThat(Loopback.isHere(target, Loopback.SIGNED_IN)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://example.org/login/oauth2/code/berth",
                "http://localhost.example.org/login/oauth2/code/berth",
                "http://localhost@example.org/login/oauth2/code/berth",
                "http://user@localhost/login/oauth2/code/berth",
                "https://example.org/berth/login/oauth2/code/berth",
                "ftp://localhost/login/oauth2/code/berth",
                "//localhost/login/oauth2/code/berth",
                "https://localhost/../login/oauth2/code/berth",
                "https://localhost//login/oauth2/code/berth",
                "https://localhost/%2e%2e/login/oauth2/code/berth",
                "https://localhost/berthlogin/oauth2/code/berth",
                "http://localhost/elsewhere",
                "http://localhost/login/oauth2/code/berth#fragment",
                "http://localhost/login/oauth2/code/berth?a=b",
                "javascript:alert(1)",
                "not an address"
            })
    void nothingElseIs(String target) {
        assertThat(Loopback.isHere(target, Loopback.SIGNED_IN)).isFalse();
    }
}
