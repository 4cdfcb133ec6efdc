package dev.berth.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageReferenceTests {

    private static final String DIGEST = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost:4566/nextflow-approved/alice:v1",
                "registry.example.org/ab:1.0",
                "localhost:4566/nextflow-approved/alice@" + DIGEST
            })
    void isWrittenAsItIsRead(String text) {
        assertThat(ImageReference.of(text)).hasToString(text);
    }

    @Test
    void hasItsThreeParts() {
        ImageReference image = ImageReference.of("localhost:4566/nextflow-approved/alice:v1");

        assertThat(image.registry()).isEqualTo(Registry.of("localhost:4566"));
        assertThat(image.repository()).isEqualTo(RepositoryName.of("nextflow-approved/alice"));
        assertThat(image.reference()).isEqualTo(Tag.of("v1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "alice",
                "alice:v1",
                "localhost:4566/alice",
                "localhost/alice:",
                "localhost/alice@",
                "localhost/alice@v1",
                "localhost/:v1",
                "/alice:v1",
                "localhost/../alice:v1",
                "localhost/Alice:v1",
                "localhost/alice:v1@" + DIGEST,
                "localhost/alice@" + DIGEST + "@" + DIGEST,
                "http://localhost/alice:v1",
                "localhost/alice:v1 ",
                "localhost/alice:\ud800"
            })
    void everyOtherFormIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> ImageReference.of(text));
    }
}
