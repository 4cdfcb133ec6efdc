package dev.berth.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Proxy;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutboundProxyTests {

    private static final String PROXY = "http://proxy.example.org:3128";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https://sts.us-east-1.amazonaws.com/ | by proxy",
                "https://idp.example.com | by proxy",
                "http://plain.example.net | direct",
                "socket://db.example.net:5432 | direct",
                "https://localhost:4566 | direct",
                "https://127.0.0.1 | direct",
                "https://[::1]:8443 | direct",
                "https://169.254.170.23/v1/credentials | direct",
                "https://inside.example.org | direct",
                "https://deep.inside.example.org | direct",
                "https://notinside.example.org | by proxy",
                "https://a.dotted.example.org | direct",
                "https://a.starred.example.org | direct",
                "https://ported.example.org:8443 | direct",
                "https://ported.example.org | by proxy",
                "https://10.1.2.3 | direct",
                "https://11.1.2.3 | by proxy",
                "https://192.0.2.7 | direct",
                "https://[2001:db8::5] | direct",
                "https://INSIDE.Example.ORG. | direct"
            })
    void whoIsCalledDirectlyFollowsFromNoProxyAsCurlAndGoReadIt(String address, String way) {
        OutboundProxy rule = OutboundProxy.of(
                        Map.of(
                                "HTTPS_PROXY",
                                PROXY,
                                "NO_PROXY",
                                "inside.example.org, .dotted.example.org,*.starred.example.org ported.example.org:8443,10.0.0.0/8,192.0.2.7,2001:db8::/32"))
                .orElseThrow();

        assertThat(rule.select(URI.create(address)))
                .first()
                .returns(way.equals("direct") ? Proxy.Type.DIRECT : Proxy.Type.HTTP, Proxy::type);
    }

    @Test
    void smallLettersCountAsMuchAsCapitalsAndPlainHttpHasItsOwn() {
        OutboundProxy rule = OutboundProxy.of(Map.of("http_proxy", "proxy.example.org:8080", "no_proxy", ""))
                .orElseThrow();

        assertThat(rule.select(URI.create("http://plain.example.net")).toString())
                .contains("proxy.example.org", "8080");
        assertThat(rule.select(URI.create("https://plain.example.net"))).containsExactly(Proxy.NO_PROXY);
    }

    @Test
    void aStarCallsEverybodyDirectly() {
        assertThat(OutboundProxy.of(Map.of("HTTPS_PROXY", PROXY, "NO_PROXY", "*"))
                        .orElseThrow()
                        .select(URI.create("https://idp.example.com")))
                .containsExactly(Proxy.NO_PROXY);
    }

    @Test
    void withoutOneJavasOwnPropertiesHold() {
        assertThat(OutboundProxy.of(Map.of("NO_PROXY", "example.org", "HTTPS_PROXY", " ")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://proxy.example.org",
                "socks5://proxy.example.org",
                "http://",
                "not a proxy",
                "http://user:s3cret@proxy.example.org"
            })
    void whatNotEveryClientCanUseStopsTheStartWithASentence(String text) {
        assertThatThrownBy(() -> OutboundProxy.of(Map.of("HTTPS_PROXY", text)))
                .isInstanceOf(OutboundProxy.Unusable.class)
                .hasMessageStartingWith("HTTPS_PROXY ")
                .hasMessageContaining("http://<host>:<port>")
                .hasMessageNotContaining("s3cret");
    }
}
