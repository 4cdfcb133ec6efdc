package dev.berth.aws;

import static dev.berth.testing.ImageFixtures.anAttestedIndexOf;
import static dev.berth.testing.ImageFixtures.anImage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.berth.arrival.StagedImage;
import dev.berth.arrival.StagedImage.PlatformManifest;
import dev.berth.arrival.StagedImages;
import dev.berth.arrival.StagingRegistry.Listed;
import dev.berth.arrival.StagingUnavailable;
import dev.berth.credentials.CredentialMinter;
import dev.berth.credentials.CredentialMinter.MintedCredentials;
import dev.berth.credentials.CredentialMinter.PushGrant;
import dev.berth.credentials.PassId;
import dev.berth.credentials.PushSessionId;
import dev.berth.credentials.PushSessionOpened;
import dev.berth.oci.BlobSizes;
import dev.berth.oci.Descriptor;
import dev.berth.oci.Digest;
import dev.berth.oci.ManifestContent;
import dev.berth.oci.Platform;
import dev.berth.oci.RepositoryName;
import dev.berth.oci.Tag;
import dev.berth.scanning.Finding;
import dev.berth.scanning.PlatformScan;
import dev.berth.scanning.ScanLook;
import dev.berth.scanning.ScanOutcome;
import dev.berth.scanning.ScanReports;
import dev.berth.scanning.Severity;
import dev.berth.testing.Blob;
import dev.berth.testing.ImageFixtures;
import dev.berth.testing.Layer;
import dev.berth.testing.RegistryPusher;
import dev.berth.testing.SandboxTest;
import dev.berth.testing.TestImage;
import dev.berth.testing.TestWorkspaces;
import dev.berth.workspace.RegisterWorkspace;
import dev.berth.workspace.RepositoryProvisioner;
import dev.berth.workspace.Workspace;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.transaction.support.TransactionTemplate;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ecr.EcrClient;

/** The adapters with the real client, against the sandbox. */
@SandboxTest
class EcrStagingAdapterTests {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    @Autowired
    EcrStagingRegistry staging;

    @Autowired
    BlobSizes sizes;

    @Autowired
    EcrImageScanner scanner;

    @Autowired
    CredentialMinter minter;

    @Autowired
    RegisterWorkspace register;

    @Autowired
    RepositoryProvisioner provisioner;

    @Autowired
    StagedImages images;

    @Autowired
    ScanReports reports;

    @Autowired
    TransactionTemplate transaction;

    @Autowired
    ApplicationEventPublisher events;

    @Autowired
    SdkHttpClient http;

    @Autowired
    AwsSettings settings;

    @Value("${berth.aws.endpoint}")
    URI sandbox;

    Workspace workspace;

    RepositoryName repository;

    @BeforeEach
    void aRepositoryOfItsOwn() {
        workspace = new TestWorkspaces(register).anew();
        provisioner.provision(workspace);
        repository = workspace.staging();
    }

    @Test
    void whatIsThereIsListedWithAndWithoutTagsAndReadByteForByte() {
        Instant before = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        TestImage amd64 = another();
        TestImage index = anAttestedIndexOf(amd64);
        push(index, "v1");
        push(amd64, "amd64-only");

        List<Listed> listed = staging.list(repository);

        assertThat(listed)
                .extracting(Listed::digest, Listed::tags)
                .containsExactlyInAnyOrder(
                        tuple(index.digest(), Set.of(Tag.of("v1"))),
                        tuple(amd64.digest(), Set.of(Tag.of("amd64-only"))),
                        tuple(index.children().getLast().digest(), Set.of()));
        assertThat(listed).allSatisfy(entry -> assertThat(entry.pushedAt()).isBetween(before, Instant.now()));
        Digest missing = Digest.ofContent(new byte[] {1});
        assertThat(staging.manifests(repository, List.of(index.digest(), amd64.digest(), missing)))
                .isEqualTo(Map.of(index.digest(), index.manifest(), amd64.digest(), amd64.manifest()));
    }

