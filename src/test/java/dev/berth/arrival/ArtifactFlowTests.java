package dev.berth.arrival;

import static dev.berth.testing.Artifacts.aBuildKitCache;
import static dev.berth.testing.Artifacts.aCacheTag;
import static dev.berth.testing.Artifacts.aCosignSignature;
import static dev.berth.testing.Artifacts.aHelmChart;
import static dev.berth.testing.Artifacts.aSchema1Image;
import static dev.berth.testing.Artifacts.aSif;
import static dev.berth.testing.Artifacts.anArtifact;
import static dev.berth.testing.Artifacts.anIndexOfEntries;
import static dev.berth.testing.Artifacts.anIndexSaying;
import static dev.berth.testing.Artifacts.anOllamaModel;
import static dev.berth.testing.Artifacts.blob;
import static dev.berth.testing.Artifacts.called;
import static dev.berth.testing.Artifacts.files;
import static dev.berth.testing.Artifacts.withConfigCalled;
import static dev.berth.testing.ImageFixtures.anArtifactAbout;
import static dev.berth.testing.ImageFixtures.anAttestedIndexOf;
import static dev.berth.testing.ImageFixtures.anImage;
import static dev.berth.testing.ImageFixtures.anIndexOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.berth.arrival.StagedImage.PlatformManifest;
import dev.berth.oci.Digest;
import dev.berth.oci.Manifest;
import dev.berth.oci.MediaType;
import dev.berth.oci.Platform;
import dev.berth.oci.Tag;
import dev.berth.testing.FakeRemotes;
import dev.berth.testing.FlowTest;
import dev.berth.testing.TestImage;
import dev.berth.testing.TestWorkspaces;
import dev.berth.web.PageAt;
import dev.berth.workspace.Workspace;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Whatever is pushed, it is said what it was. */
@FlowTest
@Import({FakeRemotes.class, TestWorkspaces.class})
class ArtifactFlowTests {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    @Autowired
    FakeStaging staging;

    @Autowired
    LookIntoStaging look;

    @Autowired
    StagedImages images;

    @Autowired
    StagedArtifacts artifacts;

    @Autowired
    TestWorkspaces workspaces;

    @Autowired
    ArrivalSettings settings;

    @Autowired
    UnreadDigests unreadDigests;

    @Autowired
    JdbcClient jdbc;

    Workspace workspace;

    @BeforeEach
    void aWorkspaceOfItsOwn() {
        workspace = workspaces.anew();
    }

