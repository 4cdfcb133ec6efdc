package dev.berth.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class CredentialsSettingsTests {

    @Test
    void unlessRaisedASessionIsNoLongerThanAwsGivesToOneRoleFromAnother() {
        assertThat(bound(Map.of()).longestSession()).isEqualTo(Duration.ofHours(1));
        assertThat(bound(Map.of("berth.credentials.longest-session", "12h")).longestSession())
                .isEqualTo(Duration.ofHours(12));
    }

    @ParameterizedTest
    @CsvSource({
        "longest-session, 14m, from 15m to 12h",
        "longest-session, 13h, from 15m to 12h",
        "longest-pass, 23h, at least 1d",
        "lost-after, 59s, at least 1m",
    })
    void aWrongValueStopsTheStartWithASentence(String key, String value, String sentence) {
        assertThatThrownBy(() -> bound(Map.of("berth.credentials." + key, value)))
                .rootCause()
                .hasMessageContaining("berth.credentials." + key)
                .hasMessageContaining(sentence);
    }

    private static CredentialsSettings bound(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("berth.credentials", CredentialsSettings.class);
    }
}
