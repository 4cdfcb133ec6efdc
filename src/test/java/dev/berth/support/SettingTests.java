package dev.berth.support;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SettingTests {

    @Test
    void aWrongValueIsRefusedWithASentenceThatSaysWhatToSet() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Setting.positive("berth.a.b", Duration.ZERO, "10s"))
                .withMessage("berth.a.b must be longer than nothing, such as 10s.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Setting.notNegative("berth.a.b", Duration.ofSeconds(-1), "2m"))
                .withMessage("berth.a.b must be nothing or longer, such as 2m.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Setting.atLeastOne("berth.a.b", 0, "4"))
                .withMessage("berth.a.b must be at least 1, such as 4.");
    }

    @Test
    void theSmallestRightValuesAreTaken() {
        assertThatNoException().isThrownBy(() -> {
            Setting.positive("berth.a.b", Duration.ofNanos(1), "10s");
            Setting.notNegative("berth.a.b", Duration.ZERO, "2m");
            Setting.atLeastOne("berth.a.b", 1, "4");
        });
    }
}