    static Stream<Arguments> pushed() {
        return Stream.of(
                        tuple(ArtifactKind.SIF, aSif("sif")),
                        tuple(ArtifactKind.HELM_CHART, aHelmChart("chart")),
                        tuple(ArtifactKind.MODEL, anOllamaModel("model")),
                        tuple(ArtifactKind.BUILD_CACHE, aBuildKitCache("cache")),
                        tuple(ArtifactKind.FILES, files("files")),
                        tuple(
                                ArtifactKind.FILES,
                                called(
                                        "application/vnd.unknown.config.v1+json",
                                        "application/vnd.oci.image.layer.v1.tar",
                                        "older")),
                        tuple(
                                ArtifactKind.SIF,
                                called(
                                        "application/vnd.unknown.config.v1+json",
                                        "appliciation/vnd.sylabs.sif.layer.tar",
                                        "oldest")),
                        tuple(
                                ArtifactKind.MODEL,
                                called(
                                        "application/vnd.cncf.model.config.v1+json",
                                        "application/vnd.cncf.model.weight.v1.tar",
                                        "weights")),
                        tuple(
                                ArtifactKind.WASM,
                                called("application/vnd.wasm.config.v0+json", "application/wasm", "wasm")),
                        tuple(
                                ArtifactKind.WASM,
                                called(
                                        "application/vnd.oci.image.config.v1+json",
                                        "application/vnd.module.wasm.content.layer.v1+wasm",
                                        "wasm again")),
                        tuple(
                                ArtifactKind.POLICY_BUNDLE,
                                called(
                                        "application/vnd.cncf.openpolicyagent.config.v1+json",
                                        "application/vnd.cncf.openpolicyagent.policy.layer.v1+rego",
                                        "rego")),
                        tuple(
                                ArtifactKind.INFRASTRUCTURE_MODULE,
                                anArtifact(
                                        "application/vnd.opentofu.modulepkg",
                                        blob("application/vnd.oci.empty.v1+json", "{}"),
                                        blob("archive/zip", "zip"))),
                        tuple(
                                ArtifactKind.FLUX_MANIFESTS,
                                called(
                                        "application/vnd.cncf.flux.config.v1+json",
                                        "application/vnd.cncf.flux.content.v1.tar+gzip",
                                        "flux")),
                        tuple(
                                ArtifactKind.FALCO_RULES,
                                called(
                                        "application/vnd.cncf.falco.rulesfile.config.v1+json",
                                        "application/vnd.cncf.falco.rulesfile.layer.v1+tar.gz",
                                        "falco")),
                        tuple(
                                ArtifactKind.OTHER,
                                called("application/vnd.acme.rocket.v1+json", "application/vnd.acme.fuel", "rocket")),
                        tuple(ArtifactKind.ATTACHMENT, aCosignSignature("signed")),
                        tuple(
                                ArtifactKind.BUILD_CACHE,
                                anIndexOfEntries(
                                        "[{\"mediaType\":\"application/vnd.buildkit.cacheconfig.v0\",\"digest\":\"%s\",\"size\":2}]"
                                                .formatted(Digest.ofContent(new byte[] {1})))),
                        tuple(ArtifactKind.HELM_CHART, anIndexSaying("{}", aHelmChart("one of an index"))))
                .map(tuple -> Arguments.of(tuple.toArray()));
    }

    @ParameterizedTest
    @MethodSource("pushed")
    void whatIsNoImageIsNamedWithItsTagAndReadOnce(ArtifactKind kind, TestImage pushed) {
        staging.push(workspace.staging(), pushed, "v1");
        look.at(workspace.id());
        int readings = staging.readings(workspace.staging());
        look.at(workspace.id());

        assertThat(artifacts.of(workspace.id(), 10))
                .extracting(StagedArtifact::kind, StagedArtifact::tags)
                .containsExactly(tuple(kind, List.of(Tag.of("v1"))));
        assertThat(images.find(workspace.id(), pushed.digest())).isEmpty();
        assertThat(staging.readings(workspace.staging())).isEqualTo(readings);
        assertThat(audited("artifact/" + pushed.digest())).contains("artifact.seen");
    }

    @Test
    void anArtifactManifestOfThePastIsNoImageEither() {
        Manifest manifest = Manifest.of(
                MediaType.OCI_ARTIFACT_MANIFEST,
                "{\"mediaType\":\"application/vnd.oci.artifact.manifest.v1+json\",\"blobs\":[]}"
                        .getBytes(StandardCharsets.UTF_8));
        staging.push(workspace.staging(), manifest.digest(), manifest, "v1");
        look.at(workspace.id());

        assertThat(artifacts.of(workspace.id(), 10))
                .extracting(StagedArtifact::kind, StagedArtifact::type)
                .containsExactly(tuple(ArtifactKind.OTHER, MediaType.OCI_ARTIFACT_MANIFEST.value()));
    }

