package dev.berth.oci;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ManifestTests {

    private static final byte[] BYTES = "{ \"schemaVersion\" :2 }\n".getBytes(StandardCharsets.UTF_8);

    @Test
    void itsDigestIsThatOfItsBytesWhateverTheyAre() {
        assertThat(Manifest.of(MediaType.OCI_INDEX, BYTES).digest()).isEqualTo(Digest.ofContent(BYTES));
        assertThat(Manifest.of(MediaType.OCI_INDEX, new byte[0]).size()).isZero();
    }

    @Test
    void nobodyChangesItsBytesFromOutside() {
        byte[] given = BYTES.clone();
        Manifest manifest = Manifest.of(MediaType.OCI_INDEX, given);
        given[0] = 'x';
        manifest.bytes()[1] = 'x';

        assertThat(manifest.bytes()).isEqualTo(BYTES);
    }

    @Test
    void theSameBytesUnderAnotherMediaTypeAreAnotherManifest() {
        assertThat(Manifest.of(MediaType.OCI_INDEX, BYTES))
                .isEqualTo(Manifest.of(MediaType.OCI_INDEX, BYTES))
                .hasSameHashCodeAs(Manifest.of(MediaType.OCI_INDEX, BYTES))
                .isNotEqualTo(Manifest.of(MediaType.DOCKER_LIST, BYTES));
    }
}
