package dev.berth.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlatformTests {

    @ParameterizedTest
    @ValueSource(strings = {"linux/amd64", "linux/arm/v7", "windows/amd64", "unknown/unknown"})
    void isWrittenAsItIsRead(String text) {
        assertThat(Platform.of(text)).hasToString(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"os\":\"linux\",\"architecture\":\"arm\",\"variant\":\"v7\",\"config\":{\"os\":\"x\"}} | linux/arm/v7",
                "{\"config\":[{\"os\":[]}],\"architecture\":\"amd64\",\"variant\":\"\",\"os\":\"linux\"} | linux/amd64",
                "{\"os\":\"linux\",\"architecture\":\"amd64\",\"variant\":7} | linux/amd64",
                "{\"os\":\"linux\"} | unknown/unknown",
                "{\"os\":\" \",\"architecture\":\"amd64\"} | unknown/unknown",
                "{\"os\":[\"linux\"],\"architecture\":\"amd64\"} | unknown/unknown",
                "{\"os\":\"../..\",\"architecture\":\"amd64\"} | unknown/unknown",
                "{\"os\":\"linux\",\"architecture\":\"amd64\" | unknown/unknown",
                "[\"os\"] | unknown/unknown",
                "linux | unknown/unknown"
            })
    void ofAConfigurationItIsWhatIsSaidReadablyOfBoth(String config, Platform platform) {
        assertThat(Platform.ofConfig(config.getBytes(StandardCharsets.UTF_8))).isEqualTo(platform);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "linux",
                "/",
                "linux/",
                "/amd64",
                "linux/arm/",
                "linux/arm/v7/x",
                "linux/../..",
                "linux /amd64",
                "linux/amd64\n",
                "linux/\u0000",
                "linux/\ud800"
            })
    void everyOtherFormIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Platform.of(text))
                .withMessageStartingWith("A platform looks like <os>/<architecture>");
    }
}