    @Test
    void anArtifactThatTakesAnImagesTagIsSaidToHaveIt() {
        TestImage image = another();
        TestImage sif = aSif("another " + NUMBER.incrementAndGet());
        staging.push(workspace.staging(), image, "v1");
        look.at(workspace.id());
        staging.push(workspace.staging(), sif, "v1");
        look.at(workspace.id());

        StagedImage arrived = images.find(workspace.id(), image.digest()).orElseThrow();
        assertThat(images.tags(arrived.id())).extracting(StagedTag::state).containsExactly(StagedTag.State.SUPERSEDED);
        assertThat(artifacts.named(workspace.id(), List.of(Tag.of("v1"), Tag.of("v2"))))
                .hasSize(1)
                .hasEntrySatisfying(
                        Tag.of("v1"), artifact -> assertThat(artifact.kind()).isEqualTo(ArtifactKind.SIF));

        staging.tag(workspace.staging(), image.digest(), "v1");
        look.at(workspace.id());
        assertThat(artifacts.named(workspace.id(), List.of(Tag.of("v1")))).isEmpty();
        assertThat(artifacts.of(workspace.id(), 10)).isEmpty();
        assertThat(audited("workspace/" + workspace.id())).contains("artifact.gone");
    }

    @Test
    void anArtifactsTagsAreFollowedAndItIsForgottenWithTheLast() {
        TestImage chart = aHelmChart("followed");
        staging.push(workspace.staging(), chart, "v1", "v2");
        look.at(workspace.id());
        staging.untag(workspace.staging(), "v1");
        look.at(workspace.id());
        assertThat(artifacts.of(workspace.id(), 10).getFirst().tags()).containsExactly(Tag.of("v2"));
        staging.tag(workspace.staging(), chart.digest(), "v3");
        look.at(workspace.id());
        assertThat(artifacts.of(workspace.id(), 10).getFirst().tags()).containsExactly(Tag.of("v2"), Tag.of("v3"));
        assertThat(audited("artifact/" + chart.digest())).containsExactly("artifact.seen");
        assertThat(audited("workspace/" + workspace.id())).containsExactly("artifact.untagged", "artifact.tagged");

        staging.untag(workspace.staging(), "v2");
        staging.untag(workspace.staging(), "v3");
        look.at(workspace.id());

        assertThat(artifacts.of(workspace.id(), 10)).isEmpty();
    }

    @Test
    void invariant11_artifactsWhoseTagsMoveAreToldOfInOneEntryOfEndedTagsAndOneOfBegunOnes() {
        List<TestImage> sifs = IntStream.range(0, 30)
                .mapToObj(i -> aSif("moving " + NUMBER.incrementAndGet()))
                .toList();
        for (int i = 0; i < sifs.size(); i++) {
            staging.push(workspace.staging(), sifs.get(i), "t%02d".formatted(i));
        }
        look.at(workspace.id());
        long before = entries();
        for (int i = 0; i < sifs.size(); i++) {
            staging.tag(workspace.staging(), sifs.get((i + 1) % sifs.size()).digest(), "t%02d".formatted(i));
        }
        look.at(workspace.id());

        assertThat(entries()).isEqualTo(before + 2);
        assertThat(audited("workspace/" + workspace.id())).containsExactly("artifact.untagged", "artifact.tagged");
        assertThat(details("artifact.tagged"))
                .contains("\"count\":\"30\"", "t00 " + sifs.get(1).digest(), "t09 ", " and 20 more")
                .doesNotContain("t10 ");
        assertThat(artifacts.named(workspace.id(), List.of(Tag.of("t29"))).get(Tag.of("t29")))
                .extracting(StagedArtifact::digest)
                .isEqualTo(sifs.getFirst().digest());
    }

    @Test
    void anArtifactThatHasAsManyTagsAsItMayKeepsThemWhateverIsAdded() {
        TestImage chart = aHelmChart("full");
        staging.push(
                workspace.staging(),
                chart,
                IntStream.range(0, 1_000).mapToObj("v%04d"::formatted).toArray(String[]::new));
        look.at(workspace.id());
        staging.tag(workspace.staging(), chart.digest(), "a");
        look.at(workspace.id());

        assertThat(artifacts.named(workspace.id(), List.of(Tag.of("v0999"), Tag.of("a"))))
                .containsOnlyKeys(Tag.of("v0999"));
        assertThat(audited("workspace/" + workspace.id())).isEmpty();
    }

