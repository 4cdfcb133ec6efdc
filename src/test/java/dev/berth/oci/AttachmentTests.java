package dev.berth.oci;

import static dev.berth.oci.ScriptedRegistry.error;
import static dev.berth.testing.ImageFixtures.aBareImage;
import static dev.berth.testing.ImageFixtures.aDebianImage;
import static dev.berth.testing.ImageFixtures.anAttestedIndexOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.berth.oci.LeftBehind.Reason;
import dev.berth.testing.Blob;
import dev.berth.testing.Layer;
import dev.berth.testing.TestImage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What belongs to an image goes along unscanned: so only where all of it was read, and is known to be harmless. */
class AttachmentTests {

    private static final RepositoryName FROM = RepositoryName.of("nextflow-staging/alice");
    private static final RepositoryName TO = RepositoryName.of("nextflow-approved/alice");
    private static final TestImage IMAGE = aBareImage();
    private static final String SIMPLE_SIGNING = "application/vnd.dev.cosign.simplesigning.v1+json";
    private static final String IN_TOTO = "application/vnd.in-toto+json";
    private static final Blob EMPTY_CONFIG = blob("application/vnd.oci.empty.v1+json", "{}");
    private static final Blob IMAGE_CONFIG = blob(
            MediaType.OCI_CONFIG.value(),
            "{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]}}");
    private static final Blob SIGNATURE = blob(SIMPLE_SIGNING, "{\"critical\":{\"type\":\"cosign\"},\"optional\":{}}");
    private static final Layer ROOT = Layer.containing("bin/busybox", "runs").gzipped();

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
        return Copies.copy(reading, FROM, IMAGE, writing, TO);
    }

    private static Tag cosignTag(Digest subject, String suffix) {
        return Tag.of("sha256-" + subject.hex() + suffix);
    }

    private static Blob blob(String mediaType, String content) {
        return Blob.of(mediaType, content.getBytes(StandardCharsets.UTF_8));
    }

    /** A root file system under another label. */
    private static Blob root(String mediaType) {
        return new Blob(
                new MediaType(mediaType),
                ROOT.blob().digest(),
                ROOT.blob().size(),
                ROOT.blob().content());
    }

    private static TestImage artifact(Blob... configAndLayers) {
        return Graphs.image(List.of(configAndLayers));
    }

    private void refers(TestImage attachment) {
        source.put(FROM, IMAGE.digest(), IMAGE.withReferrer(Graphs.about(IMAGE, attachment)));
    }

    private void isLeftBehind(TestImage hidden, Reason reason) {
        CopyReport report = copy();

        assertThat(report.leftBehind()).singleElement().satisfies(left -> {
            assertThat(left.digest()).isEqualTo(hidden.digest());
            assertThat(left.reason()).isEqualTo(reason);
        });
        assertThat(destination.holdsManifest(TO, IMAGE.digest())).isTrue();
        assertThat(destination.manifests(TO)).isEqualTo(1);
        hidden.blobs().stream()
                .filter(blob ->
                        IMAGE.blobs().stream().noneMatch(own -> own.digest().equals(blob.digest())))
                .forEach(blob ->
                        assertThat(destination.holdsBlob(TO, blob.digest())).isFalse());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/vnd.in-toto+json",
                "application/vnd.dsse.envelope.v1+json",
                "application/spdx+json",
                "text/spdx",
                "application/vnd.cyclonedx+xml",
                "application/vnd.cyclonedx",
                "application/vnd.syft+json",
                "application/jose+json",
                "application/json",
                "application/cose",
                "application/vnd.sylabs.sif.layer.v1.sif",
                "application/x-tar",
                "application/octet-stream",
                "APPLICATION/Vnd.OCI.Image.Layer.v1.tar",
                "application/vnd.oci.image.layer.v1.tar+gzip",
                "application/vnd.docker.image.rootfs.diff.tar.gzip"
            })
    void invariant1_aRootFileSystemIsLeftBehindHoweverItIsLabelled(String layer) {
        TestImage hidden = artifact(IMAGE_CONFIG, root(layer));
        refers(hidden);

        isLeftBehind(Graphs.about(IMAGE, hidden), Reason.COMPRESSED);
    }

    @ParameterizedTest
    @ValueSource(strings = {".sig", ".att", ".sbom"})
    void invariant1_soItIsUnderATagLikeASignatures(String suffix) {
        TestImage hidden = artifact(IMAGE_CONFIG, root(IN_TOTO));
        source.put(FROM, IMAGE.digest(), IMAGE);
        source.put(FROM, cosignTag(IMAGE.digest(), suffix), hidden);

        isLeftBehind(hidden, Reason.COMPRESSED);
        assertThat(destination.holdsManifest(TO, cosignTag(IMAGE.digest(), suffix)))
                .isFalse();
    }

    @Test
    void invariant1_oneLayerBesideASignatureIsEnough() {
        TestImage hidden = artifact(IMAGE_CONFIG, SIGNATURE, root(SIMPLE_SIGNING));
        source.put(FROM, IMAGE.digest(), IMAGE);
        source.put(FROM, cosignTag(IMAGE.digest(), ".sig"), hidden);

        isLeftBehind(hidden, Reason.COMPRESSED);
    }

    @Test
    void invariant1_aFileSystemInTheConfigIsLeftBehind() {
        TestImage hidden = artifact(root("application/vnd.oci.empty.v1+json"), SIGNATURE);
        refers(hidden);

        isLeftBehind(Graphs.about(IMAGE, hidden), Reason.COMPRESSED);
    }

    @Test
    void invariant1_anIndexThatNamesAnImageIsLeftBehindWithIt() {
        TestImage hidden = Graphs.indexOf(artifact(EMPTY_CONFIG, SIGNATURE), artifact(IMAGE_CONFIG, root(IN_TOTO)));
        refers(hidden);

        isLeftBehind(Graphs.about(IMAGE, hidden), Reason.NAMES_OTHERS);
    }

    @Test
    void anIndexOfSignaturesGoesAlong() {
        TestImage signatures = Graphs.about(
                IMAGE, Graphs.indexOf(artifact(EMPTY_CONFIG, SIGNATURE), artifact(IMAGE_CONFIG, SIGNATURE)));
        source.put(FROM, IMAGE.digest(), IMAGE.withReferrer(signatures));

        assertThat(copy().leftBehind()).isEmpty();
        assertThat(destination.manifests(TO)).isEqualTo(4);
    }

    @Test
    void whatRefersToWhatWasLeftBehindStaysToo() {
        TestImage hidden = Graphs.about(IMAGE, artifact(IMAGE_CONFIG, root(IN_TOTO)));
        TestImage signed = Graphs.about(hidden, artifact(EMPTY_CONFIG, SIGNATURE));
        source.put(FROM, IMAGE.digest(), IMAGE.withReferrer(hidden.withReferrer(signed)));

        isLeftBehind(hidden, Reason.COMPRESSED);
    }

    @Test
    void invariant1_anIndexThatNamesWhatNobodyScannedIsRefusedAndSaysHowToBuildWithoutIt() {
        TestImage hidden = artifact(IMAGE_CONFIG, root(IN_TOTO));
        TestImage index = Graphs.indexOf(IMAGE, hidden);
        source.put(FROM, index.digest(), index);

        assertThatExceptionOfType(UnscannedContent.class)
                .isThrownBy(() -> Copies.copy(reading, FROM, index, writing, TO))
                .withMessageContaining(hidden.digest().value())
                .withMessageContaining("it is compressed")
                .withMessageContaining("--provenance=false --sbom=false");
        assertThat(destination.manifests(TO)).isZero();
        assertThat(destination.holdsBlob(TO, IMAGE.blobs().getLast().digest())).isFalse();
    }

    @Test
    void invariant1_soIsOneThatNamesSuchAnIndex() {
        TestImage outer = Graphs.indexOf(Graphs.indexOf(IMAGE, artifact(IMAGE_CONFIG, root(IN_TOTO))));
        source.put(FROM, outer.digest(), outer);

        assertThatExceptionOfType(UnscannedContent.class)
                .isThrownBy(() -> Copies.copy(reading, FROM, outer, writing, TO));
    }

    @Test
    void invariant1_anImageThatWasNotScannedIsRefusedItself() {
        source.put(FROM, IMAGE.digest(), IMAGE);

        assertThatExceptionOfType(UnscannedContent.class)
                .isThrownBy(() -> Copies.copier(reading)
                        .copy(reading, FROM, ScannedImage.of(IMAGE.digest(), List.of()), writing, TO));
    }

    /** A scanner passes over it, and an engine does not. */
    @Test
    void invariant1_aScannedPlatformHasNoLayerThatScannersDoNotRead() {
        TestImage image = artifact(IMAGE_CONFIG, IMAGE.blobs().getLast(), root("application/x-tar"));
        source.put(FROM, image.digest(), image);

        assertThatExceptionOfType(UnscannedContent.class)
                .isThrownBy(
                        () -> Copies.copier(reading).copy(reading, FROM, Copies.scanned(image.digest()), writing, TO))
                .withMessageContaining("is labelled application/x-tar");
    }

    @Test
    void buildKitsProvenanceGoesAlong() {
        TestImage index = anAttestedIndexOf(aDebianImage("bash=1"));
        source.put(FROM, index.digest(), index);

        CopyReport report = Copies.copy(reading, FROM, index, writing, TO);

        assertThat(report.leftBehind()).isEmpty();
        assertThat(destination.manifests(TO)).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                ".sig  | application/vnd.dev.cosign.simplesigning.v1+json | {\"critical\":{\"identity\":{}},\"optional\":null}",
                ".att  | application/vnd.dsse.envelope.v1+json | {\"payloadType\":\"application/vnd.in-toto+json\",\"payload\":\"e30=\",\"signatures\":[]}",
                ".att  | application/vnd.in-toto+json | {\"_type\":\"https://in-toto.io/Statement/v0.1\"}",
                ".sbom | application/spdx+json | {\"spdxVersion\":\"SPDX-2.3\"}",
                ".sbom | text/spdx+json | {\"spdxVersion\":\"SPDX-2.3\"}",
                ".sbom | text/spdx | SPDXVersion: SPDX-2.3",
                ".sbom | application/vnd.cyclonedx | {\"bomFormat\":\"CycloneDX\"}",
                ".sbom | application/vnd.cyclonedx+json | {\"bomFormat\":\"CycloneDX\"}",
                ".sbom | application/vnd.cyclonedx+xml | <bom xmlns=\"http://cyclonedx.org/schema/bom/1.4\"/>",
                ".sbom | application/vnd.syft+json | {\"artifacts\":[]}"
            })
    void whatCosignKeepsUnderTagsGoesAlong(String suffix, String mediaType, String content) {
        TestImage attached = artifact(IMAGE_CONFIG, blob(mediaType, content));
        Tag tag = cosignTag(IMAGE.digest(), suffix);
        source.put(FROM, IMAGE.digest(), IMAGE);
        source.put(FROM, tag, attached);

        CopyReport report = copy();

        assertThat(destination.manifest(TO, tag)).isEqualTo(attached.manifest().bytes());
        assertThat(report.referrers()).isEqualTo(1);
        assertThat(report.leftBehind()).isEmpty();
        assertThat(report.leftTags()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/jose+json | {\"payload\":\"e30\",\"protected\":\"e30\",\"header\":{},\"signature\":\"c2ln\"}",
                "application/vnd.dev.sigstore.bundle.v0.3+json | {\"mediaType\":\"application/vnd.dev.sigstore.bundle.v0.3+json\"}",
                "application/sarif+json | {\"version\":\"2.1.0\",\"runs\":[]}",
                "application/vnd.example.report+json | [1, 2]",
                "application/json | {}"
            })
    void documentsThatReferToTheImageGoAlong(String mediaType, String content) {
        refers(artifact(EMPTY_CONFIG, blob(mediaType, content)));

        assertThat(copy().leftBehind()).isEmpty();
        assertThat(destination.manifests(TO)).isEqualTo(2);
    }

    @Test
    void whatRefersToADocumentOrToAPlatformGoesAlongToo() {
        TestImage index = Graphs.indexOf(IMAGE);
        TestImage sbom = Graphs.about(index, artifact(EMPTY_CONFIG, blob("application/json", "{}")));
        TestImage signature = Graphs.about(sbom, artifact(EMPTY_CONFIG, SIGNATURE));
        source.put(FROM, index.digest(), index.withReferrer(sbom.withReferrer(signature)));
        source.put(FROM, cosignTag(IMAGE.digest(), ".sig"), artifact(IMAGE_CONFIG, SIGNATURE));

        assertThat(Copies.copy(reading, FROM, index, writing, TO).referrers()).isEqualTo(3);
        assertThat(destination.holdsManifest(TO, signature.digest())).isTrue();
        assertThat(destination.holdsManifest(TO, cosignTag(IMAGE.digest(), ".sig")))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/spdx+json | not JSON | NOT_A_DOCUMENT",
                "application/spdx+json | {\"spdxVersion\":\"SPDX-2.3\"} {} | NOT_A_DOCUMENT",
                "application/spdx+json | {\"spdxVersion\":\"SPDX-2.3\" | NOT_A_DOCUMENT",
                "application/vnd.in-toto+json | {\"a\":1} | NOT_A_DOCUMENT",
                "application/vnd.dsse.envelope.v1+json | {\"payloadType\":\"a\",\"payload\":\"H4sI\",\"signatures\":[]} | NOT_A_DOCUMENT",
                "application/json | #!/bin/sh | EXECUTABLE",
                "application/json | 'MZ' | EXECUTABLE",
                "application/json | !<arch> | NOT_A_DOCUMENT",
                "application/vnd.cyclonedx+xml | <html/> | NOT_A_DOCUMENT",
                "application/vnd.cyclonedx+xml | <!DOCTYPE bom []><bom xmlns=\"http://cyclonedx.org/schema/bom/1.4\"/> | NOT_A_DOCUMENT",
                "text/plain | a note | NOT_A_DOCUMENT",
                "application/x-tar | {} | NOT_A_DOCUMENT",
                "application/vnd.oci.image.layer.v1.tar+json | {} | NOT_A_DOCUMENT"
            })
    void whatIsNotWhatItSaysIsLeftBehind(String mediaType, String content, Reason reason) {
        TestImage attached = artifact(EMPTY_CONFIG, blob(mediaType, content));
        refers(attached);

        isLeftBehind(Graphs.about(IMAGE, attached), reason);
    }

    @Test
    void anAttachmentLargerThanBerthReadsIsLeftBehindUnread() {
        TestImage attached = artifact(EMPTY_CONFIG, blob("application/json", "[\"" + "x".repeat(2_000) + "\"]"));
        refers(attached);

        CopyReport report = Copies.copier(reading, new CopyLimits(ImageLimits.USUAL, 2_000, 64L << 20, 6))
                .copy(reading, FROM, Copies.scanned(IMAGE), writing, TO);

        assertThat(report.leftBehind()).extracting(LeftBehind::reason).containsExactly(Reason.TOO_LARGE);
        assertThat(source.requests("GET .*/blobs/" + attached.blobs().getLast().digest()))
                .isEmpty();
    }

    /** Each of them may go, and there may be hundreds. */
    @Test
    void whatMakesAllAttachmentsOfAnImageTooMuchIsLeftBehindUnread() {
        TestImage subject = IMAGE;
        List<TestImage> sboms = new ArrayList<>();
        for (int number = 0; number < 9; number++) {
            String content = "[%d,\"%s\"]".formatted(number, "x".repeat(20_000));
            TestImage sbom = Graphs.about(IMAGE, artifact(EMPTY_CONFIG, blob("application/json", content)));
            sboms.add(sbom);
            subject = subject.withReferrer(sbom);
        }
        source.put(FROM, IMAGE.digest(), subject);

        CopyReport report = Copies.copier(reading, new CopyLimits(ImageLimits.USUAL, 30_000, 80_000, 6))
                .copy(reading, FROM, Copies.scanned(IMAGE), writing, TO);

        assertThat(report.leftBehind())
                .hasSize(6)
                .extracting(LeftBehind::reason)
                .containsOnly(Reason.TOO_MUCH);
        assertThat(sboms)
                .filteredOn(sbom -> source.requests(
                                "GET .*/blobs/" + sbom.blobs().getLast().digest())
                        .isEmpty())
                .extracting(TestImage::digest)
                .containsExactlyInAnyOrderElementsOf(
                        report.leftBehind().stream().map(LeftBehind::digest).toList());
        assertThat(destination.manifests(TO)).isEqualTo(4);
    }

    /** The smallest blob costs a request as the largest does. */
    @Test
    void soIsWhatHasTooManyBlobsHoweverSmall() {
        Blob[] blobs = new Blob[100];
        blobs[0] = EMPTY_CONFIG;
        for (int number = 1; number < blobs.length; number++) {
            blobs[number] = blob("application/json", "[%d]".formatted(number));
        }
        refers(artifact(blobs));

        CopyReport report = Copies.copier(reading, new CopyLimits(ImageLimits.USUAL, 30_000, 80_000, 6))
                .copy(reading, FROM, Copies.scanned(IMAGE), writing, TO);

        assertThat(report.leftBehind()).extracting(LeftBehind::reason).containsExactly(Reason.TOO_MUCH);
        assertThat(source.requests("GET .*/blobs/.*"))
                .as("the image's own")
                .hasSize(IMAGE.blobs().size());
    }

    /** A copy keeps the index's digest, so its own attestation cannot be left behind. */
    @Test
    void anIndexWhoseOwnAttestationsAreTooMuchIsRefusedWithThatSentence() {
        TestImage index = anAttestedIndexOf(aDebianImage("bash=1"));
        source.put(FROM, index.digest(), index);

        assertThatExceptionOfType(UnscannedContent.class)
                .isThrownBy(() -> Copies.copier(reading, new CopyLimits(ImageLimits.USUAL, 4_000, 4_000, 6))
                        .copy(reading, FROM, Copies.scanned(index), writing, TO))
                .withMessageContaining("together with the image's other attachments it is more than Berth reads");
    }

    @Test
    void anAttachmentThatSaysASmallerSizeIsLeftBehind() {
        Blob large = blob("application/json", "[\"" + "x".repeat(2_000) + "\"]");
        TestImage attached = artifact(EMPTY_CONFIG, new Blob(large.mediaType(), large.digest(), 2, large.content()));
        refers(attached);

        isLeftBehind(Graphs.about(IMAGE, attached), Reason.WRONG_SIZE);
    }

    @Test
    void anAttachmentWithoutContentAndOneThatCannotBeReadAreLeftBehind() {
        TestImage bare = Graphs.about(IMAGE, artifact(IMAGE_CONFIG));
        source.put(FROM, IMAGE.digest(), IMAGE.withReferrer(bare));
        Tag tag = cosignTag(IMAGE.digest(), ".sig");
        source.put(
                FROM,
                tag,
                Manifest.of(MediaType.OCI_MANIFEST, "{\"schemaVersion\":1}".getBytes(StandardCharsets.UTF_8)));

        assertThat(copy().leftBehind())
                .extracting(LeftBehind::reason)
                .containsExactlyInAnyOrder(Reason.NO_CONTENT, Reason.UNREADABLE);
    }

    @Test
    void aRegistryThatDoesNotAnswerIsNotTakenForAnAttachmentThatIsNotHarmless() {
        refers(artifact(EMPTY_CONFIG, SIGNATURE));
        source.always("GET .*/blobs/" + SIGNATURE.digest(), exchange -> error(exchange, 503, "UNAVAILABLE", "later"));

        assertThatExceptionOfType(RegistryRefused.class).isThrownBy(this::copy);
        assertThat(destination.manifests(TO)).isZero();
    }

    @Test
    void whereTagsAreImmutableAnOlderSignatureKeepsItsTagAndTheImageIsCopied() {
        TestImage later = artifact(IMAGE_CONFIG, SIGNATURE);
        TestImage earlier = artifact(IMAGE_CONFIG, SIGNATURE, SIGNATURE);
        Tag tag = cosignTag(IMAGE.digest(), ".sig");
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
        Tag tag = cosignTag(IMAGE.digest(), ".sig");
        source.put(FROM, IMAGE.digest(), IMAGE);
        source.put(FROM, tag, artifact(IMAGE_CONFIG, SIGNATURE));
        if (taken) {
            destination.put(TO, tag, artifact(IMAGE_CONFIG, SIGNATURE, SIGNATURE));
        }
        destination.always("PUT .*/manifests/sha256-.*", exchange -> error(exchange, status, code, "no"));

        assertThatExceptionOfType(RegistryRefused.class).isThrownBy(this::copy);
    }

    /**
     * The header of an old tar is text throughout, if its file's name is. Its checksum is octal digits, and unpackers take them in
     * more spellings than the format has.
     */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "%07o ", "%06o  ", " %06o ", "%08o", "0o%06o", "0O%06o", "+%06o ", "0_%06o", "%06ox ", "%06o 7",
                "%06o9 "
            })
    void invariant1_aTarThatIsJsonFromItsFirstToItsLastByteIsLeftBehind(String checksum) {
        byte[] tar = jsonThatIsATar(checksum);
        assertThat(JsonDocument.read(new String(tar, StandardCharsets.US_ASCII)))
                .isPresent();
        TestImage attached = artifact(EMPTY_CONFIG, Blob.of("application/json", tar));
        refers(attached);

        isLeftBehind(Graphs.about(IMAGE, attached), Reason.ARCHIVE);
    }

    private static byte[] jsonThatIsATar(String checksum) {
        String before = padded("{\"", 100) + "0000755 0000000 0000000 " + "00000001000 00000000000 ";
        String after = padded("0", 512 - 156) + padded("\":\"file", 510) + "\"}";
        int sum = (before + " ".repeat(8) + after).chars().limit(512).sum();
        return (before + checksum.formatted(sum) + after).getBytes(StandardCharsets.US_ASCII);
    }

    private static String padded(String text, int length) {
        return text + "x".repeat(length - text.length());
    }
}
