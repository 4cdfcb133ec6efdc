package dev.berth.sandbox.cloud.ecr;

import dev.berth.oci.Reference;
import dev.berth.oci.RepositoryName;
import dev.berth.oci.Tag;
import dev.berth.sandbox.cloud.identity.Account;
import dev.berth.sandbox.cloud.wire.JsonCall;
import dev.berth.sandbox.cloud.wire.JsonService;
import dev.berth.sandbox.registry.RegistryRefusal;
import dev.berth.sandbox.registry.RegistryStore;
import dev.berth.sandbox.registry.RemovedImage;
import dev.berth.sandbox.registry.StoredImage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Looking at images, and taking them away. Nothing here tells of scans: neither does ECR since its own scanning. */
@Component
final class EcrImages implements EcrOperations {

    private static final int MAX_IDS = 100;

    private final Account account;
    private final EcrPermissions permissions;
    private final RegistryStore store;

    EcrImages(Account account, EcrPermissions permissions, RegistryStore store) {
        this.account = account;
        this.permissions = permissions;
        this.store = store;
    }

    @Override
    public Map<String, JsonService.Operation> operations() {
        return Map.of(
                "DescribeImages", this::describeImages,
                "ListImages", this::listImages,
                "BatchGetImage", this::batchGetImage,
                "BatchDeleteImage", this::batchDeleteImage);
    }

    private Map<String, ?> describeImages(JsonCall call) {
        RepositoryName name = repository(call, "ecr:DescribeImages");
        EcrInput input = EcrInput.of(call);
        List<ImageId> ids = ids(input);
        store.get(name);
        if (!ids.isEmpty()) {
            if (input.has("maxResults") || input.has("nextToken")) {
                throw EcrInput.invalid("imageIds", "imageIds go without maxResults and nextToken");
            }
            List<Map<String, Object>> details = ids.stream()
                    .map(id -> details(id.require(store, name, account)))
                    .toList();
            return Map.of("imageDetails", details);
        }
        Page<StoredImage> page = Page.of(filtered(name, input).toList(), input);
        return new Fields()
                .with("imageDetails", page.map(this::details))
                .with("nextToken", page.nextToken())
                .map();
    }

    private Map<String, Object> details(StoredImage image) {
        return new Fields()
                .with("registryId", account.account())
                .with("repositoryName", image.repository().value())
                .with("imageDigest", image.digest().value())
                .with(
                        "imageTags",
                        image.tags().isEmpty()
                                ? null
                                : image.tags().stream().map(Tag::value).toList())
                .with("imageSizeInBytes", image.imageSize())
                .with("imagePushedAt", image.pushedAt())
                .with("imageManifestMediaType", image.mediaType().value())
                .with(
                        "artifactMediaType",
                        image.artifactMediaType() == null
                                ? null
                                : image.artifactMediaType().value())
                .map();
    }

    private Map<String, ?> listImages(JsonCall call) {
        RepositoryName name = repository(call, "ecr:ListImages");
        EcrInput input = EcrInput.of(call);
        store.get(name);
        Page<ImageId> page =
                Page.of(filtered(name, input).flatMap(EcrImages::named).toList(), input);
        return new Fields()
                .with("imageIds", page.map(ImageId::shape))
                .with("nextToken", page.nextToken())
                .map();
    }

    private static Stream<ImageId> named(StoredImage image) {
        String digest = image.digest().value();
        return image.tags().isEmpty()
                ? Stream.of(new ImageId(null, digest))
                : image.tags().stream().map(tag -> new ImageId(tag.value(), digest));
    }

    private Stream<StoredImage> filtered(RepositoryName name, EcrInput input) {
        String status =
                input.object("filter").map(it -> it.optional("tagStatus")).orElse("ANY");
        return store.images(name).stream().filter(image -> switch (status) {
            case "ANY" -> true;
            case "TAGGED" -> !image.tags().isEmpty();
            case "UNTAGGED" -> image.tags().isEmpty();
            default ->
                throw EcrInput.invalid(
                        "filter.tagStatus", "Member must satisfy enum value set: [TAGGED, UNTAGGED, ANY]");
        });
    }

