package dev.berth.sandbox.cloud.ecr;

import dev.berth.oci.Tag;
import dev.berth.sandbox.cloud.identity.Account;
import dev.berth.sandbox.registry.StoredImage;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How ECR writes an image with its manifest. */
final class ImageShape {

    private ImageShape() {}

    static Map<String, Object> of(Account account, StoredImage image, @Nullable Tag tag, String manifest) {
        ImageId id =
                new ImageId(tag == null ? null : tag.value(), image.digest().value());
        return new Fields()
                .with("registryId", account.account())
                .with("repositoryName", image.repository().value())
                .with("imageId", id.shape())
                .with("imageManifest", manifest)
                .with("imageManifestMediaType", image.mediaType().value())
                .map();
    }
}
