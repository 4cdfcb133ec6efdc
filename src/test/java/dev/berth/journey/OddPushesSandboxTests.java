package dev.berth.journey;

import static dev.berth.testing.Artifacts.aBuildKitCache;
import static dev.berth.testing.Artifacts.aCacheTag;
import static dev.berth.testing.Artifacts.aCosignSignature;
import static dev.berth.testing.Artifacts.aHelmChart;
import static dev.berth.testing.Artifacts.aSchema1Image;
import static dev.berth.testing.Artifacts.aSif;
import static dev.berth.testing.Artifacts.anIndexOfEntries;
import static dev.berth.testing.Artifacts.anIndexSaying;
import static dev.berth.testing.Artifacts.anOllamaModel;
import static dev.berth.testing.Artifacts.called;
import static dev.berth.testing.Artifacts.files;
import static dev.berth.testing.Artifacts.withConfigCalled;
import static dev.berth.testing.ImageFixtures.anImage;
import static dev.berth.testing.ImageFixtures.anIndexOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.arrival.LookIntoStaging;
import dev.berth.arrival.StagedImage;
import dev.berth.arrival.StagedImages;
import dev.berth.audit.Actor;
import dev.berth.credentials.CredentialMinter;
import dev.berth.credentials.CredentialMinter.MintedCredentials;
import dev.berth.credentials.CredentialMinter.PushGrant;
import dev.berth.credentials.PassId;
import dev.berth.credentials.PushSessionId;
import dev.berth.credentials.PushSessionOpened;
import dev.berth.oci.Digest;
import dev.berth.oci.Manifest;
import dev.berth.oci.MediaType;
import dev.berth.oci.Tag;
import dev.berth.testing.Browser;
import dev.berth.testing.PushKeys;
import dev.berth.testing.RegistryPusher;
import dev.berth.testing.SandboxTest;
import dev.berth.testing.TestImage;
import dev.berth.workspace.EmailAddress;
import dev.berth.workspace.RegisterWorkspace;
import dev.berth.workspace.RepositoryProvisioner;
import dev.berth.workspace.Username;
import dev.berth.workspace.Workspace;
import dev.berth.workspace.Workspaces;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.core.env.Environment;
import org.springframework.transaction.support.TransactionTemplate;

/** What people push that is no image, or none that anybody expects: by the wire, and what the pages say of it. */
@SandboxTest
class OddPushesSandboxTests {

    private static final Duration LONG_ENOUGH = Duration.ofSeconds(90);

    @Autowired
    private Environment environment;

    @Autowired
    private RegisterWorkspace register;

    @Autowired
    private Workspaces workspaces;

    @Autowired
    private RepositoryProvisioner provisioner;

    @Autowired
    private LookIntoStaging look;

    @Autowired
    private StagedImages images;

    @Autowired
    private CredentialMinter minter;

    @Autowired
    private TransactionTemplate transaction;

    @Autowired
    private ApplicationEventPublisher events;

    @Value("${berth.aws.endpoint}")
    private URI sandbox;

    private Workspace alices;
    private Browser alice;
    private RegistryPusher pusher;

    @BeforeEach
    void aliceMayPush() {
        register.register(Username.of("alice"), EmailAddress.of("alice@example.org"), Actor.system("test"));
        alices = workspaces.findByUsername("alice").orElseThrow();
        provisioner.provision(alices);
        alice = Browser.signedInAs("alice", environment);
        pusher = pusher();
    }

    @Test
    void theResearcherReadsWhatItWasUnderWhichTagAndWhatToDo() {
        pusher.push(alices.staging(), Tag.of("sif"), aSif(unique()));
        pusher.push(alices.staging(), Tag.of("chart"), aHelmChart(unique()));
        pusher.push(alices.staging(), Tag.of("model"), anOllamaModel(unique()));
        pusher.push(alices.staging(), Tag.of("cache"), aBuildKitCache(unique()));
        pusher.push(alices.staging(), Tag.of("files"), files(unique()));
        pusher.push(
                alices.staging(),
                Tag.of("rocket"),
                called("application/vnd.acme.rocket.v1+json", "application/vnd.acme.fuel", unique()));
        TestImage reserved = another();
        pusher.push(alices.staging(), Tag.of("sha256-" + reserved.digest().hex()), reserved);
        pusher.push(alices.staging(), Tag.of("sha256-" + reserved.digest().hex() + ".sig"), aCosignSignature(unique()));
        look.at(alices.id());

        assertThat(alice.get("/").text())
                .contains(
                        "Arrived, but not a container image",
                        "Pushed as sif: a Singularity/Apptainer image (SIF).",
                        "docker import",
                        "Pushed as chart: a Helm chart.",
                        "Pushed as model: a machine learning model.",
                        "Pushed as cache: a build cache, as BuildKit writes it.",
                        "Pushed as files: files, as ORAS pushes them.",
                        "Pushed as rocket: something that is no container image (application/vnd.acme.rocket.v1+json).",
                        "Workflows need a container image",
                        "an image under a tag that belongs to signatures",
                        "Push the image under an ordinary tag, such as 1.0")
                .doesNotContain("a signature, an attestation", "No image has arrived yet");
        for (String reader : List.of("carol", "dave")) {
            assertThat(Browser.signedInAs(reader, environment).get("/").text())
                    .contains("alice pushed, as ", "Arrived, but not a container image");
        }
        assertThat(Browser.signedInAs("bob", environment).get("/").text()).doesNotContain("alice pushed");
    }

