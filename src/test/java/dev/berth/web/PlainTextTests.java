package dev.berth.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainTextTests {

    @ParameterizedTest
    @ValueSource(chars = {0x00, 0x07, 0x0D, 0x1B, 0x7F, 0x85, 0x200E, 0x200F, 0x061C, 0x202A, 0x202E, 0x2066, 0x2069})
    void whatCannotBeSeenIsRefusedWithASentenceAndLeftOutOfASearch(char unseen) {
        String typed = "al" + unseen + "ice";

        assertThatThrownBy(() -> PlainText.of(typed))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith(".");
        assertThat(PlainText.isPlain(typed)).isFalse();
        assertThat(PlainText.within(typed)).hasToString("alice");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "For the cohort study",
                "Für die Kohorte",
                "два",
                "研究",
                "مشروع",
                "👩🏽‍🔬 first images",
                "a\tb",
                ""
            })
    void wordsOfAnyLanguageAreTaken(String typed) {
        assertThat(PlainText.of(typed)).hasToString(typed);
        assertThat(PlainText.isPlain(typed)).isTrue();
    }

    @Test
    void linesStayAndEndAlikeAndNothingStandsAround() {
        assertThat(PlainText.of("  one\r\ntwo\nthree \r\n")).hasToString("one\ntwo\nthree");
        assertThat(PlainText.isPlain("one\r\ntwo")).isTrue();
    }
}
