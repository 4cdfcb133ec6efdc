package dev.berth.sandbox.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.oci.Digest;
import dev.berth.oci.Manifest;
import dev.berth.oci.MediaType;
import dev.berth.oci.RepositoryName;
import dev.berth.oci.Tag;
import dev.berth.testing.Blob;
import dev.berth.testing.ImageFixtures;
import dev.berth.testing.RegistryPusher;
import dev.berth.testing.TestImage;
import java.io.ByteArrayInputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DistributionApiTests {

    private static final Digest ABSENT = Digest.ofContent("absent".getBytes(StandardCharsets.UTF_8));
    private static final String OCI_MANIFEST = MediaType.OCI_MANIFEST.value();
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    private static Path directory;

    private static RegistryServer server;
    private static Wire wire;
    private static int repositories;

    private RepositoryName repository = RepositoryName.of("unset");
    private String base = "";

    @BeforeAll
    static void open() {
        server = RegistryServer.on(directory);
        wire = new Wire(server);
    }

    @AfterAll
    static void close() {
        server.close();
    }

    @BeforeEach
    void newRepository() {
        repository = server.repository("team/repository-" + ++repositories);
        base = "/v2/" + repository;
        server.bean(RegistryServer.TestGuard.class).forget();
        server.bean(RegistryFaults.class).use(RegistryFaults.Settings.NONE);
    }

    // Who

    @Test
    void askForCredentialsAsEcrDoes() {
        HttpResponse<byte[]> answer = wire.anonymously("GET", "/v2/");

        assertThat(Wire.error(answer)).isEqualTo("401 UNAUTHORIZED");
        assertThat(Wire.header(answer, "WWW-Authenticate"))
                .isEqualTo("Basic realm=\"http://" + server.host() + "/\",service=\"ecr.amazonaws.com\"");
        assertThat(Wire.header(answer, "Docker-Distribution-Api-Version")).isEqualTo("registry/2.0");
        assertThat(wire.send("GET", "/v2/").statusCode()).isEqualTo(200);
    }

    @Test
    void tellNothingOfARepositoryBeforeTheSenderIsKnown() {
        assertThat(Wire.error(wire.anonymously("GET", "/v2/not-there/tags/list")))
                .isEqualTo("401 UNAUTHORIZED");
        assertThat(Wire.error(wire.anonymously("GET", base + "/manifests/latest")))
                .isEqualTo("401 UNAUTHORIZED");
        assertThat(Wire.error(wire.anonymously("GET", "/v2/UPPER/tags/list"))).isEqualTo("401 UNAUTHORIZED");
    }

    @Test
    void refuseWhatTheGuardRefusesInItsWords() {
        String sentence = "User: alice is not authorized to perform: ecr:PutImage on resource: " + repository;
        server.bean(RegistryServer.TestGuard.class).refuse("ecr:PutImage", repository, RegistryError.denied(sentence));

        HttpResponse<byte[]> answer = put(ImageFixtures.aBareImage().manifest(), "latest");

        assertThat(Wire.error(answer)).isEqualTo("403 DENIED");
        assertThat(new String(answer.body(), StandardCharsets.UTF_8)).contains(sentence);
    }

    @Test
    void askTheGuardForTheEcrActionThatEachRequestIs() {
        RegistryServer.TestGuard guard = server.bean(RegistryServer.TestGuard.class);
        TestImage image =
                ImageFixtures.anImage().withDebian("12", "bash=5.2.15-2+b7").build();
        push("latest", image);
        assertThat(guard.asked())
                .extracting(asked -> asked.replace(" " + repository, ""))
                .startsWith(
                        "ecr:BatchCheckLayerAvailability",
                        "ecr:InitiateLayerUpload",
                        "ecr:CompleteLayerUpload",
                        "ecr:UploadLayerPart")
                .endsWith("ecr:PutImage");
        guard.forget();

        wire.send("GET", base + "/blobs/" + image.blobs().getFirst().digest());
        wire.send("GET", base + "/manifests/latest");
        wire.send("GET", base + "/tags/list");
        wire.send("GET", base + "/referrers/" + image.digest());
        wire.send("PATCH", Wire.location(wire.send("POST", base + "/blobs/uploads/")), new byte[1]);

        assertThat(guard.asked())
                .extracting(asked -> asked.replace(" " + repository, ""))
                .containsExactly(
                        "ecr:GetDownloadUrlForLayer",
                        "ecr:BatchGetImage",
                        "ecr:ListImages",
                        "ecr:BatchGetImage",
                        "ecr:InitiateLayerUpload",
                        "ecr:UploadLayerPart");
    }

    // Blobs

    @Test
    void takeABlobInPartsAndGiveItBackWholeOrInPart() {
        byte[] content = bytes(11_300_000);
        Digest digest = Digest.ofContent(content);
        String upload = Wire.location(wire.send("POST", base + "/blobs/uploads/"));
        HttpResponse<byte[]> first =
                wire.send("PATCH", upload, part(content, 0, 5_500_000), "Content-Range", "0-5499999");
        assertThat(first.statusCode()).as("as ECR answers").isEqualTo(201);
        assertThat(Wire.header(first, "Range")).isEqualTo("0-5499999");
        HttpResponse<byte[]> status = wire.send("GET", upload);
        assertThat(status.statusCode()).isEqualTo(204);
        assertThat(Wire.header(status, "Range")).isEqualTo("0-5499999");
        wire.send("PATCH", upload, part(content, 5_500_000, 11_250_000));

        HttpResponse<byte[]> done =
                wire.send("PUT", upload + "?digest=" + digest, part(content, 11_250_000, 11_300_000));

        assertThat(done.statusCode()).isEqualTo(201);
        assertThat(Wire.header(done, "Docker-Content-Digest")).isEqualTo(digest.value());
        String blob = Wire.location(done);
        assertThat(wire.send("GET", blob).body()).isEqualTo(content);
        assertThat(Wire.header(wire.send("HEAD", blob), "Content-Length")).isEqualTo("11300000");
        HttpResponse<byte[]> middle = wire.send("GET", blob, "Range", "bytes=1000-1999");
        assertThat(middle.statusCode()).isEqualTo(206);
        assertThat(Wire.header(middle, "Content-Range")).isEqualTo("bytes 1000-1999/11300000");
        assertThat(middle.body()).isEqualTo(part(content, 1000, 2000));
        assertThat(wire.send("GET", blob, "Range", "bytes=-10").body())
                .isEqualTo(part(content, 11_299_990, 11_300_000));
        assertThat(wire.send("GET", blob, "Range", "bytes=11299000-").body())
                .isEqualTo(part(content, 11_299_000, 11_300_000));
        assertThat(Wire.error(wire.send("GET", blob, "Range", "bytes=11300000-")))
                .isEqualTo("416 RANGE_INVALID");
    }

    @Test
    void refuseAPartUnderFiveMebibytesThatIsNotTheLast() {
        byte[] content = bytes(6_000_000);
        Digest digest = Digest.ofContent(content);
        String upload = Wire.location(wire.send("POST", base + "/blobs/uploads/"));
        wire.send("PATCH", upload, part(content, 0, 5_242_879));

        assertThat(Wire.error(wire.send("PUT", upload + "?digest=" + digest, part(content, 5_242_879, 6_000_000))))
                .isEqualTo("400 SIZE_INVALID");

        assertThat(Wire.error(wire.send("GET", base + "/blobs/" + digest))).isEqualTo("404 BLOB_UNKNOWN");
        upload = Wire.location(wire.send("POST", base + "/blobs/uploads/"));
        wire.send("PATCH", upload, part(content, 0, 5_242_880));
        assertThat(wire.send("PUT", upload + "?digest=" + digest, part(content, 5_242_880, 6_000_000))
                        .statusCode())
                .isEqualTo(201);
    }

    @Test
    void takeABlobInOneRequest() {
        byte[] content = bytes(5000);

        HttpResponse<byte[]> done =
                wire.send("POST", base + "/blobs/uploads/?digest=" + Digest.ofContent(content), content);

        assertThat(done.statusCode()).isEqualTo(201);
        assertThat(wire.send("GET", Wire.location(done)).body()).isEqualTo(content);
    }

    @Test
    void refuseAWrongDigestAndKeepNothing() {
        byte[] content = bytes(5000);

        assertThat(Wire.error(wire.send("POST", base + "/blobs/uploads/?digest=" + ABSENT, content)))
                .isEqualTo("400 DIGEST_INVALID");
        String upload = Wire.location(wire.send("POST", base + "/blobs/uploads/"));
        assertThat(Wire.error(wire.send("PUT", upload + "?digest=" + ABSENT, content)))
                .isEqualTo("400 DIGEST_INVALID");

        assertThat(Wire.error(wire.send("GET", upload))).isEqualTo("404 BLOB_UPLOAD_UNKNOWN");
        assertThat(Wire.error(wire.send("GET", base + "/blobs/" + ABSENT))).isEqualTo("404 BLOB_UNKNOWN");
        assertThat(Wire.error(wire.send("GET", base + "/blobs/" + Digest.ofContent(content))))
                .isEqualTo("404 BLOB_UNKNOWN");
        assertThat(directory.resolve("registry/uploads")).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?digest=", "?digest=sha256:12", "?digest=md5:00", "?digest=sha512:00"})
    void refuseAnUploadsEndWithoutAProperDigest(String query) {
        String upload = Wire.location(wire.send("POST", base + "/blobs/uploads/"));

        assertThat(Wire.error(wire.send("PUT", upload + query, bytes(10)))).isEqualTo("400 DIGEST_INVALID");
    }

    @Test
    void refuseAPartThatDoesNotFollowTheLast() {
        String upload = Wire.location(wire.send("POST", base + "/blobs/uploads/"));
        wire.send("PATCH", upload, bytes(100), "Content-Range", "0-99");

        HttpResponse<byte[]> gap = wire.send("PATCH", upload, bytes(100), "Content-Range", "200-299");

        assertThat(Wire.error(gap)).isEqualTo("416 BLOB_UPLOAD_INVALID");
        assertThat(Wire.header(gap, "Range")).isEqualTo("0-99");
        assertThat(Wire.error(wire.send("PATCH", upload, bytes(100), "Content-Range", "0-99")))
                .isEqualTo("416 BLOB_UPLOAD_INVALID");
        assertThat(Wire.error(wire.send("PATCH", upload, bytes(100), "Content-Range", "100-110")))
                .isEqualTo("400 SIZE_INVALID");
        assertThat(Wire.error(wire.send("PATCH", upload, bytes(100), "Content-Range", "ten-twenty")))
                .isEqualTo("400 BLOB_UPLOAD_INVALID");
        assertThat(Wire.header(wire.send("GET", upload), "Range")).isEqualTo("0-99");
    }

    @Test
    void keepNothingOfAPartThatTheClientBreaksOff() throws Exception {
        byte[] content = bytes(5_600_000);
        String upload = Wire.location(wire.send("POST", base + "/blobs/uploads/"));
        wire.send("PATCH", upload, part(content, 0, 5_400_000));

        try (Socket socket = wire.open("PATCH " + upload, "Content-Length: 200000")) {
            socket.getOutputStream().write(part(content, 5_400_000, 5_550_000));
            socket.getOutputStream().flush();
        }
        // A part under way holds the upload, so this waits for the other to have failed.
        await().atMost(Duration.ofSeconds(20))
                .until(() -> wire.send(
                                        "PATCH",
                                        upload,
                                        part(content, 5_400_000, 5_401_000),
                                        "Content-Range",
                                        "5400000-5400999")
                                .statusCode()
                        == 201);

        HttpResponse<byte[]> done =
                wire.send("PUT", upload + "?digest=" + Digest.ofContent(part(content, 0, 5_401_000)), new byte[0]);
        assertThat(done.statusCode()).isEqualTo(201);
        assertThat(wire.send("GET", Wire.location(done)).body()).isEqualTo(part(content, 0, 5_401_000));
    }

    @Test
    void leaveNothingOfABlobInOneRequestThatTheClientBreaksOff() throws Exception {
        byte[] content = bytes(100_000);
        String path = base + "/blobs/uploads/?digest=" + Digest.ofContent(content);
        try (Socket socket = wire.open("POST " + path, "Content-Length: 100000")) {
            socket.getOutputStream().write(part(content, 0, 50_000));
            socket.getOutputStream().flush();
            await().atMost(PATIENCE)
                    .until(() -> !RegistryDisk.files(directory.resolve("registry/uploads"))
                            .isEmpty());
        }

        await().atMost(PATIENCE)
                .until(() -> RegistryDisk.files(directory.resolve("registry/uploads"))
                        .isEmpty());
        assertThat(wire.send("HEAD", base + "/blobs/" + Digest.ofContent(content))
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void takeAPartWithTheEndOfAnUploadOnlyFromWhoMaySendParts() {
        byte[] content = bytes(10);
        Digest digest = Digest.ofContent(content);
        String upload = Wire.location(wire.send("POST", base + "/blobs/uploads/"));
        server.bean(RegistryServer.TestGuard.class)
                .refuse("ecr:UploadLayerPart", repository, RegistryError.denied("no parts from you"));

        assertThat(Wire.error(wire.send("PUT", upload + "?digest=" + digest, content)))
                .isEqualTo("403 DENIED");

        assertThat(wire.send("HEAD", base + "/blobs/" + digest).statusCode()).isEqualTo(404);
    }

    @Test
    void endAnUploadWithoutMoreFromWhoMayEndIt() {
        byte[] content = bytes(10);
        String upload = Wire.location(wire.send("POST", base + "/blobs/uploads/"));
        wire.send("PATCH", upload, content);
        server.bean(RegistryServer.TestGuard.class)
                .refuse("ecr:UploadLayerPart", repository, RegistryError.denied("no parts from you"));

        assertThat(wire.raw("PUT " + upload + "?digest=" + Digest.ofContent(content), "Content-Length: 0"))
                .startsWith("HTTP/1.1 201");
    }

    @Test
    void forgetACancelledUpload() {
        String upload = Wire.location(wire.send("POST", base + "/blobs/uploads/"));
        wire.send("PATCH", upload, bytes(10));

        assertThat(wire.send("DELETE", upload).statusCode()).isEqualTo(204);

        assertThat(Wire.error(wire.send("PATCH", upload, bytes(10)))).isEqualTo("404 BLOB_UPLOAD_UNKNOWN");
        assertThat(Wire.error(wire.send("DELETE", upload))).isEqualTo("404 BLOB_UPLOAD_UNKNOWN");
    }

    @Test
    void knowAnUploadOnlyInItsOwnRepository() {
        RepositoryName other = server.repository(repository + "-other");
        String upload = Wire.location(wire.send("POST", base + "/blobs/uploads/"));

        assertThat(Wire.error(wire.send("PATCH", upload.replace(repository.value(), other.value()), bytes(10))))
                .isEqualTo("404 BLOB_UPLOAD_UNKNOWN");
    }

    @Test
    void showABlobOnlyWhereItWasPushedOrMounted() {
        Blob blob = Blob.of("application/octet-stream", bytes(1000));
        pusher().pushBlob(repository, blob);
        RepositoryName other = server.repository(repository + "-other");
        String there = "/v2/" + other + "/blobs/" + blob.digest();
        assertThat(wire.send("HEAD", there).statusCode()).isEqualTo(404);

        HttpResponse<byte[]> mounted = mount(other, blob.digest());

        assertThat(mounted.statusCode()).isEqualTo(201);
        assertThat(Wire.location(mounted)).isEqualTo(there);
        assertThat(wire.send("GET", there).body()).hasSize(1000);
    }

    @Test
    void answerAMountThatCannotBeWithAnUpload() {
        Blob blob = Blob.of("application/octet-stream", bytes(1000));
        RepositoryName other = server.repository(repository + "-other");

        assertThat(mount(other, blob.digest()).statusCode()).as("unknown blob").isEqualTo(202);
        pusher().pushBlob(repository, blob);
        server.bean(RegistryServer.TestGuard.class)
                .refuse("ecr:GetDownloadUrlForLayer", repository, RegistryError.denied("not yours"));
        assertThat(mount(other, blob.digest()).statusCode())
                .as("not allowed at the source")
                .isEqualTo(202);
        server.bean(RegistryServer.TestGuard.class).forget();
        server.bean(RegistryFaults.class).use(new RegistryFaults.Settings(true, Map.of(), Map.of()));
        HttpResponse<byte[]> declined = mount(other, blob.digest());
        assertThat(declined.statusCode()).as("told to decline").isEqualTo(202);

        assertThat(wire.send("HEAD", "/v2/" + other + "/blobs/" + blob.digest()).statusCode())
                .isEqualTo(404);
        assertThat(wire.send("GET", Wire.location(declined)).statusCode()).isEqualTo(204);
    }

    // Manifests

    @Test
    void keepAManifestByteForByteAndFindItByTagAndByDigest() {
        TestImage image = ImageFixtures.anImage()
                .withDebian("12", "bash=5.2.15-2+b7")
                .asDockerSchema2()
                .build();

        push("v1", image);

        for (String reference : new String[] {"v1", image.digest().value()}) {
            HttpResponse<byte[]> answer = wire.send("GET", base + "/manifests/" + reference);
            assertThat(answer.body()).isEqualTo(image.manifest().bytes());
            assertThat(Wire.header(answer, "Content-Type")).isEqualTo(MediaType.DOCKER_MANIFEST.value());
            HttpResponse<byte[]> head = wire.send("HEAD", base + "/manifests/" + reference);
            assertThat(Wire.header(head, "Docker-Content-Digest"))
                    .isEqualTo(image.digest().value());
            assertThat(Wire.header(head, "Content-Length"))
                    .isEqualTo(Integer.toString(image.manifest().size()));
        }
    }

    @Test
    void refuseAManifestThatNamesWhatIsNotThere() {
        TestImage image =
                ImageFixtures.anImage().withDebian("12", "bash=5.2.15-2+b7").build();

        HttpResponse<byte[]> answer = put(image.manifest(), "latest");

        assertThat(Wire.error(answer)).isEqualTo("400 MANIFEST_BLOB_UNKNOWN");
        assertThat(new String(answer.body(), StandardCharsets.UTF_8))
                .contains(
                        image.blobs().get(0).digest().value(),
                        image.blobs().get(1).digest().value());
        assertThat(Wire.error(put(ImageFixtures.anIndexOf(image).manifest(), "latest")))
                .isEqualTo("400 MANIFEST_BLOB_UNKNOWN");
        assertThat(server.store().images(repository)).isEmpty();
    }

    @Test
    void refuseWhatIsNoManifest() {
        assertThat(Wire.error(wire.send("PUT", base + "/manifests/x", bytes(100), "Content-Type", OCI_MANIFEST)))
                .isEqualTo("400 MANIFEST_INVALID");
        assertThat(Wire.error(wire.send("PUT", base + "/manifests/x", text("{}"), "Content-Type", OCI_MANIFEST)))
                .isEqualTo("400 MANIFEST_INVALID");
        assertThat(Wire.error(wire.send("PUT", base + "/manifests/x", text("{}"), "Content-Type", "text/plain")))
                .isEqualTo("400 MANIFEST_INVALID");
        assertThat(Wire.error(wire.send("PUT", base + "/manifests/x", text("{}"))))
                .isEqualTo("400 MANIFEST_INVALID");
    }

    @Test
    void refuseAManifestOverFourMebibytesHoweverItIsSent() {
        byte[] large = new byte[Manifest.MAX_BYTES + 1];

        assertThat(Wire.error(wire.send("PUT", base + "/manifests/x", large, "Content-Type", OCI_MANIFEST)))
                .isEqualTo("413 SIZE_INVALID");
        HttpResponse<byte[]> unannounced = Wire.exchange(HttpRequest.newBuilder(wire.uri(base + "/manifests/x"))
                .header("Authorization", Wire.BASIC)
                .header("Content-Type", OCI_MANIFEST)
                .PUT(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large)))
                .build());
        assertThat(Wire.error(unannounced)).isEqualTo("413 SIZE_INVALID");
    }

    @Test
    void refuseAManifestUnderADigestThatIsNotItsOwn() {
        TestImage image = ImageFixtures.aBareImage();
        image.blobs().forEach(blob -> pusher().pushBlob(repository, blob));

        assertThat(Wire.error(put(image.manifest(), ABSENT.value()))).isEqualTo("400 DIGEST_INVALID");
        assertThat(Wire.error(put(image.manifest(), "sha256:12"))).isEqualTo("400 DIGEST_INVALID");
        assertThat(Wire.error(put(image.manifest(), "-x"))).isEqualTo("400 TAG_INVALID");
        assertThat(Wire.error(put(image.manifest(), "x".repeat(129)))).isEqualTo("400 TAG_INVALID");
        assertThat(server.store().images(repository)).isEmpty();
    }

    @Test
    void leaveAnImmutableTagWhereItIs() {
        TestImage image =
                ImageFixtures.anImage().withDebian("12", "bash=5.2.15-2+b7").build();
        push("v1", image);
        server.store().update(repository, now -> now.with(TagMutability.IMMUTABLE));
        TestImage other =
                ImageFixtures.anImage().withDebian("12", "bash=5.2.15-2+b8").build();
        other.blobs().forEach(blob -> pusher().pushBlob(repository, blob));

        assertThat(Wire.error(put(other.manifest(), "v1"))).isEqualTo("400 TAG_INVALID");
        assertThat(Wire.error(put(image.manifest(), "v1"))).as("the same again").isEqualTo("400 TAG_INVALID");
        assertThat(put(other.manifest(), "v2").statusCode()).isEqualTo(201);
        assertThat(put(other.manifest(), other.digest().value()).statusCode()).isEqualTo(201);
        assertThat(server.store().image(repository, Tag.of("v1")).orElseThrow().digest())
                .isEqualTo(image.digest());
    }

    @Test
    void moveATagAndKeepTheImageThatHadIt() {
        TestImage first =
                ImageFixtures.anImage().withDebian("12", "bash=5.2.15-2+b7").build();
        TestImage second =
                ImageFixtures.anImage().withDebian("12", "bash=5.2.15-2+b8").build();
        push("latest", first);

        push("latest", second);

        assertThat(server.store()
                        .image(repository, Tag.of("latest"))
                        .orElseThrow()
                        .digest())
                .isEqualTo(second.digest());
        assertThat(server.store()
                        .image(repository, first.digest())
                        .orElseThrow()
                        .tags())
                .isEmpty();
    }

    // Lists

    @Test
    void listTagsAPageAtATime() {
        TestImage image = ImageFixtures.aBareImage();
        for (String tag : new String[] {"c", "a", "b", "B", "d"}) {
            push(tag, image);
        }

        HttpResponse<byte[]> first = wire.send("GET", base + "/tags/list?n=2");

        assertThat(Wire.texts(first, "tags", "")).containsExactly("B", "a");
        String link = Wire.header(first, "Link");
        assertThat(link).isEqualTo("<" + base + "/tags/list?n=2&last=a>; rel=\"next\"");
        HttpResponse<byte[]> rest = wire.send("GET", base + "/tags/list?n=9&last=a");
        assertThat(Wire.texts(rest, "tags", "")).containsExactly("b", "c", "d");
        assertThat(Wire.header(rest, "Link")).isEmpty();
        assertThat(Wire.error(wire.send("GET", base + "/tags/list?n=some"))).isEqualTo("400 PAGINATION_NUMBER_INVALID");
    }

    @Test
    void tellWhatRefersToADigestAlsoBeforeItIsThere() {
        TestImage image = ImageFixtures.aBareImage();
        TestImage signature = ImageFixtures.anArtifactAbout(image, "application/vnd.example.signature", "signed");
        TestImage sbom = ImageFixtures.anArtifactAbout(image, "application/spdx+json", "contents");
        signature.blobs().forEach(blob -> pusher().pushBlob(repository, blob));
        sbom.blobs().forEach(blob -> pusher().pushBlob(repository, blob));

        HttpResponse<byte[]> put = put(signature.manifest(), signature.digest().value());
        put(sbom.manifest(), sbom.digest().value());

        assertThat(Wire.header(put, "OCI-Subject")).isEqualTo(image.digest().value());
        HttpResponse<byte[]> all = wire.send("GET", base + "/referrers/" + image.digest());
        assertThat(Wire.header(all, "Content-Type")).isEqualTo(MediaType.OCI_INDEX.value());
        assertThat(Wire.texts(all, "manifests", "digest"))
                .containsExactlyInAnyOrder(
                        signature.digest().value(), sbom.digest().value());
        assertThat(Wire.header(all, "OCI-Filters-Applied")).isEmpty();
        HttpResponse<byte[]> some =
                wire.send("GET", base + "/referrers/" + image.digest() + "?artifactType=application%2Fspdx%2Bjson");
        assertThat(Wire.texts(some, "manifests", "artifactType")).containsExactly("application/spdx+json");
        assertThat(Wire.header(some, "OCI-Filters-Applied")).isEqualTo("artifactType");
        assertThat(Wire.texts(wire.send("GET", base + "/referrers/" + ABSENT), "manifests", "digest"))
                .isEmpty();
        assertThat(Wire.error(wire.send("GET", base + "/referrers/latest"))).isEqualTo("400 DIGEST_INVALID");
    }

    // What is not there, and what never is

    @Test
    void sayWhatIsUnknown() {
        assertThat(Wire.error(wire.send("POST", "/v2/not-there/blobs/uploads/")))
                .isEqualTo("404 NAME_UNKNOWN");
        assertThat(Wire.error(wire.send("GET", "/v2/not-there/manifests/latest")))
                .isEqualTo("404 NAME_UNKNOWN");
        assertThat(Wire.error(wire.send("GET", "/v2/not-there/tags/list"))).isEqualTo("404 NAME_UNKNOWN");
        assertThat(Wire.error(wire.send("GET", "/v2/not-there/blobs/" + ABSENT)))
                .isEqualTo("404 NAME_UNKNOWN");
        assertThat(Wire.error(wire.send("PUT", "/v2/not-there/manifests/x", text("{}"), "Content-Type", OCI_MANIFEST)))
                .isEqualTo("404 NAME_UNKNOWN");
        assertThat(Wire.error(wire.send("GET", base + "/manifests/latest"))).isEqualTo("404 MANIFEST_UNKNOWN");
        assertThat(Wire.error(wire.send("GET", base + "/manifests/" + ABSENT))).isEqualTo("404 MANIFEST_UNKNOWN");
        assertThat(Wire.error(wire.send("GET", base + "/manifests/!"))).isEqualTo("404 MANIFEST_UNKNOWN");
    }

    @Test
    void refuseWhatEcrDoesNotDo() {
        assertThat(Wire.error(wire.send("DELETE", base + "/manifests/latest"))).isEqualTo("405 UNSUPPORTED");
        assertThat(Wire.error(wire.send("DELETE", base + "/blobs/" + ABSENT))).isEqualTo("405 UNSUPPORTED");
        assertThat(Wire.error(wire.send("GET", "/v2/_catalog"))).isEqualTo("405 UNSUPPORTED");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v2/UPPER/manifests/latest",
                "/v2/a//b/manifests/latest",
                "/v2/a__-b/tags/list",
                "/v2/.hidden/tags/list",
                "/v2/team%2Frepository/manifests/latest"
            })
    void refuseANameThatIsNone(String path) {
        assertThat(wire.raw("GET " + path)).startsWith("HTTP/1.1 400");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v2/../../../etc/passwd",
                "/v2/team/../../control/registry",
                "/v2/a/blobs/../../../../etc/passwd",
                "/v2/%2e%2e/%2e%2e/etc/passwd",
                "/v2/..%2f..%2fetc/manifests/x",
                "/v2/a/blobs/uploads/..%2f..%2fx",
                "/v2/a/manifests/..",
                "/v2/a/blobs/sha256:..%2f..%2f..%2frepositories",
                "/v2/team;x=y/manifests/latest"
            })
    void leadNowhereByAPathThatClimbs(String path) {
        assertThat(wire.raw("GET " + path))
                .startsWith("HTTP/1.1 4")
                .doesNotContain("root:")
                .doesNotContain("delays");
    }

    @Test
    void refuseAQueryThatIsNone() {
        assertThat(wire.raw("GET " + base + "/tags/list?n=%zz")).startsWith("HTTP/1.1 400");
        assertThat(wire.raw("POST " + base + "/blobs/uploads/?digest=%zz", "Content-Length: 0"))
                .startsWith("HTTP/1.1 400")
                .contains("DIGEST_INVALID");
        assertThat(wire.raw("POST " + base + "/blobs/uploads/?mount=..&from=..%2f..", "Content-Length: 0"))
                .startsWith("HTTP/1.1 202");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "..", "00000000-0000-0000-0000-000000000000", "1-1-1-1-1", "../../etc"})
    void knowNoUploadByAnIdThatItDidNotGive(String id) {
        assertThat(wire.raw("PATCH " + base + "/blobs/uploads/" + id, "Content-Length: 0"))
                .startsWith("HTTP/1.1 4");
        assertThat(directory.resolve("registry/uploads")).satisfies(DistributionApiTests::onlyUuids);
    }

    private static void onlyUuids(Path uploads) {
        assertThat(RegistryDisk.files(uploads))
                .allMatch(name -> UploadId.of(name).isPresent());
    }

    private HttpResponse<byte[]> mount(RepositoryName to, Digest digest) {
        return wire.send("POST", "/v2/%s/blobs/uploads/?mount=%s&from=%s".formatted(to, digest, repository));
    }

    private HttpResponse<byte[]> put(Manifest manifest, String reference) {
        return wire.send(
                "PUT",
                base + "/manifests/" + reference,
                manifest.bytes(),
                "Content-Type",
                manifest.mediaType().value());
    }

    private void push(String tag, TestImage image) {
        pusher().push(repository, Tag.of(tag), image);
    }

    private static RegistryPusher pusher() {
        return RegistryPusher.to(server.address()).as("AWS", RegistryServer.PASSWORD);
    }

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        new Random(count).nextBytes(bytes);
        return bytes;
    }

    private static byte[] part(byte[] bytes, int from, int to) {
        return Arrays.copyOfRange(bytes, from, to);
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