    private Map<String, ?> batchGetImage(JsonCall call) {
        RepositoryName name = repository(call, "ecr:BatchGetImage");
        store.get(name);
        List<String> accepted = EcrInput.of(call).strings("acceptedMediaTypes");
        List<Map<String, Object>> images = new ArrayList<>();
        List<Map<String, Object>> failures = new ArrayList<>();
        for (ImageId id : requiredIds(call)) {
            switch (id.find(store, name)) {
                case ImageId.Found.Image found -> {
                    if (isAccepted(accepted, found.image())) {
                        images.add(image(found.image(), found.tag()));
                    } else {
                        failures.add(failed(id, "ImageNotFound", "Requested image not found"));
                    }
                }
                case ImageId.Found.Failure failure -> failures.add(failed(id, failure.code(), failure.reason()));
            }
        }
        return Map.of("images", images, "failures", failures);
    }

    /** ECR does not convert what was pushed: another type than those asked for is not found. */
    private static boolean isAccepted(List<String> accepted, StoredImage image) {
        return accepted.isEmpty() || accepted.contains(image.mediaType().value());
    }

    private Map<String, Object> image(StoredImage image, @Nullable Tag tag) {
        byte[] manifest = store.manifest(image.repository(), image.digest()).bytes();
        return ImageShape.of(account, image, tag, new String(manifest, StandardCharsets.UTF_8));
    }

    private Map<String, ?> batchDeleteImage(JsonCall call) {
        RepositoryName name = repository(call, "ecr:BatchDeleteImage");
        store.get(name);
        List<Map<String, Object>> deleted = new ArrayList<>();
        List<Map<String, Object>> failures = new ArrayList<>();
        for (ImageId id : requiredIds(call)) {
            switch (id.find(store, name)) {
                case ImageId.Found.Failure failure -> failures.add(failed(id, failure.code(), failure.reason()));
                case ImageId.Found.Image found -> {
                    try {
                        deleted.addAll(deleted(name, id, found));
                    } catch (RegistryRefusal.ImageReferenced referenced) {
                        failures.add(
                                failed(id, "ImageReferencedByManifestList", String.valueOf(referenced.getMessage())));
                    }
                }
            }
        }
        return Map.of("imageIds", deleted, "failures", failures);
    }

    private List<Map<String, Object>> deleted(RepositoryName name, ImageId id, ImageId.Found.Image found) {
        Reference reference = id.imageDigest() == null && found.tag() != null
                ? found.tag()
                : found.image().digest();
        RemovedImage removed = store.remove(name, reference);
        String digest = removed.digest().value();
        return removed.tags().isEmpty()
                ? List.of(new ImageId(null, digest).shape())
                : removed.tags().stream()
                        .map(tag -> new ImageId(tag.value(), digest).shape())
                        .toList();
    }

    private RepositoryName repository(JsonCall call, String action) {
        RepositoryName name = EcrInput.of(call).repository();
        permissions.require(call.caller(), action, name);
        return name;
    }

    private static List<ImageId> ids(EcrInput input) {
        List<ImageId> ids = input.objects("imageIds").stream().map(ImageId::of).toList();
        if (ids.size() > MAX_IDS) {
            throw EcrInput.invalid("imageIds", "Member must have length less than or equal to 100");
        }
        return ids;
    }

    private static List<ImageId> requiredIds(JsonCall call) {
        List<ImageId> ids = ids(EcrInput.of(call));
        if (ids.isEmpty()) {
            throw EcrInput.invalid("imageIds", "Member must have length greater than or equal to 1");
        }
        return ids;
    }

    private static Map<String, Object> failed(ImageId id, String code, String reason) {
        return Map.of("imageId", id.shape(), "failureCode", code, "failureReason", reason);
    }
}