    @Test
    void invariant2_anImageBelowAnUnknownConfigurationIsRefusedWithTheWayOut() {
        TestImage odd = withConfigCalled("application/vnd.acme.config.v1+json", another());
        TestImage index = anIndexOf(another(), odd);
        staging.push(workspace.staging(), odd, "odd");
        staging.push(workspace.staging(), index, "index");
        look.at(workspace.id());

        for (TestImage refused : List.of(odd, index)) {
            assertThat(images.find(workspace.id(), refused.digest())
                            .orElseThrow()
                            .unreadable())
                    .contains("application/vnd.acme.config.v1+json", "Build the image with docker build");
        }
    }

    @Test
    void anImageThatSaysItHasAnArtifactsTypeIsScannedAsTheImageThatItIs() {
        TestImage image = another();
        TestImage called = anArtifact(
                "application/vnd.acme.type",
                image.blobs().getFirst(),
                image.blobs().getLast());
        staging.push(workspace.staging(), called, "v1");
        look.at(workspace.id());

        assertThat(images.find(workspace.id(), called.digest()).orElseThrow().platforms())
                .containsExactly(new PlatformManifest(called.digest(), Platform.of("linux/amd64")));
    }

    @Test
    void dockersSchema1IsRefusedWithTheWayToConvertWhateverItsDigest() {
        TestImage old = aSchema1Image("old");
        staging.push(workspace.staging(), old, "v1");
        Digest withoutSignatures = Digest.ofContent(new byte[] {7});
        staging.push(workspace.staging(), withoutSignatures, old.manifest(), "v2");
        look.at(workspace.id());

        for (Digest digest : List.of(old.digest(), withoutSignatures)) {
            assertThat(images.find(workspace.id(), digest).orElseThrow().unreadable())
                    .contains("schema 1", "skopeo copy --format v2s2");
        }
    }

    @Test
    void signaturesOfAnImageAreNotAnnounced() {
        TestImage image = another();
        TestImage attested = anAttestedIndexOf(image);
        TestImage referrer = anArtifactAbout(image, "application/vnd.acme.report", "{}");
        staging.push(workspace.staging(), attested, "v1");
        staging.push(workspace.staging(), aCosignSignature("a"), reserved(image) + ".sig");
        staging.push(
                workspace.staging(),
                called(MediaType.OCI_CONFIG.value(), "application/vnd.dsse.envelope.v1+json", "b"),
                reserved(image) + ".att");
        staging.push(
                workspace.staging(),
                called(MediaType.OCI_CONFIG.value(), "text/spdx+json", "c"),
                reserved(image) + ".sbom");
        staging.push(workspace.staging(), anIndexSaying("", referrer), reserved(attested));
        look.at(workspace.id());

        assertThat(artifacts.of(workspace.id(), 10)).isEmpty();
        assertThat(images.of(workspace.id(), new PageAt.Start(), 10).rows()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".sig", ".att", ".sbom", ".1"})
    void anImageUnderATagThatBelongsToSignaturesIsAnnouncedAndArrivesUnderATagOfItsOwn(String suffix) {
        TestImage image = another();
        staging.push(workspace.staging(), image, reserved(another()) + suffix);
        look.at(workspace.id());
        int readings = staging.readings(workspace.staging());
        look.at(workspace.id());

        assertThat(artifacts.of(workspace.id(), 10))
                .extracting(StagedArtifact::kind)
                .containsExactly(ArtifactKind.RESERVED_TAG);
        assertThat(images.find(workspace.id(), image.digest())).isEmpty();
        assertThat(staging.readings(workspace.staging())).isEqualTo(readings);

        staging.tag(workspace.staging(), image.digest(), "v1");
        look.at(workspace.id());

        assertThat(artifacts.of(workspace.id(), 10)).isEmpty();
        StagedImage arrived = images.find(workspace.id(), image.digest()).orElseThrow();
        assertThat(images.currentTags(arrived.id())).containsExactly(Tag.of("v1"));
    }

