package dev.berth.oci;

import static dev.berth.testing.ImageFixtures.anImage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.berth.sandbox.registry.RegistryServer;
import dev.berth.testing.Blob;
import dev.berth.testing.Layer;
import dev.berth.testing.Needs;
import dev.berth.testing.Program;
import dev.berth.testing.RegistryPusher;
import dev.berth.testing.TestImage;
import dev.berth.testing.Tool;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.ArchiveException;
import org.apache.commons.compress.archivers.ArchiveStreamFactory;
import org.apache.commons.compress.compressors.CompressorException;
import org.apache.commons.compress.compressors.CompressorStreamFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever somebody hangs on a clean image, however it is labelled and by whatever way: nothing that unpacks, runs or is an
 * archive comes into the approved repository, and the honest things do. Podman is the judge.
 */
class HostileCorpusTests {

    private static final String IMAGE_CONFIG = MediaType.OCI_CONFIG.value();
    private static final String TAR_GZIP = "application/vnd.oci.image.layer.v1.tar+gzip";
    private static final String IN_TOTO = "application/vnd.in-toto+json";
    private static final String SIMPLE_SIGNING = "application/vnd.dev.cosign.simplesigning.v1+json";

    @TempDir
    private static Path directory;

    private static RegistryServer server;
    private static RepositoryName staging;
    private static RepositoryName approved;
    private static final List<Case> CASES = new ArrayList<>();
    private static final List<TestImage> HONEST = new ArrayList<>();
    private static final List<CopyReport> HONEST_REPORTS = new ArrayList<>();
    private static final Map<String, String> ENDED = new LinkedHashMap<>();

    /** What is pushed, who carries it, and whose image it is. */
    private record Case(String name, TestImage subject, TestImage hostile, boolean named) {}

    /** How a manifest comes to belong to an image. */
    private enum Carrier {
        REFERRER,
        REFERRER_OF_PLATFORM,
        REFERRER_OF_REFERRER,
        REFERRER_INDEX,
        SIG,
        ATT,
        SBOM,
        TAG_OF_PLATFORM,
        TAG_OF_INDEX,
        CHILD,
        ATTESTATION_CHILD,
        NESTED_CHILD
    }

    @BeforeAll
    static void copyThemAll() {
        server = RegistryServer.on(directory.resolve("state"));
        staging = server.repository("nextflow-staging/mallory");
        approved = server.repository("nextflow-approved/mallory");
        Layer root = root();
        Map<String, TestImage> labelled = labelled(root);
        labelled.forEach((name, hostile) -> Stream.of(Carrier.REFERRER, Carrier.ATT, Carrier.ATTESTATION_CHILD)
                .forEach(carrier -> carried(name, hostile, carrier)));
        contents()
                .forEach((name, content) -> Stream.of(Carrier.REFERRER, Carrier.SIG)
                        .forEach(carrier -> carried(name, posing(content), carrier)));
        for (Carrier carrier : Carrier.values()) {
            carried("in-toto again", posing(root.blob()), carrier);
        }
        honest();
    }

    @AfterAll
    static void close() {
        server.close();
    }

