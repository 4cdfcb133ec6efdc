package dev.berth.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlatformTests {

    @ParameterizedTest
    @ValueSource(strings = {"linux/amd64", "linux/arm/v7", "windows/amd64", "unknown/unknown"})
    void isWrittenAsItIsRead(String text) {
        assertThat(Platform.of(text)).hasToString(text);
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
