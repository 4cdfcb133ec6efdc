package dev.berth.arrival;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageLimitSettingsTests {

    @ParameterizedTest
    @CsvSource({"0, 1, 1, 1, layers", "1, 0, 1, 1, children", "1, 1, -1, 1, annotations", "1, 1, 1, 0, tags"})
    void noneAtAllIsNoLimit(int layers, int children, int annotations, int tags, String key) {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new ImageLimitSettings(layers, children, annotations, tags))
                .withMessage("berth.arrival.most.%s must be at least 1, such as 1000.", key);
    }
}
