package dev.berth.sandbox.cloud.ecr;

import dev.berth.oci.Digest;
import dev.berth.oci.MalformedManifest;
import dev.berth.oci.Manifest;
import dev.berth.oci.MediaType;
import dev.berth.oci.RepositoryName;
import dev.berth.oci.Tag;
import dev.berth.sandbox.cloud.identity.Account;
import dev.berth.sandbox.cloud.wire.AwsRefusal;
import dev.berth.sandbox.cloud.wire.JsonCall;
import dev.berth.sandbox.cloud.wire.JsonService;
import dev.berth.sandbox.registry.PutImage;
import dev.berth.sandbox.registry.RegistryStore;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Putting a manifest over the API. */
@Component
final class EcrPutImage implements EcrOperations {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Account account;
    private final EcrPermissions permissions;
    private final RegistryStore store;

    EcrPutImage(Account account, EcrPermissions permissions, RegistryStore store) {
        this.account = account;
        this.permissions = permissions;
        this.store = store;
    }

    @Override
    public Map<String, JsonService.Operation> operations() {
        return Map.of("PutImage", this::putImage);
    }

    private Map<String, ?> putImage(JsonCall call) {
        EcrInput input = EcrInput.of(call);
        RepositoryName name = input.repository();
        permissions.require(call.caller(), "ecr:PutImage", name);
        String text = input.required("imageManifest");
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > Manifest.MAX_BYTES) {
            throw EcrInput.invalid("imageManifest", "Member must have length less than or equal to 4194304");
        }
        requireDigest(input, Digest.ofContent(bytes));
        Tag tag = tag(input.optional("imageTag"));
        PutImage put = put(name, Manifest.of(mediaType(input, text), bytes), tag);
        if (!put.changed()) {
            throw new AwsRefusal(
                    "ImageAlreadyExistsException",
                    "Image with digest '%s' and tag '%s' already exists in the repository with name '%s' in registry with id '%s'"
                            .formatted(put.image().digest(), tag, name, account.account()));
        }
        return Map.of("image", ImageShape.of(account, put.image(), tag, text));
    }

    private PutImage put(RepositoryName name, Manifest manifest, @Nullable Tag tag) {
        try {
            return store.put(name, manifest, tag);
        } catch (MalformedManifest malformed) {
            throw EcrInput.invalid("ImageManifest", String.valueOf(malformed.getMessage()));
        }
    }

    private static void requireDigest(EcrInput input, Digest actual) {
        String announced = input.optional("imageDigest");
        if (announced != null && !announced.equals(actual.value())) {
            throw new AwsRefusal(
                    "ImageDigestDoesNotMatchException",
                    "The specified digest '%s' does not match the digest of the image manifest '%s'"
                            .formatted(announced, actual));
        }
    }

    private static @Nullable Tag tag(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return Tag.of(text);
        } catch (IllegalArgumentException notATag) {
            throw EcrInput.invalid("imageTag", String.valueOf(notATag.getMessage()));
        }
    }

    private static MediaType mediaType(EcrInput input, String manifest) {
        String announced = input.optional("imageManifestMediaType");
        if (announced != null) {
            return MediaType.of(announced);
        }
        try {
            JsonNode root = JSON.readTree(manifest);
            if (root.path("schemaVersion").intValue(0) == 1) {
                return root.has("signatures") ? MediaType.DOCKER_SCHEMA_1_SIGNED : MediaType.DOCKER_SCHEMA_1;
            }
            return MediaType.of(root.path("mediaType").asString(""));
        } catch (JacksonException notJson) {
            throw EcrInput.invalid("ImageManifest", "Invalid JSON syntax");
        }
    }
}
