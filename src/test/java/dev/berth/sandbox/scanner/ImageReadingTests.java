package dev.berth.sandbox.scanner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.oci.Digest;
import dev.berth.testing.Blob;
import dev.berth.testing.DebianRoot;
import dev.berth.testing.ImageFixtures;
import dev.berth.testing.Layer;
import dev.berth.testing.Needs;
import dev.berth.testing.TestImage;
import dev.berth.testing.Tool;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageReadingTests {

    private static final String BOOKWORM = "PRETTY_NAME=\"Debian\"\nID=debian\nVERSION_ID=\"12\"\n";
    private static final String OLD_OPENSSL = status("libssl3", "openssl", "3.0.11-1~deb12u1");
    private static final String NEW_OPENSSL = status("libssl3", "openssl", "3.0.19-1~deb12u2");

    @TempDir
    private Path directory;

    @SuppressWarnings("NullAway.Init") // set before each test
    private ScannerFixture fixture;

    @BeforeEach
    void open() {
        fixture = new ScannerFixture(directory);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void findWhatIsKnownOfAnOldDebian() {
        Inspection inspection = fixture.inspect(ImageFixtures.anImage()
                .withDebian("11", "zlib1g=1:1.2.11.dfsg-2", "bash=5.1-2")
                .build());

        Finding finding = findings(inspection).getFirst();
        assertThat(finding.name()).isEqualTo("CVE-2022-37434");
        assertThat(finding.severity()).isEqualTo("CRITICAL");
        assertThat(finding.packageVersion()).isEqualTo("1:1.2.11.dfsg-2");
        assertThat(finding.fixedInVersion()).isEqualTo("1:1.2.11.dfsg-2+deb11u2");
        assertThat(finding.uri()).isEqualTo("https://security-tracker.debian.org/tracker/CVE-2022-37434");
    }

    @Test
    void judgeABinaryByTheVersionOfItsSource() {
        String status = "Package: libc6\nSource: glibc (2.36-9+deb12u2)\nStatus: install ok installed\nVersion: 99\n\n";

        assertThat(names(fixture.inspect(image(etc(BOOKWORM).file("var/lib/dpkg/status", status)))))
                .containsExactly("CVE-2023-4911", "CVE-2024-2961");
    }

    @Test
    void leaveOutWhatWasRemovedAgain() {
        String removed = OLD_OPENSSL.replace("install ok installed", "deinstall ok config-files");

        assertThat(names(fixture.inspect(image(etc(BOOKWORM).file("var/lib/dpkg/status", removed + NEW_OPENSSL)))))
                .isEmpty();
    }

    @Test
    void findWhatIsKnownOfAnOldAlpine() {
        Inspection inspection = fixture.inspect(ImageFixtures.anImage()
                .withAlpine("3.14.2", "zlib=1.2.11-r3", "apk-tools=2.12.7-r0")
                .build());

        assertThat(names(inspection)).containsExactly("CVE-2022-37434");
    }

    @Test
    void clearWhatIsFixedInItsOwnRelease() {
        assertThat(names(fixture.inspect(ImageFixtures.anImage()
                        .withDebian("12", "zlib1g=1:1.2.13.dfsg-1", "liblzma5=5.4.1-1")
                        .build())))
                .isEmpty();
        assertThat(names(fixture.inspect(ImageFixtures.anImage()
                        .withAlpine("3.20.1", "zlib=1.3.1-r1")
                        .build())))
                .isEmpty();
    }

    @Test
    void knowAVulnerabilityThatCameAndWent() {
        assertThat(names(xz("5.4.5-0.3"))).isEmpty();
        assertThat(names(xz("5.6.1-1"))).containsExactly("CVE-2024-3094");
        assertThat(names(xz("5.6.1+really5.4.5-1"))).isEmpty();
    }

    @Test
    void readTheDatabaseOfTheTopmostLayer() {
        TestImage upgraded = ImageFixtures.anImage()
                .withLayer(
                        etc(BOOKWORM).file("var/lib/dpkg/status", OLD_OPENSSL).gzipped())
                .withLayer(Layer.containing("var/lib/dpkg/status", NEW_OPENSSL).gzipped())
                .build();
        TestImage downgraded = ImageFixtures.anImage()
                .withLayer(
                        etc(BOOKWORM).file("var/lib/dpkg/status", NEW_OPENSSL).gzipped())
                .withLayer(Layer.containing("./var//lib/x/../dpkg/status", OLD_OPENSSL)
                        .plain())
                .build();

        assertThat(names(fixture.inspect(upgraded))).isEmpty();
        assertThat(names(fixture.inspect(downgraded))).contains("CVE-2024-5535");
    }

    @Test
    void seeNothingOfWhatAHigherLayerDeleted() {
        for (Layer deletion : List.of(
                Layer.deleting("var/lib/dpkg/status").gzipped(),
                Layer.deleting("var/lib/dpkg").gzipped(),
                Layer.deleting("var").gzipped(),
                Layer.containing("unrelated", "").opaque("var/lib").gzipped(),
                Layer.containing("var/lib/dpkg", "now a file").gzipped())) {
            TestImage image = ImageFixtures.anImage()
                    .withLayer(etc(BOOKWORM)
                            .file("var/lib/dpkg/status", OLD_OPENSSL)
                            .gzipped())
                    .withLayer(deletion)
                    .build();
            assertThat(fixture.inspect(image)).isInstanceOf(Inspection.Unsupported.class);
        }
    }

    @Test
    void keepWhatALayerAddsBesideItsOwnOpaqueWhiteout() {
        TestImage image = ImageFixtures.anImage()
                .withLayer(
                        etc(BOOKWORM).file("var/lib/dpkg/status", OLD_OPENSSL).gzipped())
                .withLayer(Layer.containing("var/lib/dpkg/status", NEW_OPENSSL)
                        .opaque("var/lib/dpkg")
                        .whiteout("var/lib/dpkg/status-old")
                        .gzipped())
                .build();

        assertThat(names(fixture.inspect(image))).isEmpty();
    }

    @Test
    void keepWhatIsBesideAWhiteoutOfAlmostTheSameName() {
        TestImage image = ImageFixtures.anImage()
                .withLayer(
                        etc(BOOKWORM).file("var/lib/dpkg/status", OLD_OPENSSL).gzipped())
                .withLayer(Layer.deleting("var/lib/dpkg/stat")
                        .whiteout("var/lib/dpk")
                        .gzipped())
                .build();

        assertThat(names(fixture.inspect(image))).contains("CVE-2024-5535");
    }

    @Test
    void readAFilePerPackageAsDistrolessImagesHaveIt() {
        String openssl = "Package: libssl3\nVersion: 3.0.11-1~deb12u1\nSource: openssl\n";
        TestImage image = image(Layer.containing("usr/lib/os-release", BOOKWORM)
                .link("etc/os-release", "../usr/lib/os-release")
                .file("var/lib/dpkg/status.d/libssl3", openssl)
                .file("var/lib/dpkg/status.d/libssl3.md5sums", "Package: x\n"));

        assertThat(names(fixture.inspect(image))).contains("CVE-2024-5535");
    }

    @Test
    void readPathsThatAreTooLongForTheirField() {
        String deep = "x".repeat(90) + "/" + "y".repeat(90);
        TestImage image = image(etc(BOOKWORM).file(deep, "z").file("var/lib/dpkg/status", OLD_OPENSSL));

        assertThat(names(fixture.inspect(image))).contains("CVE-2024-5535");
    }

    @Test
    void notJudgeWhatItDoesNotKnow() {
        assertThat(List.of(
                        fixture.inspect(ImageFixtures.aBareImage()),
                        fixture.inspect(image(Layer.containing("var/lib/dpkg/status", OLD_OPENSSL))),
                        fixture.inspect(image(etc(BOOKWORM))),
                        fixture.inspect(image(etc(BOOKWORM).file("var/lib/dpkg/status", ""))),
                        fixture.inspect(image(etc(BOOKWORM).link("var/lib/dpkg/status", "/nowhere"))),
                        fixture.inspect(image(
                                etc(BOOKWORM.replace("debian", "ubuntu")).file("var/lib/dpkg/status", OLD_OPENSSL))),
                        fixture.inspect(
                                image(etc(BOOKWORM.replace("12", "99")).file("var/lib/dpkg/status", OLD_OPENSSL)))))
                .allSatisfy(inspection -> assertThat(inspection).isInstanceOf(Inspection.Unsupported.class));
    }

    @Test
    void notJudgeALayerThatIsPackedByWhatItCannotRead() {
        byte[] zstd = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0, 0, 0, 0};
        Layer layer = new Layer(Blob.of("application/vnd.oci.image.layer.v1.tar+zstd", zstd), Digest.ofContent(zstd));

        assertThat(fixture.inspect(ImageFixtures.anImage().withLayer(layer).build()))
                .isInstanceOf(Inspection.Unsupported.class);
    }

    @Test
    void failOnALayerThatIsDamaged() {
        byte[] good = bytes(etc(BOOKWORM)
                .file("var/lib/dpkg/status", NEW_OPENSSL.repeat(200))
                .gzipped());
        byte[] flipped = good.clone();
        flipped[good.length / 2] ^= 0x40;

        assertThat(List.of(
                        Arrays.copyOf(good, good.length / 2),
                        flipped,
                        "no tar at all".repeat(99).getBytes(StandardCharsets.UTF_8)))
                .allSatisfy(content -> assertThat(fixture.inspect(ImageFixtures.anImage()
                                .withLayer(new Layer(Blob.of(Layer.GZIP, content), Digest.ofContent(content)))
                                .build()))
                        .isInstanceOf(Inspection.Failed.class));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2 =", "1 =", "3 =\n", "9 a=b\n", "6 abc\n", "x a=b\n"})
    void failOnADamagedPaxHeader(String records) throws IOException {
        byte[] header = records.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            TarArchiveEntry entry = new TarArchiveEntry("header", TarConstants.LF_PAX_EXTENDED_HEADER_LC);
            entry.setSize(header.length);
            tar.putArchiveEntry(entry);
            tar.write(header);
            tar.closeArchiveEntry();
        }
        Layer layer = new Layer(Blob.of(Layer.PLAIN, bytes.toByteArray()), Digest.ofContent(bytes.toByteArray()));

        assertThat(fixture.inspect(ImageFixtures.anImage().withLayer(layer).build()))
                .isInstanceOfSatisfying(
                        Inspection.Failed.class,
                        failed -> assertThat(failed.reason()).endsWith("A pax header is damaged"));
    }

    @Test
    void rememberNoMorePathsThanAnyImageHas() {
        String folder = "var/lib/dpkg/status.d/";
        List<BiFunction<Layer.Builder, String, Layer.Builder>> entries = List.of(
                (layer, name) -> layer.file(folder + name, ""),
                (layer, name) -> layer.link(folder + name, "x"),
                (layer, name) -> layer.whiteout(folder + name),
                (layer, name) -> layer.opaque(folder + name));

        assertThat(entries).allSatisfy(entry -> {
            Layer.Builder layer = etc(BOOKWORM);
            for (int i = 0; i < 20_000; i++) {
                layer = entry.apply(layer, "p" + i);
            }
            assertThat(fixture.inspect(image(layer))).isInstanceOf(Inspection.Failed.class);
        });
    }

    @Test
    void stopAtALayerThatUnpacksWithoutEnd() {
        byte[] nothing = new byte[40 << 20];
        TestImage image = image(etc(BOOKWORM).file("zeros", nothing, 0644));
        fixture.push(image);

        Inspection inspection = new ImageReading(fixture.store(), Advisories.bundled(), 10 << 20)
                .apply(fixture.store()
                        .image(ScannerFixture.REPOSITORY, image.digest())
                        .orElseThrow());

        assertThat(inspection).isInstanceOf(Inspection.Failed.class);
        assertThat(fixture.inspect(image(etc(BOOKWORM).file("var/lib/dpkg/status", nothing, 0644))))
                .isInstanceOf(Inspection.Failed.class);
    }

    @Test
    @Needs(Tool.MMDEBSTRAP)
    void clearARealCurrentDebian() {
        Path tar = DebianRoot.tar();

        Inspection inspection = fixture.inspect(
                ImageFixtures.anImage().withLayer(Layer.ofTar(tar)).build());

        assertThat(findings(inspection)).noneMatch(finding -> finding.severity().equals("CRITICAL"));
    }

    private Inspection xz(String version) {
        return fixture.inspect(
                ImageFixtures.anImage().withDebian("13", "liblzma5=" + version).build());
    }

    private static List<String> names(Inspection inspection) {
        return findings(inspection).stream().map(Finding::name).toList();
    }

    private static List<Finding> findings(Inspection inspection) {
        assertThat(inspection).isInstanceOf(Inspection.Read.class);
        return ((Inspection.Read) inspection).findings();
    }

    private static TestImage image(Layer.Builder layer) {
        return ImageFixtures.anImage().withLayer(layer.gzipped()).build();
    }

    private static Layer.Builder etc(String osRelease) {
        return Layer.containing("etc/os-release", osRelease);
    }

    private static String status(String name, String source, String version) {
        return "Package: %s\nStatus: install ok installed\nSource: %s\nVersion: %s\nDescription: one\n two: three\n\n"
                .formatted(name, source, version);
    }

    private static byte[] bytes(Layer layer) {
        try (InputStream content = layer.blob().content().get()) {
            return content.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
