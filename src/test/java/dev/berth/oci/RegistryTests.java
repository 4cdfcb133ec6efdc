package dev.berth.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryTests {

    @ParameterizedTest
    @ValueSource(
            strings = {"localhost", "localhost:4566", "123456789012.dkr.ecr.us-east-1.amazonaws.com", "a", "A.b:65535"})
    void isAHostAndPerhapsAPort(String text) {
        assertThat(Registry.of(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "http://localhost",
                "localhost/",
                "local host",
                "localhost:",
                "localhost:0",
                "localhost:65536",
                "localhost:123456",
                "-a",
                "a-",
                "a.",
                "alice@localhost",
                "localhost\n",
                "ä",
                "a\ud800"
            })
    void everyOtherFormIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Registry.of(text))
                .withMessage("A registry looks like <host> or <host>:<port>");
    }

    @Test
    void isNoLongerThanAHostCanBe() {
        assertThatIllegalArgumentException().isThrownBy(() -> Registry.of("a".repeat(100_000)));
    }
}
