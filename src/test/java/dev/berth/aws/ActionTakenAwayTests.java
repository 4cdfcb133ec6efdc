package dev.berth.aws;

import static dev.berth.aws.PushSessionAtAws.aGrant;
import static dev.berth.aws.PushSessionAtAws.aWorkspace;
import static dev.berth.testing.ImageFixtures.anImage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.berth.audit.Anchor;
import dev.berth.audit.Signature;
import dev.berth.oci.BlobSizes;
import dev.berth.oci.CopyLimits;
import dev.berth.oci.ImageCopier;
import dev.berth.oci.ManifestContent;
import dev.berth.oci.RegistryClient;
import dev.berth.oci.ScannedImage;
import dev.berth.oci.Tag;
import dev.berth.testing.Levers;
import dev.berth.testing.SandboxTest;
import dev.berth.testing.TestImage;
import dev.berth.workspace.Workspace;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import software.amazon.awssdk.services.ecr.EcrClient;
import software.amazon.awssdk.services.s3.S3Client;

/** Whoever forgets to grant an action reads its name where the step fails that needs it. */
@SandboxTest
class ActionTakenAwayTests {

    private final EcrClient ecr;
    private final S3Client s3;
    private final RegistryClient registry;
    private final BlobSizes sizes;
    private final AwsSettings settings;
    private final StsCredentialMinter minter;
    private final IamSessionRevoker revoker;
    private final EcrRepositoryProvisioner provisioner;
    private final EcrApprovedRegistry approved;
    private final EcrApprovedTags approvedTags;
    private final EcrStagingRegistry staging;
    private final EcrImageScanner scanner;
    private final Levers levers;
    private final Workspace workspace = aWorkspace();
    private final TestImage image =
            anImage().withDebian("12", "bash=5.2.15-2+b7").build();

    @Autowired
    ActionTakenAwayTests(
            EcrClient ecr,
            S3Client s3,
            RegistryClient registry,
            BlobSizes sizes,
            AwsSettings settings,
            StsCredentialMinter minter,
            IamSessionRevoker revoker,
            EcrRepositoryProvisioner provisioner,
            EcrApprovedRegistry approved,
            EcrApprovedTags approvedTags,
            EcrStagingRegistry staging,
            EcrImageScanner scanner,
            @Value("${berth.aws.endpoint}") URI sandbox) {
        this.ecr = ecr;
        this.s3 = s3;
        this.registry = registry;
        this.sizes = sizes;
        this.settings = settings;
        this.minter = minter;
        this.revoker = revoker;
        this.provisioner = provisioner;
        this.approved = approved;
        this.approvedTags = approvedTags;
        this.staging = staging;
        this.scanner = scanner;
        this.levers = Levers.of(sandbox);
    }

    @AfterEach
    void asBerthPrintsIt() {
        levers.withhold();
        levers.declineMounts(false);
        revoker.refuseExactly(Set.of());
    }

    @Test
    void theStepThatNeedsAnActionNamesItWhereItIsTakenAway() throws IOException {
        provisioner.provision(workspace);
        approved.provision(workspace);
        PushSessionAtAws.opened(settings, minter, workspace).loggedIn().push(workspace.staging(), Tag.of("v1"), image);
        Map<String, List<Step>> steps = steps();
        Map<String, String> sentences = new TreeMap<>();

        steps.forEach((action, needing) -> needing.forEach(step -> {
            levers.withhold(action);
            Throwable failure = catchThrowable(step.call());
            levers.withhold();
            assertThat(failure).as(step.what() + " without " + action).isNotNull();
            sentences.put(action + " | " + step.what(), String.valueOf(failure.getMessage()));
        }));

        write(sentences);
        assertThat(sentences)
                .allSatisfy((step, sentence) -> assertThat(sentence).as(step).contains(step.split(" ", 2)[0]));
    }

    private record Step(String what, ThrowingCallable call) {}