    /** A hundred in one answer, as ECR would give, may have 400 MiB. */
    @Test
    void noMoreManifestsAreAskedForAtOnceThanMemoryHolds() {
        List<Digest> nine = IntStream.range(0, 9)
                .mapToObj(number -> Digest.ofContent(new byte[] {(byte) number}))
                .toList();

        assertThat(staging.manifests(repository, nine.subList(0, 8))).isEmpty();
        assertThatThrownBy(() -> staging.manifests(repository, nine)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void dockersOwnManifestsKeepTheirBytes() {
        TestImage image = anImage().withDebian("12", unique()).asDockerSchema2().build();
        push(image, "v1");

        assertThat(staging.manifests(repository, List.of(image.digest())))
                .containsEntry(image.digest(), image.manifest());
    }

    @Test
    void thePlatformIsWhatTheConfigSays() {
        TestImage image =
                anImage().on("linux/arm/v7").withDebian("12", unique()).build();
        push(image, "v1");
        Descriptor config = ((ManifestContent.Image) image.manifest().content()).config();

        assertThat(staging.platform(repository, config)).isEqualTo(Platform.of("linux/arm/v7"));
    }

    /** Whoever wrote the manifest can say any size; asking again would never make it true. */
    @Test
    void aConfigOfAnotherSizeThanTheManifestSaysTellsNoPlatform() {
        TestImage image = another();
        push(image, "v1");
        Descriptor config = ((ManifestContent.Image) image.manifest().content()).config();
        Descriptor lying =
                new Descriptor(config.mediaType(), config.digest(), config.size() - 1, null, null, null, Map.of());

        assertThat(staging.platform(repository, lying)).isEqualTo(Platform.UNKNOWN);
    }

    @Test
    void theRegistrysOwnSizesAreToldOfEveryLayerThatIsThere() {
        ImageFixtures.Builder builder = anImage();
        IntStream.range(0, 130)
                .forEach(layer -> builder.withLayer(
                        Layer.containing("layer", unique() + layer).gzipped()));
        TestImage image = builder.build();
        push(image, "v1");
        Digest absent = Digest.ofContent(unique().getBytes(StandardCharsets.UTF_8));

        Map<Digest, Long> found = sizes.of(
                repository,
                Stream.concat(image.blobs().stream().map(Blob::digest), Stream.of(absent))
                        .toList());

        assertThat(found).hasSize(131).doesNotContainKey(absent);
        assertThat(image.blobs())
                .allSatisfy(blob -> assertThat(found.get(blob.digest())).isEqualTo(blob.size()));
    }

    @Test
    void aRepositoryThatIsNotThereIsNoEmptyOne() {
        assertThatThrownBy(() -> staging.list(RepositoryName.of("nextflow-staging/nobody")))
                .isInstanceOf(StagingUnavailable.class);
    }

    @ParameterizedTest
    @CsvSource({
        "IN_PROGRESS, NotYet",
        "PENDING, NotYet",
        "COMPLETE, Complete",
        "ACTIVE, Complete",
        "FAILED, Failed",
        "UNSUPPORTED_IMAGE, Unsupported",
        "SCAN_ELIGIBILITY_EXPIRED, EligibilityExpired",
        "FINDINGS_UNAVAILABLE, FindingsUnavailable",
        "LIMIT_EXCEEDED, LimitExceeded",
        "IMAGE_ARCHIVED, Archived",
        "NOT_FOUND, NoScan",
        "SOMETHING_NEW, Unheard"
    })
    void everyStatusIsToldApart(String status, String look) {
        TestImage image = another();
        push(image, "v1");
        control(image, "{\"status\":\"%s\"}".formatted(status));

        assertThat(scanner.look(repository, image.digest()).getClass().getSimpleName())
                .isEqualTo(look);
    }

    @Test
    void findingsComeWithPackageAndSeverity() {
        TestImage image = another();
        push(image, "v1");
        control(image, """
                {"status":"COMPLETE","findings":[
                  {"name":"CVE-2024-3094","severity":"CRITICAL","packageName":"xz-utils","packageVersion":"5.6.0"}]}""");

        assertThat(((ScanLook.Complete) scanner.look(repository, image.digest())).findings())
                .extracting(Finding::vulnerability, Finding::severity, Finding::packageName, Finding::packageVersion)
                .containsExactly(tuple("CVE-2024-3094", Severity.CRITICAL, "xz-utils", "5.6.0"));
    }

    @Test
    void anImageThatIsGoneIsSaidToBe() {
        assertThat(scanner.look(repository, Digest.ofContent(new byte[] {2}))).isEqualTo(new ScanLook.Gone());
    }

    @Test
    void whatIsPushedWhileASessionIsLiveIsNoticedAndScanned() {
        TestImage image = anImage().withDebian("12", unique()).build();
        transaction.executeWithoutResult(status -> events.publishEvent(new PushSessionOpened(
                PushSessionId.random(), workspace.id(), Instant.now().plus(Duration.ofHours(1)))));
        push(image, "v1");

        await().atMost(Duration.ofMinutes(2))
                .until(() -> images.find(workspace.id(), image.digest())
                        .filter(arrived -> reports.of(arrived.id()).isFinished())
                        .isPresent());

        StagedImage arrived = images.find(workspace.id(), image.digest()).orElseThrow();
        assertThat(arrived.platforms())
                .containsExactly(new PlatformManifest(image.digest(), Platform.of("linux/amd64")));
        assertThat(reports.of(arrived.id()).platforms())
                .extracting(PlatformScan::outcome)
                .hasOnlyElementsOfType(ScanOutcome.Scanned.class);
    }

    /** As the researcher, since the portal itself may not push to staging. */
    private void push(TestImage image, String tag) {
        String token = researcher()
                .getAuthorizationToken()
                .authorizationData()
                .getFirst()
                .authorizationToken();
        String[] pair = new String(Base64.getDecoder().decode(token), StandardCharsets.UTF_8).split(":", 2);
        RegistryPusher.to(sandbox).as(pair[0], pair[1]).push(repository, Tag.of(tag), image);
    }

    private EcrClient researcher() {
        Instant now = Instant.now();
        PushSessionId session = PushSessionId.random();
        MintedCredentials minted = minter.mint(new PushGrant(
                session, PassId.random(), workspace, "adapter-" + session, now, now.plus(Duration.ofHours(1))));
        return EcrClient.builder()
                .endpointOverride(sandbox)
                .region(Region.of(settings.region()))
                .credentialsProvider(StaticCredentialsProvider.create(AwsSessionCredentials.create(
                        minted.accessKeyId(),
                        minted.secretAccessKey().reveal(),
                        minted.sessionToken().reveal())))
                .httpClient(http)
                .build();
    }

    private void control(TestImage image, String json) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(sandbox.resolve("/control/scans/" + image.digest()))
                            .header("Content-Type", "application/json")
                            .PUT(HttpRequest.BodyPublishers.ofString(json))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static TestImage another() {
        return anImage().withDebian("12", unique()).build();
    }

    private static String unique() {
        return "adapter" + NUMBER.incrementAndGet() + "=1.0";
    }
}
