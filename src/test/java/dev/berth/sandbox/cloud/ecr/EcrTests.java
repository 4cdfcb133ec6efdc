package dev.berth.sandbox.cloud.ecr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.berth.oci.Digest;
import dev.berth.oci.RepositoryName;
import dev.berth.oci.Tag;
import dev.berth.sandbox.cloud.SandboxCloud;
import dev.berth.testing.Blob;
import dev.berth.testing.ImageFixtures;
import dev.berth.testing.RegistryPusher;
import dev.berth.testing.TestImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.ecr.EcrClient;
import software.amazon.awssdk.services.ecr.model.AuthorizationData;
import software.amazon.awssdk.services.ecr.model.BatchGetImageResponse;
import software.amazon.awssdk.services.ecr.model.EcrException;
import software.amazon.awssdk.services.ecr.model.EmptyUploadException;
import software.amazon.awssdk.services.ecr.model.ImageAlreadyExistsException;
import software.amazon.awssdk.services.ecr.model.ImageDetail;
import software.amazon.awssdk.services.ecr.model.ImageDigestDoesNotMatchException;
import software.amazon.awssdk.services.ecr.model.ImageFailureCode;
import software.amazon.awssdk.services.ecr.model.ImageIdentifier;
import software.amazon.awssdk.services.ecr.model.ImageNotFoundException;
import software.amazon.awssdk.services.ecr.model.ImageTagMutability;
import software.amazon.awssdk.services.ecr.model.InvalidLayerException;
import software.amazon.awssdk.services.ecr.model.InvalidLayerPartException;
import software.amazon.awssdk.services.ecr.model.InvalidParameterException;
import software.amazon.awssdk.services.ecr.model.Layer;
import software.amazon.awssdk.services.ecr.model.LayerAlreadyExistsException;
import software.amazon.awssdk.services.ecr.model.LayerAvailability;
import software.amazon.awssdk.services.ecr.model.LayerPartTooSmallException;
import software.amazon.awssdk.services.ecr.model.LayersNotFoundException;
import software.amazon.awssdk.services.ecr.model.LifecyclePolicyNotFoundException;
import software.amazon.awssdk.services.ecr.model.PutImageRequest;
import software.amazon.awssdk.services.ecr.model.ReferencedImagesNotFoundException;
import software.amazon.awssdk.services.ecr.model.Repository;
import software.amazon.awssdk.services.ecr.model.RepositoryAlreadyExistsException;
import software.amazon.awssdk.services.ecr.model.RepositoryNotFoundException;
import software.amazon.awssdk.services.ecr.model.TagStatus;
import software.amazon.awssdk.services.ecr.model.UploadNotFoundException;

class EcrTests {

    @TempDir
    static Path directory;

    static SandboxCloud cloud;
    static EcrClient ecr;
    static RegistryPusher pusher;

    @BeforeAll
    static void start() {
        cloud = SandboxCloud.in(directory);
        ecr = cloud.ecr(cloud.portal());
        String pair = new String(
                Base64.getDecoder()
                        .decode(ecr.getAuthorizationToken()
                                .authorizationData()
                                .getFirst()
                                .authorizationToken()),
                StandardCharsets.UTF_8);
        pusher = RegistryPusher.to(cloud.endpoint()).as("AWS", pair.substring(4));
    }

    @AfterAll
    static void stop() {
        ecr.close();
        cloud.close();
    }

    /** In the approved prefix, since the portal itself pushes nowhere else. */
    static RepositoryName aRepository(EcrClient ecr, TestInfo test) {
        String name = "nextflow-approved/"
                + test.getTestMethod().orElseThrow().getName().toLowerCase(Locale.ROOT);
        ecr.createRepository(it -> it.repositoryName(name));
        return RepositoryName.of(name);
    }

    static ImageIdentifier tagged(String tag) {
        return ImageIdentifier.builder().imageTag(tag).build();
    }

    static software.amazon.awssdk.services.ecr.model.Tag tag(String key, String value) {
        return software.amazon.awssdk.services.ecr.model.Tag.builder()
                .key(key)
                .value(value)
                .build();
    }