    private Map<String, List<Step>> steps() {
        Step opening = new Step(
                "opening a push session", () -> minter.mint(aGrant(workspace, Instant.now(), Duration.ofMinutes(30))));
        Step revoking = new Step("revoking a push session", () -> revoker.refuseExactly(Set.of("AROAEXAMPLE:berth-1")));
        Step preparing = new Step("preparing staging", () -> provisioner.provision(aWorkspace()));
        Step preparingApproved = new Step("preparing approved", () -> approved.provision(aWorkspace()));
        Step copying = new Step("promoting an image", this::copy);
        Step reading = new Step(
                "reading what was pushed", () -> staging.manifests(workspace.staging(), List.of(image.digest())));
        S3AnchorStore anchors =
                new S3AnchorStore(s3, new AnchorBucketSettings("berth-anchors", "taken-away/", Duration.ofDays(1)));
        Step keeping = new Step(
                "keeping an anchor",
                () -> anchors.keep(new Anchor(
                        1,
                        "a".repeat(64),
                        Instant.parse("2026-01-01T00:00:00Z"),
                        new Signature("cafe0123", "b".repeat(64)))));
        return Map.ofEntries(
                Map.entry("sts:AssumeRole", List.of(opening)),
                Map.entry("sts:SetSourceIdentity", List.of(opening)),
                Map.entry("sts:TagSession", List.of(opening)),
                Map.entry("iam:PutRolePolicy", List.of(revoking)),
                Map.entry(
                        "iam:DeleteRolePolicy",
                        List.of(new Step("ending the last refusal", () -> revoker.refuseExactly(Set.of())))),
                Map.entry("ecr:DescribeRepositories", List.of(preparing, preparingApproved)),
                Map.entry("ecr:CreateRepository", List.of(preparing, preparingApproved)),
                Map.entry("ecr:TagResource", List.of(preparing, preparingApproved)),
                Map.entry("ecr:PutLifecyclePolicy", List.of(preparing)),
                Map.entry("ecr:PutImageScanningConfiguration", List.of(new Step("scanning on push", this::unscanned))),
                Map.entry(
                        "ecr:DescribeImages",
                        List.of(
                                new Step("noticing what is pushed", () -> staging.list(workspace.staging())),
                                new Step("comparing the approved", () -> approvedTags.in(workspace.approved())))),
                Map.entry("ecr:BatchGetImage", List.of(reading, copying)),
                Map.entry(
                        "ecr:GetDownloadUrlForLayer",
                        List.of(new Step(
                                "reading a platform",
                                () -> staging.platform(
                                        workspace.staging(),
                                        ((ManifestContent.Image)
                                                        image.manifest().content())
                                                .config())))),
                Map.entry(
                        "ecr:DescribeImageScanFindings",
                        List.of(new Step("reading findings", () -> scanner.look(workspace.staging(), image.digest())))),
                Map.entry("ecr:BatchCheckLayerAvailability", List.of(copying)),
                Map.entry("ecr:InitiateLayerUpload", List.of(copying)),
                Map.entry("ecr:UploadLayerPart", List.of(copying)),
                Map.entry("ecr:CompleteLayerUpload", List.of(copying)),
                Map.entry("ecr:PutImage", List.of(copying)),
                Map.entry(
                        "ecr:GetAuthorizationToken",
                        List.of(new Step("signing in to the registry", () -> EcrRegistryAccess.token(ecr)))),
                Map.entry("s3:PutObject", List.of(keeping)),
                Map.entry("s3:PutObjectRetention", List.of(keeping)),
                Map.entry("s3:ListBucketVersions", List.of(new Step("reading anchors", () -> anchors.after(0, 10)))));
    }

    /** With bytes, so that every part of an upload is asked for, and to where nothing of it is. */
    private void copy() {
        Workspace another = aWorkspace();
        approved.provision(another);
        levers.declineMounts(true);
        new ImageCopier(CopyLimits.USUAL, sizes)
                .copyFirst(
                        registry,
                        workspace.staging(),
                        ScannedImage.of(image.digest(), List.of(image.digest())),
                        registry,
                        another.approved());
    }

    /** Somebody made it before Berth. */
    private void unscanned() {
        Workspace another = aWorkspace();
        ecr.createRepository(request -> request.repositoryName(another.staging().value())
                .imageScanningConfiguration(it -> it.scanOnPush(false)));
        provisioner.provision(another);
    }

    private static void write(Map<String, String> sentences) throws IOException {
        StringBuilder table = new StringBuilder();
        sentences.forEach((step, sentence) ->
                table.append(step).append(" | ").append(sentence).append('\n'));
        Files.writeString(Path.of("target", "actions-taken-away.txt"), table);
    }
}
