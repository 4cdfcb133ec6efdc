package dev.berth.arrival;

import static dev.berth.testing.ImageFixtures.anAttestedIndexOf;
import static dev.berth.testing.ImageFixtures.anImage;
import static dev.berth.testing.ImageFixtures.anIndexOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.arrival.StagedImage.PlatformManifest;
import dev.berth.oci.Digest;
import dev.berth.oci.Manifest;
import dev.berth.oci.MediaType;
import dev.berth.testing.FakeRemotes;
import dev.berth.testing.FlowTest;
import dev.berth.testing.TestImage;
import dev.berth.testing.TestWorkspaces;
import dev.berth.workspace.Workspace;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;

/** What an index says of its entries is the researcher's word: none of it may keep something that runs from being scanned. */
@FlowTest
@Import({FakeRemotes.class, TestWorkspaces.class})
class AttestationFlowTests {

    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final String CALLED_ATTESTATION =
            "\"annotations\":{\"vnd.docker.reference.type\":\"attestation-manifest\"},";

    @Autowired
    FakeStaging staging;

    @Autowired
    LookIntoStaging look;

    @Autowired
    StagedImages images;

    @Autowired
    TestWorkspaces workspaces;

    Workspace workspace;

    @BeforeEach
    void aWorkspaceOfItsOwn() {
        workspace = workspaces.anew();
    }

    @Test
    void whatBuildKitPutsBesideAnImageIsNoPlatform() {
        TestImage image = another();
        TestImage index = anAttestedIndexOf(image);
        staging.push(workspace.staging(), index, "v1");

        assertThat(platformsOf(index.digest())).containsExactly(image.digest());
    }

    @Test
    void invariant2_anImageThatIsCalledAnAttestationIsScannedNevertheless() {
        TestImage honest = another();
        TestImage hidden = another();
        staging.push(workspace.staging(), honest);
        staging.push(workspace.staging(), hidden);
        String index = text(anIndexOf(honest, hidden).manifest());

        assertThat(platformsOf(pushed(MediaType.OCI_INDEX, calledAttestation(index, hidden.digest()))))
                .containsExactly(honest.digest(), hidden.digest());
    }

    @Test
    void invariant2_soIsOneWhoseLayersAreCalledStatementsAndWhichAnEngineWouldChooseByItsPlatform() {
        TestImage honest = another();
        TestImage real = another();
        Digest hidden = pushed(
                MediaType.OCI_MANIFEST,
                text(real.manifest())
                        .replaceAll("application/vnd.oci.image.layer[^\"]*", "application/vnd.in-toto+json"));
        staging.push(workspace.staging(), honest);
        staging.push(workspace.staging(), real);
        String index =
                text(anIndexOf(honest, real).manifest()).replace(real.digest().value(), hidden.value());

        assertThat(platformsOf(pushed(MediaType.OCI_INDEX, calledAttestation(index, hidden))))
                .containsExactly(honest.digest(), hidden);
    }

    @Test
    void invariant2_soIsOneOnAnUnknownPlatformThatNobodyCallsAnAttestation() {
        TestImage honest = another();
        TestImage index = anAttestedIndexOf(honest);
        staging.push(workspace.staging(), index);
        Digest attestation = index.children().getLast().digest();

        String unannotated = text(index.manifest()).replace("vnd.docker.reference.type", "org.example.type");

        assertThat(platformsOf(pushed(MediaType.OCI_INDEX, unannotated))).containsExactly(honest.digest(), attestation);
    }

    private List<Digest> platformsOf(Digest index) {
        look.at(workspace.id());
        return images.find(workspace.id(), index).orElseThrow().platforms().stream()
                .map(PlatformManifest::digest)
                .toList();
    }

    private Digest pushed(MediaType mediaType, String text) {
        Manifest manifest = Manifest.of(mediaType, text.getBytes(StandardCharsets.UTF_8));
        staging.push(workspace.staging(), manifest.digest(), manifest, "v" + NUMBER.incrementAndGet());
        return manifest.digest();
    }

    private static String calledAttestation(String index, Digest entry) {
        String digest = "\"digest\":\"%s\"".formatted(entry);
        assertThat(index).contains(digest);
        return index.replace(digest, CALLED_ATTESTATION + digest);
    }

    private static String text(Manifest manifest) {
        return new String(manifest.bytes(), StandardCharsets.UTF_8);
    }

    private static TestImage another() {
        return anImage()
                .withDebian("12", "attested" + NUMBER.incrementAndGet() + "=1.0")
                .build();
    }
}