    @Test
    void aRepositoryIsCreatedDescribedTaggedAndConfigured() {
        String name = "nextflow-staging/user1-40username-2ecom";
        Repository created = ecr.createRepository(it -> it.repositoryName(name)
                        .imageScanningConfiguration(scan -> scan.scanOnPush(true))
                        .tags(tag("berth:stage", "staging")))
                .repository();
        assertThat(created.repositoryArn()).isEqualTo("arn:aws:ecr:us-east-1:123456789012:repository/" + name);
        assertThat(created.repositoryUri()).isEqualTo("localhost:%d/%s".formatted(cloud.port(), name));
        assertThat(created.imageTagMutability()).isEqualTo(ImageTagMutability.MUTABLE);
        assertThat(created.createdAt()).isBetween(Instant.now().minusSeconds(60), Instant.now());

        ecr.tagResource(it -> it.resourceArn(created.repositoryArn()).tags(tag("more", "")));
        ecr.putImageScanningConfiguration(
                it -> it.repositoryName(name).imageScanningConfiguration(scan -> scan.scanOnPush(false)));
        String lifecycle = """
                {"rules":[{"rulePriority":1,"selection":{"tagStatus":"untagged","countType":"sinceImagePushed","countUnit":"days","countNumber":30},"action":{"type":"expire"}}]}""";
        ecr.putLifecyclePolicy(it -> it.repositoryName(name).lifecyclePolicyText(lifecycle));

        assertThat(ecr.listTagsForResource(it -> it.resourceArn(created.repositoryArn()))
                        .tags())
                .extracting(tag -> tag.key() + "=" + tag.value())
                .containsExactly("berth:stage=staging", "more=");
        assertThat(ecr.getLifecyclePolicy(it -> it.repositoryName(name)).lifecyclePolicyText())
                .isEqualTo(lifecycle);
        assertThat(ecr.describeRepositories(it -> it.repositoryNames(name))
                        .repositories()
                        .getFirst()
                        .imageScanningConfiguration()
                        .scanOnPush())
                .isFalse();
    }

    @Test
    void repositoriesFailByEcrsNames(TestInfo test) {
        String there = aRepository(ecr, test).value();
        assertThatExceptionOfType(RepositoryAlreadyExistsException.class)
                .isThrownBy(() -> ecr.createRepository(it -> it.repositoryName(there)))
                .withMessageContaining(
                        "The repository with name '%s' already exists in the registry with id '123456789012'"
                                .formatted(there));
        assertThatExceptionOfType(RepositoryNotFoundException.class)
                .isThrownBy(() -> ecr.describeRepositories(it -> it.repositoryNames("nextflow-approved/nobody")))
                .withMessageContaining(
                        "The repository with name 'nextflow-approved/nobody' does not exist in the registry with id '123456789012'");
        assertThatExceptionOfType(InvalidParameterException.class)
                .isThrownBy(() -> ecr.createRepository(it -> it.repositoryName("nextflow-approved/Alice")));
        assertThatExceptionOfType(InvalidParameterException.class)
                .isThrownBy(() -> ecr.createRepository(it -> it.repositoryName("nextflow-approved/../other")));
        assertThatExceptionOfType(InvalidParameterException.class)
                .isThrownBy(() ->
                        ecr.putLifecyclePolicy(it -> it.repositoryName(there).lifecyclePolicyText("{}")));
        assertThatExceptionOfType(LifecyclePolicyNotFoundException.class)
                .isThrownBy(() -> ecr.getLifecyclePolicy(it -> it.repositoryName(there)));
    }

