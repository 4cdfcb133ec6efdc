package dev.berth.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VerifiedStreamTests {

    private static final Digest CONTENT = Digest.ofContent(bytes("content"));

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 7, 100})
    void rightContentIsReadInWhateverPieces(int piece) throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();

        readInPieces(new VerifiedStream(new ByteArrayInputStream(bytes("content")), CONTENT, 7), piece, read);

        assertThat(read.toByteArray()).isEqualTo(bytes("content"));
    }

    @Test
    void singleBytesAreBytes() throws IOException {
        byte[] high = {(byte) 0xff};
        try (InputStream stream = new VerifiedStream(new ByteArrayInputStream(high), Digest.ofContent(high), 1)) {
            assertThat(stream.read()).isEqualTo(0xff);
            assertThat(stream.read()).isEqualTo(-1);
            assertThat(stream.read()).isEqualTo(-1);
        }
    }

    /** Whoever is given the wrong bytes must not be able to take them for the whole. */
    @ParameterizedTest
    @CsvSource({
        "CONTENT,1,DigestMismatch",
        "CONTENT,7,DigestMismatch",
        "CONTENT,100,DigestMismatch",
        "content!,1,SizeMismatch",
        "content!,7,SizeMismatch"
    })
    void wrongContentFailsBeforeItsLastByte(String wrong, int piece, String failure) {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        VerifiedStream stream = new VerifiedStream(new ByteArrayInputStream(bytes(wrong)), CONTENT, 7);

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> readInPieces(stream, piece, read))
                .withCauseInstanceOf(RegistryFailure.class);

        assertThat(read.size()).isLessThan(7);
        assertThat(stream.failure())
                .extracting(it -> it.getClass().getSimpleName())
                .isEqualTo(failure);
    }

    @Test
    void contentThatBreaksOffIsAFailureOfItsSource() {
        VerifiedStream stream = new VerifiedStream(new ByteArrayInputStream(bytes("conten")), CONTENT, 7);

        assertThatExceptionOfType(EOFException.class)
                .isThrownBy(stream::readAllBytes)
                .withMessage("blob %s broke off after 6 of 7 bytes", CONTENT);
    }

    /** Whoever wrote the manifest can say any size; asking again would never make it true. */
    @Test
    void rightContentOfAnotherSizeThanAnnouncedIsWrong() {
        VerifiedStream stream = new VerifiedStream(new ByteArrayInputStream(bytes("content")), CONTENT, 8);

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(stream::readAllBytes)
                .withCauseInstanceOf(SizeMismatch.class);
    }

    @Test
    void whereTheSizeIsUnknownWrongContentFailsAtItsEnd() {
        VerifiedStream stream = new VerifiedStream(new ByteArrayInputStream(bytes("CONTENT")), CONTENT);

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(stream::readAllBytes)
                .withMessageContaining("The blob should be " + CONTENT);
    }

    private static void readInPieces(InputStream stream, int piece, ByteArrayOutputStream target) throws IOException {
        byte[] buffer = new byte[piece];
        try (stream) {
            for (int count = stream.read(buffer, 0, piece); count >= 0; count = stream.read(buffer, 0, piece)) {
                target.write(buffer, 0, count);
            }
        }
    }
}
