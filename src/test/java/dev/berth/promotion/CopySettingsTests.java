package dev.berth.promotion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.berth.oci.CopyLimits;
import dev.berth.oci.ImageLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.util.unit.DataSize;

class CopySettingsTests {

    @ParameterizedTest
    @CsvSource({
        "0B, 64MB, 6, attachment-size",
        "257MB, 257MB, 6, attachment-size",
        "16MB, 15MB, 6, attachments-size",
        "16MB, 64MB, 0, blobs-at-once",
        "16MB, 64MB, 65, blobs-at-once"
    })
    void aWrongValueIsNamedWithOneThatIsRight(DataSize attachment, DataSize attachments, int atOnce, String key) {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new CopySettings(attachment, attachments, atOnce))
                .withMessageContaining("berth.promotion.copy." + key)
                .withMessageContaining("such as");
    }

    @Test
    void theyAreWhatACopyTakesOn() {
        assertThat(new CopySettings(DataSize.ofMegabytes(16), DataSize.ofMegabytes(64), 6).limits(ImageLimits.USUAL))
                .isEqualTo(CopyLimits.USUAL);
    }
}