    /** A root file system that runs, under every label that somebody may take for a document's. */
    private static Map<String, TestImage> labelled(Layer root) {
        Map<String, TestImage> labelled = new LinkedHashMap<>();
        List.of(
                        IN_TOTO,
                        "application/vnd.dsse.envelope.v1+json",
                        "application/spdx+json",
                        "text/spdx",
                        "application/vnd.cyclonedx",
                        "application/vnd.cyclonedx+xml",
                        SIMPLE_SIGNING,
                        "application/jose+json",
                        "application/vnd.sylabs.sif.layer.v1.sif",
                        "application/x-tar",
                        "application/octet-stream",
                        TAR_GZIP,
                        "APPLICATION/VND.OCI.IMAGE.LAYER.V1.TAR+GZIP",
                        "application/vnd.docker.image.rootfs.diff.tar.gzip",
                        "application/vnd.oci.empty.v1+json")
                .forEach(layer -> labelled.put(layer, image(config(root, IMAGE_CONFIG), as(layer, root.blob()))));
        List.of(
                        "application/vnd.oci.empty.v1+json",
                        "application/vnd.example.config.v1+json",
                        "application/octet-stream",
                        "application/json",
                        "text/html",
                        "application/vnd.docker.container.image.v1+json",
                        "Application/Vnd.OCI.Image.Config.V1+JSON")
                .forEach(config ->
                        labelled.put("config " + config, image(config(root, config), as(TAR_GZIP, root.blob()))));
        labelled.put("no layer but the config", image(as(IMAGE_CONFIG, root.blob()), as(IN_TOTO, statement())));
        labelled.put(
                "a layer behind a document",
                image(config(root, IMAGE_CONFIG), as(IN_TOTO, statement()), as(IN_TOTO, root.blob())));
        return labelled;
    }

    private static Map<String, Blob> contents() {
        byte[] tar = bytes(Layer.containing("bin/sh", "#!/bin/sh\n").plain().blob());
        Map<String, Blob> contents = new LinkedHashMap<>();
        contents.put("a plain tar", blob(tar));
        contents.put("a SIF", blob(at(32, "SIF_MAGIC", "#!/usr/bin/env run-singularity\n\0")));
        contents.put("a squashfs", blob(at(0, "hsqs", "hsqs")));
        contents.put("an ELF", blob(at(0, "\177ELF", "\177ELF")));
        contents.put("a script", blob("#!/bin/sh\necho hello\n".getBytes(StandardCharsets.UTF_8)));
        contents.put("a zip", blob(at(0, "PK\3\4", "PK\3\4")));
        contents.put("zstd", blob(at(0, "(\u00b5/\u00fd", "")));
        contents.put(
                "packed JSON",
                blob(gzip("{\"_type\":\"https://in-toto.io/Statement/v1\"}".getBytes(StandardCharsets.UTF_8))));
        contents.put(
                "JSON before a tar",
                blob(joined(
                        "{\"_type\":\"https://in-toto.io/Statement/v1\"}\n".getBytes(StandardCharsets.UTF_8), tar)));
        contents.put(
                "a tar whose first file's name is JSON",
                blob(bytes(Layer.containing("{\"_type\":\"https:", "x")
                        .file("bin/sh", "#!/bin/sh\n")
                        .plain()
                        .blob())));
        return contents;
    }

    private static void carried(String name, TestImage hostile, Carrier carrier) {
        TestImage image = clean(name + carrier);
        String full = name + " as " + carrier.name().toLowerCase(Locale.ROOT);
        switch (carrier) {
            case REFERRER ->
                pushed(full, image, Graphs.about(image, hostile), image.withReferrer(Graphs.about(image, hostile)));
            case REFERRER_OF_PLATFORM -> {
                TestImage about = Graphs.about(image, hostile);
                pushed(full, Graphs.indexOf(image), about, Graphs.indexOf(image.withReferrer(about)));
            }
            case REFERRER_OF_REFERRER -> {
                TestImage note = Graphs.about(
                        image,
                        image(as("application/vnd.oci.empty.v1+json", blob("{}")), as("application/json", blob("{}"))));
                TestImage about = Graphs.about(note, hostile);
                pushed(full, image, about, image.withReferrer(note.withReferrer(about)));
            }
            case REFERRER_INDEX -> {
                TestImage about = Graphs.about(image, Graphs.indexOf(hostile));
                pushed(full, image, about, image.withReferrer(about));
                CASES.add(new Case(full + " child", image, hostile, false));
            }
            case SIG, ATT, SBOM -> {
                push(cosign(image, "." + carrier.name().toLowerCase(Locale.ROOT)), hostile);
                pushed(full, image, hostile, image);
            }
            case TAG_OF_PLATFORM -> {
                push(cosign(image, ".sig"), hostile);
                pushed(full, Graphs.indexOf(image), hostile, Graphs.indexOf(image));
            }
            case TAG_OF_INDEX -> {
                push(cosign(image, ".att"), Graphs.indexOf(hostile));
                pushed(full, image, Graphs.indexOf(hostile), image);
                CASES.add(new Case(full + " child", image, hostile, false));
            }
            case CHILD -> named(full, Graphs.indexOf(image, hostile), hostile, image);
            case ATTESTATION_CHILD -> named(full, Graphs.attested(image, hostile), hostile, image);
            case NESTED_CHILD -> named(full, Graphs.indexOf(image, Graphs.indexOf(hostile)), hostile, image);
        }
    }

