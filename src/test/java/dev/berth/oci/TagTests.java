package dev.berth.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TagTests {

    @ParameterizedTest
    @ValueSource(strings = {"v1", "1.0.3", "_", "LATEST", "a..b", "a-", "2026-01-01_x.y"})
    void isLettersDigitsAndThreeSigns(String text) {
        assertThat(Tag.of(text)).hasToString(text);
        assertThat(Reference.of(text)).isEqualTo(Tag.of(text));
    }

    @Test
    void hasAtMost128Characters() {
        assertThat(Tag.of("a".repeat(128)).value()).hasSize(128);
        assertThatIllegalArgumentException().isThrownBy(() -> Tag.of("a".repeat(129)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ".v1",
                "-v1",
                "..",
                "../v1",
                "a/b",
                "a:b",
                "a@b",
                "v1\n",
                "v1 ",
                "ü",
                "v1\u0000",
                "\udfff"
            })
    void everyOtherFormIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Tag.of(text)).withMessageStartingWith("A tag has");
    }

    @Test
    void thatNamesWhatBelongsToAnotherManifestIsKnown() {
        String hex = "0".repeat(64);

        assertThat(Tag.of("sha256-" + hex).isAttachment()).isTrue();
        assertThat(Tag.of("sha256-" + hex + ".sig").isAttachment()).isTrue();
        assertThat(Tag.of("sha256-" + hex + "x").isAttachment()).isFalse();
        assertThat(Tag.of("sha256-0").isAttachment()).isFalse();
    }
}
