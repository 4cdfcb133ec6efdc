package dev.berth.oci;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MediaTypeTests {

    @Test
    void aHeaderIsReadWithoutItsParameters() {
        assertThat(MediaType.of("application/vnd.oci.image.index.v1+json; charset=utf-8"))
                .isEqualTo(MediaType.OCI_INDEX);
        assertThat(MediaType.of(" ").value()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/vnd.docker.distribution.manifest.v1+json",
                "application/vnd.docker.distribution.manifest.v1+prettyjws",
                "application/json",
                "APPLICATION/VND.OCI.IMAGE.INDEX.V1+JSON",
                ""
            })
    void schemaOneAndEverythingElseIsNoManifest(String text) {
        assertThat(MediaType.of(text).isManifest()).isFalse();
    }

    @Test
    void layersOfAFileSystemAreKnownPackedInWhateverWay() {
        assertThat(new MediaType("application/vnd.oci.image.layer.v1.tar+zstd").isScannedLayer())
                .isTrue();
        assertThat(new MediaType("application/vnd.docker.image.rootfs.diff.tar.gzip").isScannedLayer())
                .isTrue();
        assertThat(new MediaType("application/vnd.in-toto+json").isScannedLayer())
                .isFalse();
        assertThat(new MediaType("application/vnd.oci.image.layer.nondistributable.v1.tar").isForeignLayer())
                .isTrue();
        assertThat(new MediaType("application/vnd.oci.image.layer.v1.tar").isForeignLayer())
                .isFalse();
    }
}
