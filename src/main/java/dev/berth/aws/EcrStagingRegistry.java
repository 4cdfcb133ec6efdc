package dev.berth.aws;

import dev.berth.arrival.ImageWithheld;
import dev.berth.arrival.StagingRegistry;
import dev.berth.arrival.StagingUnavailable;
import dev.berth.oci.ContentMissing;
import dev.berth.oci.Descriptor;
import dev.berth.oci.Digest;
import dev.berth.oci.DigestMismatch;
import dev.berth.oci.Manifest;
import dev.berth.oci.MediaType;
import dev.berth.oci.Platform;
import dev.berth.oci.RegistryClient;
import dev.berth.oci.RegistryFailure;
import dev.berth.oci.RepositoryName;
import dev.berth.oci.SizeMismatch;
import dev.berth.oci.Tag;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ecr.EcrClient;
import software.amazon.awssdk.services.ecr.model.BatchGetImageResponse;
import software.amazon.awssdk.services.ecr.model.Image;
import software.amazon.awssdk.services.ecr.model.ImageDetail;
import software.amazon.awssdk.services.ecr.model.ImageFailure;
import software.amazon.awssdk.services.ecr.model.ImageFailureCode;
import software.amazon.awssdk.services.ecr.model.ImageIdentifier;

/** Staging repositories in ECR: listings and manifests by its API, the config blob by the registry protocol. */
@Component
class EcrStagingRegistry implements StagingRegistry {

    private static final int IMAGES_A_PAGE = 1000;

    private static final int LARGEST_CONFIG = 4 * 1024 * 1024;

    /** Without them ECR may convert what it holds; what is of another type it calls not found. */
    private static final List<String> MANIFESTS = Stream.concat(
                    MediaType.MANIFESTS.stream(),
                    Stream.of(
                            MediaType.DOCKER_SCHEMA_1,
                            MediaType.DOCKER_SCHEMA_1_SIGNED,
                            MediaType.OCI_ARTIFACT_MANIFEST))
            .map(MediaType::value)
            .sorted()
            .toList();

    private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}");

    private final EcrClient ecr;
    private final RegistryClient registry;

    EcrStagingRegistry(@Lazy EcrClient ecr, RegistryClient registry) {
        this.ecr = ecr;
        this.registry = registry;
    }

    @Override
    public List<Listed> list(RepositoryName repository) {
        try {
            return ecr
                    .describeImagesPaginator(request ->
                            request.repositoryName(repository.value()).maxResults(IMAGES_A_PAGE))
                    .imageDetails()
                    .stream()
                    .map(EcrStagingRegistry::listed)
                    .flatMap(Optional::stream)
                    .toList();
        } catch (SdkException e) {
            throw unavailable("list", repository, e);
        }
    }

    /** ECR's API takes longer tags than registries do; an image under such a tag alone is none that a workflow could name. */
    private static Optional<Listed> listed(ImageDetail detail) {
        Set<Tag> tags = tags(detail.imageTags());
        return tags.isEmpty() && !detail.imageTags().isEmpty()
                ? Optional.empty()
                : Optional.of(new Listed(
                        Digest.of(detail.imageDigest()),
                        tags,
                        new MediaType(Objects.requireNonNullElse(detail.imageManifestMediaType(), "")),
                        Objects.requireNonNullElse(detail.imageSizeInBytes(), 0L),
                        Objects.requireNonNullElse(detail.imagePushedAt(), Instant.EPOCH)));
    }

    private static Set<Tag> tags(List<String> tags) {
        return tags.stream().filter(TAG.asMatchPredicate()).map(Tag::of).collect(Collectors.toSet());
    }

    @Override
    public Map<Digest, Manifest> manifests(RepositoryName repository, Collection<Digest> digests) {
        List<Digest> asked = List.copyOf(digests);
        if (asked.size() > MANIFESTS_AT_ONCE) {
            throw new IllegalArgumentException("At most %d manifests are read at once".formatted(MANIFESTS_AT_ONCE));
        }
        Map<Digest, Manifest> found = new LinkedHashMap<>();
        read(repository, asked, MANIFESTS, found);
        List<Digest> missing =
                asked.stream().filter(digest -> !found.containsKey(digest)).toList();
        if (!missing.isEmpty()) {
            read(repository, missing, List.of(), found);
        }
        return found;
    }

    /** @param mediaTypes those accepted; empty where any is */
    private void read(
            RepositoryName repository, List<Digest> digests, List<String> mediaTypes, Map<Digest, Manifest> found) {
        try {
            BatchGetImageResponse answer = ecr.batchGetImage(request -> request.repositoryName(repository.value())
                    .imageIds(digests.stream().map(EcrStagingRegistry::id).toList())
                    .acceptedMediaTypes(mediaTypes.isEmpty() ? null : mediaTypes));
            for (ImageFailure failure : answer.failures()) {
                if (failure.failureCode() != ImageFailureCode.IMAGE_NOT_FOUND) {
                    throw new ImageWithheld("ECR does not give %s of %s: %s"
                            .formatted(failure.imageId().imageDigest(), repository, failure.failureReason()));
                }
            }
            for (Image image : answer.images()) {
                found.put(
                        Digest.of(image.imageId().imageDigest()),
                        Manifest.of(
                                MediaType.of(Objects.requireNonNullElse(image.imageManifestMediaType(), "")),
                                image.imageManifest().getBytes(StandardCharsets.UTF_8)));
            }
        } catch (SdkException e) {
            throw unavailable("read", repository, e);
        }
    }

    private static ImageIdentifier id(Digest digest) {
        return ImageIdentifier.builder().imageDigest(digest.value()).build();
    }

    @Override
    public Platform platform(RepositoryName repository, Descriptor config) {
        if (config.size() > LARGEST_CONFIG) {
            return Platform.UNKNOWN;
        }
        try {
            return Platform.ofConfig(registry.content(repository, config));
        } catch (ContentMissing | DigestMismatch | SizeMismatch e) {
            return Platform.UNKNOWN;
        } catch (RegistryFailure e) {
            String why =
                    "The config %s of %s cannot be read: %s".formatted(config.digest(), repository, e.getMessage());
            throw e.isPassing() ? new StagingUnavailable(why, e) : new ImageWithheld(why, e);
        }
    }

    private static StagingUnavailable unavailable(String what, RepositoryName repository, SdkException e) {
        return new StagingUnavailable(
                "ECR does not let Berth %s %s: %s".formatted(what, repository, e.getMessage()), e);
    }
}