    private static void named(String name, TestImage index, TestImage hostile, TestImage platform) {
        push(tagFor(index), index);
        CASES.add(new Case(name, index, hostile, true));
        copied(name, ScannedImage.of(index.digest(), List.of(platform.digest())));
    }

    private static void pushed(String name, TestImage subject, TestImage hostile, TestImage whole) {
        push(tagFor(subject), whole);
        CASES.add(new Case(name, subject, hostile, false));
        copied(name, Copies.scanned(subject));
    }

    private static void copied(String name, ScannedImage image) {
        try (RegistryClient client = client()) {
            CopyReport report = Copies.copier(client).copy(client, staging, image, client, approved);
            ENDED.put(name, "left behind " + report.leftBehind().size());
        } catch (UnfitImage e) {
            ENDED.put(name, "refused");
        }
    }

    /** As the clients write them. */
    private static void honest() {
        TestImage image = clean("honest");
        TestImage empty = image(
                as("application/vnd.oci.empty.v1+json", blob("{}")),
                as("application/spdx+json", blob("{\"spdxVersion\":\"SPDX-2.3\"}")));
        TestImage sbom = Graphs.about(image, empty);
        TestImage notation = Graphs.about(
                image,
                image(
                        as("application/vnd.cncf.notary.signature", blob("{}")),
                        as(
                                "application/jose+json",
                                blob(
                                        "{\"payload\":\"e30\",\"protected\":\"e30\",\"header\":{},\"signature\":\"c2ln\"}"))));
        TestImage cosign = image(
                as(
                        IMAGE_CONFIG,
                        blob(
                                "{\"architecture\":\"\",\"os\":\"\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]},\"config\":{}}")),
                as(
                        SIMPLE_SIGNING,
                        blob(
                                "{\"critical\":{\"identity\":{\"docker-reference\":\"\"},\"type\":\"cosign container image signature\"},\"optional\":null}")));
        push(cosign(image, ".sig"), cosign);
        honest(image, image.withReferrer(sbom).withReferrer(notation), sbom, notation, cosign);
        TestImage provenance = image(
                as(
                        IMAGE_CONFIG,
                        blob(
                                "{\"architecture\":\"unknown\",\"os\":\"unknown\",\"config\":{},\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]}}")),
                as(IN_TOTO, statement()));
        TestImage built = Graphs.attested(clean("built"), provenance);
        honest(built, built, provenance);
    }

    private static void honest(TestImage subject, TestImage whole, TestImage... attachments) {
        push(tagFor(subject), whole);
        HONEST.addAll(List.of(attachments));
        try (RegistryClient client = client()) {
            HONEST_REPORTS.add(Copies.copier(client).copy(client, staging, Copies.scanned(subject), client, approved));
        }
    }

    @Test
    void invariant1_nothingOfTheCorpusIsInTheApprovedRepository() {
        Set<Digest> there = server.store().images(approved).stream()
                .map(image -> image.digest())
                .collect(Collectors.toSet());

        assertThat(CASES).hasSizeGreaterThanOrEqualTo(40);
        assertThat(CASES).allSatisfy(each -> {
            assertThat(there).as(each.name()).doesNotContain(each.hostile().digest());
            if (each.named()) {
                assertThat(ENDED.get(each.name())).as(each.name()).isEqualTo("refused");
                assertThat(there).as(each.name()).doesNotContain(each.subject().digest());
            } else {
                assertThat(there).as(each.name()).contains(each.subject().digest());
            }
        });
    }

