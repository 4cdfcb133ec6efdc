package dev.berth.oci;

import static dev.berth.oci.ScriptedRegistry.error;
import static dev.berth.testing.ImageFixtures.aBareImage;
import static dev.berth.testing.ImageFixtures.anArtifactAbout;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.berth.testing.Blob;
import dev.berth.testing.TestImage;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What hangs on an image goes along with it unscanned: so nothing that any engine could run may hang there. */
class AttachedImageTests {

    private static final RepositoryName FROM = RepositoryName.of("nextflow-staging/alice");
    private static final RepositoryName TO = RepositoryName.of("nextflow-approved/alice");
    private static final TestImage IMAGE = aBareImage();
    private static final String CONFIG = MediaType.OCI_CONFIG.value();
    private static final String LAYER = "application/vnd.oci.image.layer.v1.tar+gzip";
    private static final String SIGNATURE = "application/vnd.dev.cosign.simplesigning.v1+json";

    private final ScriptedRegistry source = ScriptedRegistry.start();
    private final ScriptedRegistry destination = ScriptedRegistry.start();
    private final RegistryClient reading = source.client();
    private final RegistryClient writing = destination.client();

    @AfterEach
    void stop() {
        reading.close();
        writing.close();
        source.close();
        destination.close();
    }

    private CopyReport copy() {
        return new ImageCopier().copy(reading, FROM, IMAGE.digest(), writing, TO);
    }

    private static Tag cosignTag(String suffix) {
        return Tag.of("sha256-" + IMAGE.digest().hex() + suffix);
    }

    /** The first is the config. */
    private static TestImage labelled(String... mediaTypes) {
        return Graphs.image(List.of(mediaTypes).stream()
                .map(type -> Blob.of(type, new byte[] {(byte) mediaTypes.length}))
                .toList());
    }

    @ParameterizedTest
    @CsvSource({
        "application/vnd.oci.image.config.v1+json, application/vnd.oci.image.layer.v1.tar+gzip",
        "application/vnd.docker.container.image.v1+json, application/vnd.docker.image.rootfs.diff.tar.gzip",
        "application/octet-stream, application/octet-stream",
        "application/json, application/vnd.oci.image.layer.v1.tar",
        "text/html, application/vnd.oci.image.layer.v1.tar",
        "application/vnd.oci.image, application/x-tar",
        "application/vnd.oci.image.anything, application/vnd.oci.image.anything",
        "APPLICATION/Vnd.OCI.Image.Config.v1+JSON, application/vnd.oci.image.layer.v1.tar",
        "application/vnd.oci.image.config.v1+json, Application/Vnd.Docker.Image.RootFS.diff.tar",
        "application/vnd.oci.empty.v1+json, application/vnd.docker.image.rootfs.diff.tar.gzip",
        "application/x-config, application/vnd.oci.image.layer.v1.tar"
    })
    void invariant1_anImageThatPosesAsAReferrerIsNotCarriedAlongHoweverItIsLabelled(String config, String layer) {
        TestImage hidden = Graphs.imageAbout(IMAGE, labelled(config, layer));
        source.put(FROM, IMAGE.digest(), IMAGE.withReferrer(hidden));

        assertThatExceptionOfType(ImageAttached.class)
                .isThrownBy(this::copy)
                .withMessageContaining("nobody scanned it");
        assertThat(destination.holdsManifest(TO, hidden.digest())).isFalse();
    }

    @Test
    void aLayerBesideASignatureMakesAnImageOfIt() {
        source.put(FROM, IMAGE.digest(), IMAGE);
        source.put(FROM, cosignTag(".sig"), labelled(CONFIG, SIGNATURE, LAYER));

        assertThatExceptionOfType(ImageAttached.class).isThrownBy(this::copy);
    }

    @ParameterizedTest
    @ValueSource(strings = {".sig", ".att", ".sbom"})
    void invariant1_anImageThatPosesAsASignatureIsNotCarriedAlong(String suffix) {
        source.put(FROM, IMAGE.digest(), IMAGE);
        source.put(FROM, cosignTag(suffix), Graphs.indexOf(labelled("application/octet-stream", LAYER)));

        assertThatExceptionOfType(ImageAttached.class).isThrownBy(this::copy);
    }

    @ParameterizedTest
    @CsvSource({
        ".sig, application/vnd.dev.cosign.simplesigning.v1+json",
        ".att, application/vnd.dsse.envelope.v1+json",
        ".att, application/vnd.in-toto+json",
        ".sbom, application/spdx+json",
        ".sbom, text/spdx+json",
        ".sbom, application/vnd.cyclonedx+json"
    })
    void whatCosignKeepsUnderTagsGoesAlong(String suffix, String layer) {
        TestImage attached = labelled(CONFIG, layer);
        source.put(FROM, IMAGE.digest(), IMAGE);
        source.put(FROM, cosignTag(suffix), attached);

        CopyReport report = copy();

        assertThat(destination.manifest(TO, cosignTag(suffix)))
                .isEqualTo(attached.manifest().bytes());
        assertThat(report.referrers()).isEqualTo(1);
        assertThat(report.leftTags()).isEmpty();
    }

    @Test
    void anArtifactOfWhateverKindGoesAlong() {
        TestImage note = anArtifactAbout(IMAGE, "application/vnd.example.note", "a note");
        source.put(FROM, IMAGE.digest(), IMAGE.withReferrer(note));

        copy();

        assertThat(destination.holdsManifest(TO, note.digest())).isTrue();
    }

    @Test
    void whereTagsAreImmutableAnOlderSignatureKeepsItsTagAndTheImageIsCopied() {
        TestImage later = labelled(CONFIG, SIGNATURE);
        TestImage earlier = labelled(CONFIG, SIGNATURE, SIGNATURE);
        Tag tag = cosignTag(".sig");
        source.put(FROM, IMAGE.digest(), IMAGE);
        source.put(FROM, tag, later);
        destination.put(TO, tag, earlier);
        destination.always(
                "PUT .*/manifests/sha256-.*", exchange -> error(exchange, 400, "TAG_INVALID", "the tag is immutable"));

        CopyReport report = copy();

        assertThat(report.leftTags()).containsExactly(tag);
        assertThat(destination.holdsManifest(TO, IMAGE.digest())).isTrue();
        assertThat(destination.holdsManifest(TO, later.digest())).isTrue();
        assertThat(destination.manifest(TO, tag)).isEqualTo(earlier.manifest().bytes());
    }

    @ParameterizedTest
    @CsvSource({"400, TAG_INVALID, false", "403, DENIED, true"})
    void anyOtherRefusalOfACosignTagStopsTheCopy(int status, String code, boolean taken) {
        Tag tag = cosignTag(".sig");
        source.put(FROM, IMAGE.digest(), IMAGE);
        source.put(FROM, tag, labelled(CONFIG, SIGNATURE));
        if (taken) {
            destination.put(TO, tag, labelled(CONFIG, SIGNATURE, SIGNATURE));
        }
        destination.always("PUT .*/manifests/sha256-.*", exchange -> error(exchange, status, code, "no"));

        assertThatExceptionOfType(RegistryRefused.class).isThrownBy(this::copy);
    }
}
