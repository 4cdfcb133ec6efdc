package dev.berth.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RepositoryNameTests {

    @ParameterizedTest
    @ValueSource(strings = {"ab", "nextflow-staging/alice", "a/b", "a.b_c-d/1", "a/b/c/d/e"})
    void isPartsOfLowerCase(String text) {
        assertThat(RepositoryName.of(text)).hasToString(text);
    }

    @Test
    void has2To256Characters() {
        assertThat(RepositoryName.of("a".repeat(256)).value()).hasSize(256);
        assertThat(RepositoryName.isRepositoryName("a".repeat(257))).isFalse();
        assertThat(RepositoryName.isRepositoryName("a")).isFalse();
        assertThat(RepositoryName.isRepositoryName("a-".repeat(100_000))).isFalse();
        assertThat(RepositoryName.isRepositoryName("a/".repeat(127) + "-")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "..",
                "a/..",
                "../a",
                "a/../b",
                "./a",
                "a//b",
                "/ab",
                "ab/",
                "Alice",
                "a..b",
                "a--b",
                "a__b",
                "a._b",
                "-ab",
                "ab-",
                "ab\n",
                "a b",
                "a%2e%2e",
                "a\\b",
                "a:b",
                "a@b",
                "ä/b",
                "ab\u0000",
                "a\ud800"
            })
    void everyOtherFormIsRefused(String text) {
        assertThat(RepositoryName.isRepositoryName(text)).isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RepositoryName.of(text))
                .withMessageStartingWith("A repository name has");
    }
}