    @Test
    void whereASifTakesTheTagOfAnApprovedImageBothAreSaid() {
        String tag = "t" + unique();
        TestImage image = another();
        watch();
        pusher.push(alices.staging(), Tag.of(tag), image);
        StagedImage arrived = await().atMost(LONG_ENOUGH)
                .until(() -> images.find(alices.id(), image.digest()), java.util.Optional::isPresent)
                .orElseThrow();
        String page = "/images/" + arrived.id();
        await().atMost(LONG_ENOUGH).until(() -> alice.get(page).text().contains("/nextflow-approved/alice:" + tag));

        pusher.push(alices.staging(), Tag.of(tag), aSif(unique()));
        look.at(alices.id());

        String names = "it now names a Singularity/Apptainer image (SIF)";
        assertThat(alice.get(page).text())
                .contains(names, "This image still runs from the approved address", "docker import");
        assertThat(Browser.signedInAs("carol", environment).get(page).text()).contains(names);
        assertThat(alice.get("/").text())
                .contains("The image that was approved as %s still runs from its approved address".formatted(tag));
    }

    @Test
    void kanikosCacheIsOneLineAndOneWithATagOfItsOwnIsAnImage() {
        TestImage step = another();
        pusher.push(alices.staging(), Tag.of(aCacheTag(unique())), step);
        pusher.push(alices.staging(), Tag.of(aCacheTag(unique())), another());
        look.at(alices.id());

        assertThat(alice.get("/").text())
                .contains("2 images have only a tag of 64 hexadecimal digits", "push it under an ordinary tag");
        assertThat(images.find(alices.id(), step.digest())).isEmpty();

        pusher.push(alices.staging(), Tag.of("t" + unique()), step);
        look.at(alices.id());

        assertThat(images.find(alices.id(), step.digest())).isPresent();
        assertThat(alice.get("/").text()).contains("1 image has only a tag of 64 hexadecimal digits");
    }

    @Test
    void dockersSchema1IsAnsweredWithTheWayToConvert() {
        TestImage old = aSchema1Image(unique());
        pusher.push(alices.staging(), Tag.of("t" + unique()), old);
        look.at(alices.id());

        await().atMost(LONG_ENOUGH).until(() -> pageOf(old.digest()).contains("Refused"));
        assertThat(pageOf(old.digest()))
                .contains("cannot be approved", "skopeo copy --format v2s2")
                .containsOnlyOnce("schema 1");
    }