    @Test
    void aSignatureThatGetsATagOfItsOwnIsSaidAndReadOnce() {
        TestImage signature = aCosignSignature("tagged");
        staging.push(workspace.staging(), signature, reserved(another()) + ".sig");
        look.at(workspace.id());
        assertThat(artifacts.of(workspace.id(), 10)).isEmpty();
        staging.tag(workspace.staging(), signature.digest(), "v1");
        look.at(workspace.id());
        int readings = staging.readings(workspace.staging());
        look.at(workspace.id());

        assertThat(artifacts.of(workspace.id(), 10))
                .extracting(StagedArtifact::kind, StagedArtifact::tags)
                .containsExactly(tuple(ArtifactKind.ATTACHMENT, List.of(Tag.of("v1"))));
        assertThat(staging.readings(workspace.staging())).isEqualTo(readings);
    }

    @Test
    void stepsOfABuildAreCountedAndNeitherReadNorAnImageUntilOneHasATagOfItsOwn() {
        TestImage step = another();
        staging.push(workspace.staging(), step, aCacheTag("RUN a"));
        staging.push(workspace.staging(), another(), aCacheTag("RUN b"), aCacheTag("RUN c"));
        look.at(workspace.id());

        assertThat(artifacts.cached(workspace.id())).isEqualTo(2);
        assertThat(staging.readings(workspace.staging())).isZero();
        assertThat(images.of(workspace.id(), new PageAt.Start(), 10).rows()).isEmpty();
        assertThat(artifacts.of(workspace.id(), 10)).isEmpty();

        staging.tag(workspace.staging(), step.digest(), "v1");
        look.at(workspace.id());

        StagedImage arrived = images.find(workspace.id(), step.digest()).orElseThrow();
        assertThat(images.currentTags(arrived.id())).containsExactly(Tag.of("v1"));
        assertThat(artifacts.cached(workspace.id())).isOne();
        assertThat(audited("workspace/" + workspace.id()))
                .containsExactly("build-cache.counted", "build-cache.counted");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "{}",
                "[]",
                "\"linux/amd64\"",
                "{\"architecture\":\"\",\"os\":\"\"}",
                "{\"architecture\":\" \",\"os\":\"linux\"}",
                "{\"architecture\":\"arm/v7\",\"os\":\"linux\"}",
                "{\"architecture\":7,\"os\":null}"
            })
    void aPlatformThatAnIndexDoesNotSayIsTheConfigurations(String platform) {
        TestImage image = anImage().on("linux/arm64").withDebian("12", unique()).build();
        TestImage index = anIndexSaying(platform, image);
        staging.push(workspace.staging(), index, "v1");
        look.at(workspace.id());

        assertThat(images.find(workspace.id(), index.digest()).orElseThrow().platforms())
                .containsExactly(new PlatformManifest(image.digest(), Platform.of("linux/arm64")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]"})
    void anIndexOfNothingIsRefusedWithTheWayOut(String manifests) {
        TestImage index = anIndexOfEntries(manifests);
        staging.push(workspace.staging(), index, "v1");
        look.at(workspace.id());

        assertThat(images.find(workspace.id(), index.digest()).orElseThrow().unreadable())
                .isEqualTo(
                        "The index names no image for any platform. Push the image itself, such as with docker push.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gzip|zstd|{\"os\":\"linux\",\"architecture\":\"amd64\"}|{\"os\":\"linux\",\"architecture\":\"amd64\"}"
                        + "|linux/amd64 (gzip)|linux/amd64 (zstd)",
                "gzip|gzip|{\"os\":\"windows\",\"architecture\":\"amd64\",\"os.version\":\"10.0.17763.1\"}"
                        + "|{\"os\":\"windows\",\"architecture\":\"amd64\",\"os.version\":\"10.0.20348.1\"}"
                        + "|windows/amd64 (10.0.17763.1)|windows/amd64 (10.0.20348.1)",
                "gzip|zstd|{\"os\":\"linux\",\"architecture\":\"amd64\"}|{\"os\":\"linux\",\"architecture\":\"amd64\",\"variant\":\"v3\"}"
                        + "|linux/amd64|linux/amd64/v3"
            })
    void platformsOfAnIndexAreNamedByWhatTellsThemApart(
            String firstPacked, String secondPacked, String first, String second, String firstName, String secondName) {
        TestImage one = packed(firstPacked);
        TestImage two = packed(secondPacked);
        TestImage index = anIndexOfEntries("[%s,%s]".formatted(entry(one, first), entry(two, second)), one, two);
        staging.push(workspace.staging(), index, "v1");
        look.at(workspace.id());

        StagedImage arrived = images.find(workspace.id(), index.digest()).orElseThrow();
        assertThat(arrived.platforms()).extracting(PlatformManifest::name).containsExactly(firstName, secondName);
        assertThat(arrived.nameOf(two.digest())).isEqualTo(secondName);
        assertThat(arrived.isZstd(one.digest())).isFalse();
        assertThat(arrived.isZstd(two.digest())).isEqualTo(secondPacked.equals("zstd"));
    }

    @Test
    void whatDiffersInNothingThatIsSaidIsNamedByItsDigest() {
        TestImage one = another();
        TestImage two = another();
        TestImage index = anIndexOf(one, two);
        staging.push(workspace.staging(), index, "v1");
        look.at(workspace.id());

        assertThat(images.find(workspace.id(), index.digest()).orElseThrow().platforms())
                .extracting(PlatformManifest::name)
                .containsExactly(
                        "linux/amd64 (%s)".formatted(one.digest().shortened()),
                        "linux/amd64 (%s)".formatted(two.digest().shortened()));
    }

    @Test
    void onePollReadsOnlySoMuchAndTheNextGoesOn() {
        int many = settings.readingsAPoll() + 1;
        for (int i = 0; i < many; i++) {
            staging.push(workspace.staging(), aHelmChart("many" + i), "v" + i);
        }
        look.at(workspace.id());
        assertThat(staging.readings(workspace.staging())).isEqualTo(settings.readingsAPoll());
        assertThat(unreadDigests.anyIn(workspace.id())).isTrue();

        look.at(workspace.id());
        assertThat(staging.readings(workspace.staging())).isEqualTo(many);
        assertThat(artifacts.of(workspace.id(), many + 1)).hasSize(many);
        assertThat(unreadDigests.anyIn(workspace.id())).isFalse();

        look.at(workspace.id());
        assertThat(staging.readings(workspace.staging())).isEqualTo(many);
    }

    /** Bytes are beside the point: what counts is what the layer is called. */
    private static TestImage packed(String compression) {
        return called(MediaType.OCI_CONFIG.value(), "application/vnd.oci.image.layer.v1.tar+" + compression, unique());
    }

    private static String entry(TestImage image, String platform) {
        return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d,\"platform\":%s}"
                .formatted(
                        image.manifest().mediaType(),
                        image.digest(),
                        image.manifest().size(),
                        platform);
    }

    private static String reserved(TestImage image) {
        return "sha256-" + image.digest().hex();
    }

    private List<String> audited(String subject) {
        return jdbc.sql(
                        "select action from audit_entry where subject = :subject and actor = 'berth:arrival' order by number")
                .param("subject", subject)
                .query((row, number) -> row.getString("action"))
                .list();
    }

    private long entries() {
        return jdbc.sql("select count(*) from audit_entry").query(Long.class).single();
    }

    private String details(String action) {
        return jdbc.sql("select details from audit_entry where subject = :subject and action = :action")
                .param("subject", "workspace/" + workspace.id())
                .param("action", action)
                .query(String.class)
                .single();
    }

    private static TestImage another() {
        return anImage().withDebian("12", unique()).build();
    }

    private static String unique() {
        return "artifact" + NUMBER.incrementAndGet() + "=1.0";
    }
}