    @Test
    void thePortalItselfHasNoMoreThanItNeeds() {
        cloud.asPrinted(() -> {
            assertDenied("ecr:CreateRepository", () -> ecr.createRepository(it -> it.repositoryName("other/alice")));
            assertDenied(
                    "ecr:DeleteRepository",
                    () -> ecr.deleteRepository(
                            it -> it.repositoryName("nextflow-approved/alice").force(true)));
            assertDenied(
                    "ecr:BatchDeleteImage",
                    () -> ecr.batchDeleteImage(
                            it -> it.repositoryName("nextflow-approved/alice").imageIds(tagged("v1"))));
            assertDenied(
                    "ecr:PutImage",
                    () -> ecr.putImage(
                            it -> it.repositoryName("nextflow-staging/alice").imageManifest("{}")));
            assertDenied(
                    "ecr:PutImageTagMutability",
                    () -> ecr.putImageTagMutability(it -> it.repositoryName("nextflow-approved/alice")
                            .imageTagMutability(ImageTagMutability.IMMUTABLE)));
        });
    }

    private static void assertDenied(String action, ThrowingCallable call) {
        assertThatExceptionOfType(EcrException.class)
                .isThrownBy(call)
                .satisfies(e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDeniedException"))
                .withMessageContaining(
                        "User: arn:aws:iam::123456789012:user/berth-portal is not authorized to perform: " + action);
    }

    @Test
    void anOperationThatIsNotThereIsUnknown() {
        assertThatExceptionOfType(EcrException.class)
                .isThrownBy(() -> ecr.describePullThroughCacheRules(it -> {}))
                .satisfies(e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("UnknownOperationException"));
    }

    @Test
    void imagesAreDescribedListedAndRead(TestInfo test) {
        RepositoryName name = aRepository(ecr, test);
        TestImage index = ImageFixtures.anAttestedIndexOf(ImageFixtures.aDebianImage("bash=5.2.15-2+b7"));
        pusher.push(name, Tag.of("v1"), index);

        ImageDetail detail = ecr.describeImages(
                        it -> it.repositoryName(name.value()).imageIds(tagged("v1")))
                .imageDetails()
                .getFirst();
        assertThat(detail.imageDigest()).isEqualTo(index.digest().value());
        assertThat(detail.imageTags()).containsExactly("v1");
        assertThat(detail.imageManifestMediaType()).isEqualTo("application/vnd.oci.image.index.v1+json");
        assertThat(detail.imageScanStatus()).isNull();
        assertThat(ecr.describeImages(
                                it -> it.repositoryName(name.value()).filter(f -> f.tagStatus(TagStatus.UNTAGGED)))
                        .imageDetails())
                .extracting(ImageDetail::imageDigest)
                .containsExactlyInAnyOrderElementsOf(
                        index.children().stream().map(it -> it.digest().value()).toList());
        assertThat(ecr.describeImagesPaginator(
                                it -> it.repositoryName(name.value()).maxResults(1))
                        .imageDetails())
                .hasSize(3);
        assertThat(ecr.listImages(it -> it.repositoryName(name.value()).filter(f -> f.tagStatus(TagStatus.TAGGED)))
                        .imageIds())
                .containsExactly(ImageIdentifier.builder()
                        .imageTag("v1")
                        .imageDigest(index.digest().value())
                        .build());

        BatchGetImageResponse got =
                ecr.batchGetImage(it -> it.repositoryName(name.value()).imageIds(tagged("v1"), tagged("v2")));
        assertThat(Digest.ofContent(got.images().getFirst().imageManifest().getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(index.digest());
        assertThat(got.failures().getFirst().failureCode()).isEqualTo(ImageFailureCode.IMAGE_NOT_FOUND);
        assertThatExceptionOfType(ImageNotFoundException.class)
                .isThrownBy(() ->
                        ecr.describeImages(it -> it.repositoryName(name.value()).imageIds(tagged("v2"))))
                .withMessageContaining(
                        "The image with imageId {imageDigest:'null', imageTag:'v2'} does not exist within the repository with name");
        assertThatExceptionOfType(InvalidParameterException.class)
                .isThrownBy(() ->
                        ecr.listImages(it -> it.repositoryName(name.value()).nextToken("guess")));
        assertThatExceptionOfType(InvalidParameterException.class)
                .isThrownBy(() ->
                        ecr.listImages(it -> it.repositoryName(name.value()).maxResults(1001)));
    }

    @Test
    void anImageIsPushedByTheApiAlone(TestInfo test) {
        String name = aRepository(ecr, test).value();
        TestImage image = ImageFixtures.aBareImage();
        String manifest = new String(image.manifest().bytes(), StandardCharsets.UTF_8);
        PutImageRequest put = PutImageRequest.builder()
                .repositoryName(name)
                .imageTag("v1")
                .imageManifest(manifest)
                .build();

        assertThatExceptionOfType(LayersNotFoundException.class).isThrownBy(() -> ecr.putImage(put));
        for (Blob blob : image.blobs()) {
            upload(name, blob);
        }
        assertThat(ecr.batchCheckLayerAvailability(it -> it.repositoryName(name)
                                .layerDigests(image.blobs().getFirst().digest().value(), "sha256:" + "0".repeat(64)))
                        .layers())
                .extracting(Layer::layerAvailability)
                .containsExactly(LayerAvailability.AVAILABLE, LayerAvailability.UNAVAILABLE);
        assertThat(ecr.putImage(put).image().imageId().imageDigest())
                .isEqualTo(image.digest().value());
        assertThatExceptionOfType(ImageAlreadyExistsException.class).isThrownBy(() -> ecr.putImage(put));
        assertThatExceptionOfType(ImageDigestDoesNotMatchException.class)
                .isThrownBy(() -> ecr.putImage(
                        put.toBuilder().imageDigest("sha256:" + "0".repeat(64)).build()));
        assertThatExceptionOfType(InvalidParameterException.class)
                .isThrownBy(
                        () -> ecr.putImage(put.toBuilder().imageManifest("{").build()));
        TestImage index = ImageFixtures.anIndexOf(ImageFixtures.anAlpineImage("musl=1.2.5-r0"));
        assertThatExceptionOfType(ReferencedImagesNotFoundException.class)
                .isThrownBy(() -> ecr.putImage(put.toBuilder()
                        .imageManifest(new String(index.manifest().bytes(), StandardCharsets.UTF_8))
                        .build()));
        assertThatExceptionOfType(LayerAlreadyExistsException.class)
                .isThrownBy(() -> upload(name, image.blobs().getFirst()));
        assertThatExceptionOfType(LayersNotFoundException.class)
                .isThrownBy(() -> ecr.getDownloadUrlForLayer(
                        it -> it.repositoryName(name).layerDigest("sha256:" + "0".repeat(64))));
    }

    private static void upload(String name, Blob blob) {
        String id = ecr.initiateLayerUpload(it -> it.repositoryName(name)).uploadId();
        ecr.uploadLayerPart(it -> it.repositoryName(name)
                .uploadId(id)
                .partFirstByte(0L)
                .partLastByte(blob.size() - 1)
                .layerPartBlob(SdkBytes.fromByteArray(bytes(blob))));
        ecr.completeLayerUpload(it ->
                it.repositoryName(name).uploadId(id).layerDigests(blob.digest().value()));
    }

    private static byte[] bytes(Blob blob) {
        try (InputStream content = blob.content().get()) {
            return content.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void uploadsFailByEcrsNames(TestInfo test) {
        String name = aRepository(ecr, test).value();
        String id = ecr.initiateLayerUpload(it -> it.repositoryName(name)).uploadId();
        SdkBytes part = SdkBytes.fromUtf8String("abc");
        assertThatExceptionOfType(EmptyUploadException.class)
                .isThrownBy(() -> ecr.completeLayerUpload(
                        it -> it.repositoryName(name).uploadId(id).layerDigests("sha256:" + "0".repeat(64))));
        assertThatExceptionOfType(InvalidLayerPartException.class)
                .isThrownBy(() -> ecr.uploadLayerPart(it -> it.repositoryName(name)
                        .uploadId(id)
                        .partFirstByte(5L)
                        .partLastByte(7L)
                        .layerPartBlob(part)));
        assertThatExceptionOfType(InvalidLayerPartException.class)
                .isThrownBy(() -> ecr.uploadLayerPart(it -> it.repositoryName(name)
                        .uploadId(id)
                        .partFirstByte(0L)
                        .partLastByte(7L)
                        .layerPartBlob(part)));
        ecr.uploadLayerPart(it -> it.repositoryName(name)
                .uploadId(id)
                .partFirstByte(0L)
                .partLastByte(2L)
                .layerPartBlob(part));
        assertThatExceptionOfType(InvalidLayerException.class)
                .isThrownBy(() -> ecr.completeLayerUpload(
                        it -> it.repositoryName(name).uploadId(id).layerDigests("sha256:" + "0".repeat(64))));
        assertThatExceptionOfType(UploadNotFoundException.class)
                .isThrownBy(() -> ecr.uploadLayerPart(it -> it.repositoryName(name)
                        .uploadId(id)
                        .partFirstByte(3L)
                        .partLastByte(5L)
                        .layerPartBlob(part)));
    }

    @Test
    void aPartUnderFiveMebibytesIsTheLast(TestInfo test) {
        String name = aRepository(ecr, test).value();
        String id = ecr.initiateLayerUpload(it -> it.repositoryName(name)).uploadId();
        for (long first = 0; first < 6; first += 3) {
            long from = first;
            ecr.uploadLayerPart(it -> it.repositoryName(name)
                    .uploadId(id)
                    .partFirstByte(from)
                    .partLastByte(from + 2)
                    .layerPartBlob(SdkBytes.fromUtf8String("abc")));
        }

        assertThatExceptionOfType(LayerPartTooSmallException.class)
                .isThrownBy(() -> ecr.completeLayerUpload(it -> it.repositoryName(name)
                        .uploadId(id)
                        .layerDigests(Digest.ofContent("abcabc".getBytes(StandardCharsets.UTF_8))
                                .value())));
    }

    @Test
    void mountingIsASettingOfTheAccount() {
        AccountSetting setting =
                () -> ecr.getAccountSetting(it -> it.name("BLOB_MOUNTING")).value();
        assertThat(setting.value()).isEqualTo("ENABLED");
        ecr.putAccountSetting(it -> it.name("BLOB_MOUNTING").value("DISABLED"));
        assertThat(setting.value()).isEqualTo("DISABLED");
        ecr.putAccountSetting(it -> it.name("BLOB_MOUNTING").value("ENABLED"));
        assertThat(setting.value()).isEqualTo("ENABLED");
        assertThatExceptionOfType(InvalidParameterException.class)
                .isThrownBy(() ->
                        ecr.putAccountSetting(it -> it.name("BLOB_MOUNTING").value("PERHAPS")));
    }

    private interface AccountSetting {
        String value();
    }

    @Test
    void aTokenThatExpiresIsSaidInTheJsonProtocolsWords(@TempDir Path own) {
        try (SandboxCloud aged = SandboxCloud.in(own);
                EcrClient session = aged.ecr(aged.session("alice-1", ""))) {
            aged.advance(Duration.ofMinutes(61));
            assertThatExceptionOfType(EcrException.class)
                    .isThrownBy(session::getAuthorizationToken)
                    .satisfies(e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ExpiredTokenException"));
        }
    }

    @Test
    void nobodyIsUnrecognized() {
        try (EcrClient nobody = cloud.ecr(AwsBasicCredentials.create("AKIABERTHNOBODY22222", "s".repeat(40)))) {
            assertThatExceptionOfType(EcrException.class)
                    .isThrownBy(nobody::getAuthorizationToken)
                    .satisfies(
                            e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("UnrecognizedClientException"));
        }
    }

    @Test
    void theTokenSaysWhereToLogInAndUntilWhen() {
        AuthorizationData data = ecr.getAuthorizationToken().authorizationData().getFirst();
        assertThat(data.proxyEndpoint()).isEqualTo(cloud.endpoint().toString());
        assertThat(data.expiresAt())
                .isBetween(
                        Instant.now().plus(Duration.ofMinutes(719)),
                        Instant.now().plus(Duration.ofMinutes(721)));
    }
}