    /** By another reader than the product's own, over every manifest and every blob that it names. */
    @Test
    void invariant1_whatWentAlongIsNoArchiveAndNotCompressedAndNoProgram() {
        Set<Digest> scanned = Stream.concat(
                        CASES.stream().map(Case::subject), Stream.of(clean("honest"), clean("built")))
                .flatMap(subject -> Stream.concat(Stream.of(subject), subject.children().stream()))
                .filter(image ->
                        CASES.stream().noneMatch(each -> each.hostile().digest().equals(image.digest())))
                .map(TestImage::digest)
                .collect(Collectors.toSet());
        List<byte[]> attached = server.store().images(approved).stream()
                .filter(image -> !scanned.contains(image.digest()))
                .map(image -> server.store().manifest(approved, image.digest()).content())
                .filter(ManifestContent.Image.class::isInstance)
                .flatMap(image -> ((ManifestContent.Image) image).blobs().stream())
                .map(blob -> content(blob.digest()))
                .toList();

        assertThat(attached).hasSizeGreaterThanOrEqualTo(8).allSatisfy(HostileCorpusTests::isADocument);
        CASES.stream()
                .flatMap(each -> each.hostile().blobs().stream())
                .filter(blob -> isNoDocument(bytes(blob)))
                .forEach(blob -> assertThat(server.store().blob(approved, blob.digest()))
                        .as(blob.mediaType().value())
                        .isEmpty());
    }

    @Test
    void whatHonestClientsWriteIsInTheApprovedRepository() {
        assertThat(HONEST_REPORTS)
                .hasSize(2)
                .allSatisfy(report -> assertThat(report.leftBehind()).isEmpty());
        assertThat(HONEST)
                .hasSize(4)
                .allSatisfy(attachment -> assertThat(server.store().image(approved, attachment.digest()))
                        .isPresent());
    }

    @Test
    @Needs(Tool.PODMAN)
    void invariant1_podmanPullsNoneOfTheCorpusFromTheApprovedRepositoryThoughItTakesManyFromStaging() {
        List<String> digests = CASES.stream()
                .map(each -> each.hostile().digest().value())
                .distinct()
                .toList();

        Program.Outcome fromStaging = pull(staging, digests);
        Program.Outcome fromApproved = pull(approved, digests);

        assertThat(fromStaging.output().lines().count()).isGreaterThanOrEqualTo(5);
        assertThat(fromApproved.succeeded()).isFalse();
        assertThat(fromApproved.output()).isBlank();
        Program.Outcome image =
                pull(approved, List.of(CASES.getFirst().subject().digest().value()));
        assertThat(image.succeeded()).as(image.toString()).isTrue();
    }

    private static Program.Outcome pull(RepositoryName repository, List<String> digests) {
        List<String> arguments = new ArrayList<>(List.of(
                "--root=" + directory.resolve("podman"),
                "--runroot=" + directory.resolve("podman-run"),
                "--storage-driver=vfs",
                "--cgroup-manager=cgroupfs",
                "--events-backend=none",
                "pull",
                "--quiet",
                "--tls-verify=false",
                "--creds",
                "AWS:" + RegistryServer.PASSWORD));
        digests.forEach(digest -> arguments.add(server.host() + "/" + repository + "@" + digest));
        return Tool.PODMAN
                .with(arguments.toArray(String[]::new))
                .within(Duration.ofMinutes(3))
                .run();
    }

    private static void isADocument(byte[] content) {
        if (isNoDocument(content)) {
            fail("An attachment holds "
                    + new String(content, 0, Math.min(64, content.length), StandardCharsets.ISO_8859_1));
        }
    }

