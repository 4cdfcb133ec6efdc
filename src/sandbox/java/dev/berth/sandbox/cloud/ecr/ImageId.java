package dev.berth.sandbox.cloud.ecr;

import dev.berth.oci.Digest;
import dev.berth.oci.RepositoryName;
import dev.berth.oci.Tag;
import dev.berth.sandbox.cloud.identity.Account;
import dev.berth.sandbox.cloud.wire.AwsRefusal;
import dev.berth.sandbox.registry.RegistryStore;
import dev.berth.sandbox.registry.StoredImage;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What names an image over the API: a tag, a digest, or both, which must then agree. */
record ImageId(@Nullable String imageTag, @Nullable String imageDigest) {

    static ImageId of(EcrInput input) {
        return new ImageId(input.optional("imageTag"), input.optional("imageDigest"));
    }

    Map<String, Object> shape() {
        return new Fields()
                .with("imageTag", imageTag)
                .with("imageDigest", imageDigest)
                .map();
    }

    /** An image, or the reason why there is none, in the words of the batch operations. */
    sealed interface Found {

        record Image(StoredImage image, @Nullable Tag tag) implements Found {}

        record Failure(String code, String reason) implements Found {}
    }

    Found find(RegistryStore store, RepositoryName repository) {
        if (imageTag == null && imageDigest == null) {
            return new Found.Failure(
                    "MissingDigestAndTag", "Invalid request parameters: both tag and digest cannot be null");
        }
        if (imageDigest != null && !Digest.isDigest(imageDigest)) {
            return new Found.Failure(
                    "InvalidImageDigest",
                    "Invalid request parameters: image digest should satisfy the regex '[a-zA-Z0-9-_+.]+:[a-fA-F0-9]+'");
        }
        Optional<Tag> tag = tag();
        if (imageTag != null && tag.isEmpty()) {
            return new Found.Failure(
                    "InvalidImageTag",
                    "Invalid request parameters: image tag should satisfy the regex '[a-zA-Z0-9-_.]+'");
        }
        Optional<StoredImage> byTag = tag.flatMap(it -> store.image(repository, it));
        Optional<StoredImage> byDigest = imageDigest == null ? byTag : store.image(repository, Digest.of(imageDigest));
        if (byDigest.isEmpty() || (tag.isPresent() && byTag.isEmpty())) {
            return new Found.Failure("ImageNotFound", "Requested image not found");
        }
        if (byTag.isPresent() && !byTag.get().digest().equals(byDigest.get().digest())) {
            return new Found.Failure("ImageTagDoesNotMatchDigest", "Requested image tag does not match digest");
        }
        return new Found.Image(byDigest.get(), tag.orElse(null));
    }

    /** @throws AwsRefusal where there is none */
    StoredImage require(RegistryStore store, RepositoryName repository, Account account) {
        return switch (find(store, repository)) {
            case Found.Image found -> found.image();
            case Found.Failure failure -> {
                if (failure.code().equals("ImageNotFound") || failure.code().equals("ImageTagDoesNotMatchDigest")) {
                    throw new AwsRefusal(
                            "ImageNotFoundException",
                            "The image with imageId %s does not exist within the repository with name '%s' in the registry with id '%s'"
                                    .formatted(words(), repository, account.account()));
                }
                throw new AwsRefusal("InvalidParameterException", failure.reason());
            }
        };
    }

    String words() {
        return "{imageDigest:'%s', imageTag:'%s'}".formatted(imageDigest, imageTag);
    }

    private Optional<Tag> tag() {
        try {
            return Optional.ofNullable(imageTag).map(Tag::of);
        } catch (IllegalArgumentException notATag) {
            return Optional.empty();
        }
    }
}
