package dev.berth.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReasonTests {

    @Test
    void theEndOfALineIsOneCharacterHoweverABrowserSendsIt() {
        assertThat(Reason.of(" " + "a\r\n".repeat(4) + "bc\r\n", 10)).hasToString("a\na\na\na\nbc");
        assertThatThrownBy(() -> Reason.of("a\r\n".repeat(4) + "bcd", 10))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Say why in 10 characters at most: these are 11.");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", "\r\n\t"})
    void nothingIsNoReason(@Nullable String typed) {
        assertThatThrownBy(() -> Reason.of(typed, 10))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Say why");
    }

    @Test
    void whatCannotBeSeenIsRefused() {
        assertThatThrownBy(() -> Reason.of("a\u202eb", 10)).hasMessage(PlainText.REFUSAL);
    }
}