    private static boolean isNoDocument(byte[] content) {
        String start = new String(content, 0, Math.min(4, content.length), StandardCharsets.ISO_8859_1);
        return start.startsWith("#!")
                || start.equals("\177ELF")
                || start.equals("hsqs")
                || isArchive(content)
                || isCompressed(content);
    }

    private static boolean isArchive(byte[] content) {
        try {
            ArchiveStreamFactory.detect(new BufferedInputStream(new ByteArrayInputStream(content)));
            return true;
        } catch (ArchiveException e) {
            return false;
        }
    }

    private static boolean isCompressed(byte[] content) {
        try {
            CompressorStreamFactory.detect(new BufferedInputStream(new ByteArrayInputStream(content)));
            return true;
        } catch (CompressorException e) {
            return false;
        }
    }

    private static byte[] content(Digest digest) {
        try {
            return Files.readAllBytes(
                    server.store().blob(approved, digest).orElseThrow().file());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RegistryClient client() {
        return new RegistryClient(
                server.address(),
                Registry.of(server.host()),
                () -> RegistryCredentials.basic("AWS", RegistryServer.PASSWORD),
                ScriptedRegistry.PATIENCE,
                InstantSource.system());
    }

    private static void push(Tag tag, TestImage image) {
        RegistryPusher.to(server.address()).as("AWS", RegistryServer.PASSWORD).push(staging, tag, image);
    }

    private static Tag cosign(TestImage subject, String suffix) {
        return Tag.of("sha256-" + subject.digest().hex() + suffix);
    }

    private static Tag tagFor(TestImage image) {
        return Tag.of("v-" + image.digest().shortened());
    }

    private static TestImage clean(String name) {
        return anImage().withLayer(Layer.containing("case", name).gzipped()).build();
    }

    /** Runs where the machine has BusyBox; unpacks everywhere. */
    private static Layer root() {
        Path busybox = Path.of("/bin/busybox");
        try {
            byte[] program = Files.exists(busybox)
                    ? Files.readAllBytes(busybox)
                    : "#!/bin/sh\n".getBytes(StandardCharsets.UTF_8);
            return Layer.containing("etc/os-release", "ID=debian\n")
                    .file("bin/busybox", program, 0755)
                    .link("bin/sh", "busybox")
                    .gzipped();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Blob config(Layer root, String mediaType) {
        return as(
                mediaType,
                blob(
                        "{\"architecture\":\"amd64\",\"os\":\"linux\",\"config\":{\"Cmd\":[\"/bin/sh\"]},\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"%s\"]}}"
                                .formatted(root.diffId())));
    }

    /** As an attestation. */
    private static TestImage posing(Blob content) {
        return image(config(root(), IMAGE_CONFIG), as(IN_TOTO, content));
    }

    private static TestImage image(Blob... configAndLayers) {
        return Graphs.image(List.of(configAndLayers));
    }

    private static Blob statement() {
        return blob(
                "{\"_type\":\"https://in-toto.io/Statement/v0.1\",\"predicateType\":\"https://slsa.dev/provenance/v0.2\",\"subject\":[]}");
    }

    private static Blob as(String mediaType, Blob blob) {
        return new Blob(new MediaType(mediaType), blob.digest(), blob.size(), blob.content());
    }

    private static Blob blob(String text) {
        return blob(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Blob blob(byte[] content) {
        return Blob.of("application/octet-stream", content);
    }

    private static byte[] bytes(Blob blob) {
        try (InputStream in = blob.content().get()) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Two kilobytes that begin with one text and have another at this place. */
    private static byte[] at(int offset, String text, String start) {
        byte[] content = new byte[2_048];
        put(content, 0, start);
        put(content, offset, text);
        return content;
    }

    private static void put(byte[] content, int offset, String text) {
        byte[] part = text.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(part, 0, content, offset, part.length);
    }

    private static byte[] joined(byte[] first, byte[] second) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(first);
        all.writeBytes(second);
        return all.toByteArray();
    }

    private static byte[] gzip(byte[] content) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }
}