    @Test
    void invariant2_anImageBelowAnUnknownConfigurationIsRefusedWithASentence() {
        TestImage odd = withConfigCalled("application/vnd.acme.config.v1+json", another());
        pusher.push(alices.staging(), Tag.of("t" + unique()), odd);
        look.at(alices.id());

        await().atMost(LONG_ENOUGH).until(() -> pageOf(odd.digest()).contains("Refused"));
        assertThat(pageOf(odd.digest()))
                .contains(
                        "cannot be approved",
                        "application/vnd.acme.config.v1+json",
                        "Build the image with docker build");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "{}",
                "\"linux\"",
                "{\"architecture\":\"\",\"os\":\"\"}",
                "{\"architecture\":\"  \",\"os\":\"linux\"}",
                "{\"architecture\":\"arm/v7\",\"os\":\"linux\"}",
                "{\"architecture\":64,\"os\":[]}"
            })
    void anIndexThatSaysNothingOfAPlatformIsTakenAndTheConfigurationDecides(String platform) {
        TestImage image =
                anImage().on("linux/arm64").withDebian("12", unique() + "=1").build();
        TestImage index = anIndexSaying(platform, image);
        pusher.push(alices.staging(), Tag.of("t" + unique()), index);
        look.at(alices.id());

        assertThat(pageOf(index.digest())).contains("Arrived for linux/arm64");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]"})
    void anIndexOfNothingIsTakenAndRefusedWithASentence(String manifests) {
        TestImage index = anIndexOfEntries(manifests);
        pusher.push(alices.staging(), Tag.of("t" + unique()), index);
        look.at(alices.id());

        assertThat(pageOf(index.digest())).contains("The index names no image for any platform. Push the image itself");
    }

    @Test
    void anImageWhoseLayersAreNullIsTakenAsOneWithoutAny() {
        TestImage image = another();
        pusher.pushBlob(alices.staging(), image.blobs().getFirst());
        Manifest manifest = Manifest.of(
                MediaType.OCI_MANIFEST,
                "{\"schemaVersion\":2,\"config\":{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d},\"layers\":null}"
                        .formatted(
                                MediaType.OCI_CONFIG,
                                image.blobs().getFirst().digest(),
                                image.blobs().getFirst().size())
                        .getBytes(StandardCharsets.UTF_8));

        assertThat(pusher.putManifest(alices.staging(), Tag.of("t" + unique()), manifest)
                        .statusCode())
                .isEqualTo(201);
        look.at(alices.id());

        assertThat(pageOf(manifest.digest())).contains("Arrived for linux/amd64");
    }

    @Test
    void zstdIsNamedInThePlatformAndInTheReasonWithTheWayToBuildOtherwise() {
        TestImage gzip = another();
        TestImage zstd = called(MediaType.OCI_CONFIG.value(), "application/vnd.oci.image.layer.v1.tar+zstd", unique());
        TestImage index = anIndexOfEntries("[%s,%s]".formatted(entry(gzip), entry(zstd)), gzip, zstd);
        watch();
        pusher.push(alices.staging(), Tag.of("t" + unique()), index);
        look.at(alices.id());

        await().atMost(LONG_ENOUGH).until(() -> pageOf(index.digest()).contains("packed with zstd"));
        assertThat(pageOf(index.digest()))
                .contains(
                        "Arrived for linux/amd64 (gzip), linux/amd64 (zstd)",
                        "linux/amd64 (zstd) cannot be scanned",
                        "compression=gzip,force-compression=true",
                        "podman push --compression-format gzip");
    }

    @Test
    void twoAlikeForOnePlatformAreNamedByTheirDigests() {
        TestImage one = another();
        TestImage two = another();
        TestImage index = anIndexOf(one, two);
        pusher.push(alices.staging(), Tag.of("t" + unique()), index);
        look.at(alices.id());

        assertThat(pageOf(index.digest()))
                .contains(
                        "linux/amd64 (%s)".formatted(one.digest().shortened()),
                        "linux/amd64 (%s)".formatted(two.digest().shortened()));
    }

    private static String entry(TestImage image) {
        return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d,\"platform\":{\"os\":\"linux\",\"architecture\":\"amd64\"}}"
                .formatted(
                        image.manifest().mediaType(),
                        image.digest(),
                        image.manifest().size());
    }

    private String pageOf(Digest digest) {
        StagedImage image = images.find(alices.id(), digest).orElseThrow();
        return alice.get("/images/" + image.id()).text();
    }

    private void watch() {
        transaction.executeWithoutResult(status -> events.publishEvent(new PushSessionOpened(
                PushSessionId.random(), alices.id(), Instant.now().plus(Duration.ofHours(1)))));
    }

    /** As the researcher in a push session: the portal itself may not push to staging. */
    private RegistryPusher pusher() {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        PushSessionId session = PushSessionId.random();
        MintedCredentials minted = minter.mint(
                new PushGrant(session, PassId.random(), alices, "odd-" + session, now, now.plus(Duration.ofHours(1))));
        PushKeys keys = new PushKeys(
                minted.accessKeyId(),
                minted.secretAccessKey().reveal(),
                minted.sessionToken().reveal());
        return RegistryPusher.to(sandbox).as("AWS", keys.registryPassword(sandbox));
    }

    private static TestImage another() {
        return anImage().withDebian("12", unique() + "=1.0").build();
    }

    private static String unique() {
        return "x" + UUID.randomUUID().toString().substring(0, 8);
    }
}
