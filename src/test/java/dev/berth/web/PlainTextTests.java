package dev.berth.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainTextTests {

    @ParameterizedTest
    @ValueSource(
            ints = {
                0x00, 0x07, 0x0D, 0x1B, 0x7F, 0x85, 0x200E, 0x200F, 0x061C, 0x202A, 0x202E, 0x2066, 0x2069, 0xAD,
                0x034F, 0x115F, 0x180E, 0x200B, 0x200C, 0x200D, 0x2028, 0x2029, 0x2060, 0x2064, 0x206A, 0x2800, 0x3164,
                0xFE0F, 0xFEFF, 0xFFA0, 0xFFF9, 0xE000, 0xE0001, 0xE0041, 0xE007F, 0xE0100, 0xFFFFF
            })
    void whatCannotBeSeenIsRefusedWithASentenceAndLeftOutOfASearch(int unseen) {
        String typed = "al" + Character.toString(unseen) + "ice";

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
                "❤️‍🔥 1️⃣",
                "می‌خواهم",
                "क्‍ष",
                "a\tb",
                ""
            })
    void wordsOfAnyLanguageAreTaken(String typed) {
        assertThat(PlainText.of(typed)).hasToString(typed);
        assertThat(PlainText.isPlain(typed)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u200d👩",
                "👩\u200d",
                "👩\u200da",
                "1\u200d2",
                "1\ufe0f",
                "a\ufe0f\u200d👩",
                "می\u200c",
                "\ud83d"
            })
    void aJoinerThatJoinsNothingIsNotSeen(String typed) {
        assertThat(PlainText.isPlain(typed)).isFalse();
    }

    @Test
    void linesStayAndEndAlikeAndNothingStandsAround() {
        assertThat(PlainText.of("  one\r\ntwo\nthree \r\n")).hasToString("one\ntwo\nthree");
        assertThat(PlainText.isPlain("one\r\ntwo")).isTrue();
    }
}
