package dev.berth.sandbox.cloud.ecr;

import dev.berth.oci.Digest;
import dev.berth.oci.RepositoryName;
import dev.berth.sandbox.cloud.identity.Account;
import dev.berth.sandbox.cloud.wire.AwsRefusal;
import dev.berth.sandbox.cloud.wire.JsonCall;
import dev.berth.sandbox.cloud.wire.JsonService;
import dev.berth.sandbox.registry.CompletedUpload;
import dev.berth.sandbox.registry.LayerUploads;
import dev.berth.sandbox.registry.RegistryStore;
import dev.berth.sandbox.registry.StoredBlob;
import dev.berth.sandbox.registry.UploadId;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Layers over the API. Clients push them over the registry; this is what else ECR offers. */
@Component
final class EcrLayers implements EcrOperations {

    private static final long PART_SIZE = 20L * 1024 * 1024;
    private static final int MAX_DIGESTS = 100;

    private final Account account;
    private final EcrPermissions permissions;
    private final RegistryStore store;
    private final LayerUploads uploads;

    EcrLayers(Account account, EcrPermissions permissions, RegistryStore store, LayerUploads uploads) {
        this.account = account;
        this.permissions = permissions;
        this.store = store;
        this.uploads = uploads;
    }

    @Override
    public Map<String, JsonService.Operation> operations() {
        return Map.of(
                "BatchCheckLayerAvailability", this::batchCheckLayerAvailability,
                "InitiateLayerUpload", this::initiateLayerUpload,
                "UploadLayerPart", this::uploadLayerPart,
                "CompleteLayerUpload", this::completeLayerUpload,
                "GetDownloadUrlForLayer", this::getDownloadUrlForLayer);
    }

    private Map<String, ?> batchCheckLayerAvailability(JsonCall call) {
        RepositoryName name = repository(call, "ecr:BatchCheckLayerAvailability");
        store.get(name);
        List<Map<String, Object>> layers = new ArrayList<>();
        List<Map<String, Object>> failures = new ArrayList<>();
        for (String digest : digests(call)) {
            if (Digest.isDigest(digest)) {
                layers.add(availability(digest, store.blob(name, Digest.of(digest))));
            } else {
                failures.add(Map.of(
                        "layerDigest",
                        digest,
                        "failureCode",
                        "InvalidLayerDigest",
                        "failureReason",
                        "A layer's digest looks like sha256:<64 hexadecimal digits>"));
            }
        }
        return Map.of("layers", layers, "failures", failures);
    }

    private static Map<String, Object> availability(String digest, Optional<StoredBlob> blob) {
        return new Fields()
                .with("layerDigest", digest)
                .with("layerAvailability", blob.isPresent() ? "AVAILABLE" : "UNAVAILABLE")
                .with("layerSize", blob.map(StoredBlob::size).orElse(null))
                .map();
    }

    private Map<String, ?> initiateLayerUpload(JsonCall call) {
        RepositoryName name = repository(call, "ecr:InitiateLayerUpload");
        return Map.of("uploadId", uploads.begin(name).toString(), "partSize", PART_SIZE);
    }

    private Map<String, ?> uploadLayerPart(JsonCall call) {
        RepositoryName name = repository(call, "ecr:UploadLayerPart");
        EcrInput input = EcrInput.of(call);
        UploadId id = upload(input);
        long first = input.number("partFirstByte");
        long last = input.number("partLastByte");
        byte[] part = bytes(input.required("layerPartBlob"));
        if (first < 0 || last - first + 1 != part.length || part.length > PART_SIZE) {
            throw new AwsRefusal(
                    "InvalidLayerPartException",
                    "The part has %d bytes, which are not those from %d to %d".formatted(part.length, first, last));
        }
        long received = uploads.append(name, id, first, (long) part.length, new ByteArrayInputStream(part));
        return answer(name)
                .with("uploadId", id.toString())
                .with("lastByteReceived", received - 1)
                .map();
    }

    private Map<String, ?> completeLayerUpload(JsonCall call) {
        RepositoryName name = repository(call, "ecr:CompleteLayerUpload");
        EcrInput input = EcrInput.of(call);
        UploadId id = upload(input);
        List<String> digests = digests(call);
        if (digests.size() != 1 || !Digest.isDigest(digests.getFirst())) {
            throw EcrInput.invalid("layerDigests", "Member must be exactly one sha256 digest");
        }
        if (uploads.received(name, id) == 0) {
            throw new AwsRefusal("EmptyUploadException", "The upload has no parts");
        }
        CompletedUpload completed = uploads.complete(name, id, Digest.of(digests.getFirst()));
        if (completed.existed()) {
            throw new AwsRefusal(
                    "LayerAlreadyExistsException",
                    "Layer with digest '%s' already exists in the repository with name '%s' in registry with id '%s'"
                            .formatted(completed.blob().digest(), name, account.account()));
        }
        return answer(name)
                .with("uploadId", id.toString())
                .with("layerDigest", completed.blob().digest().value())
                .map();
    }

    /** What is permitted and what is there is told as ECR does; but there are no presigned addresses here to hand out. */
    private Map<String, ?> getDownloadUrlForLayer(JsonCall call) {
        RepositoryName name = repository(call, "ecr:GetDownloadUrlForLayer");
        Digest digest = EcrInput.of(call).digest("layerDigest");
        if (store.blob(name, digest).isEmpty()) {
            throw new AwsRefusal(
                    "LayersNotFoundException",
                    "Layer with digest '%s' does not exist in the repository with name '%s'".formatted(digest, name));
        }
        throw new AwsRefusal("LayerInaccessibleException", "The sandbox hands out layers over the registry only");
    }

    private RepositoryName repository(JsonCall call, String action) {
        RepositoryName name = EcrInput.of(call).repository();
        permissions.require(call.caller(), action, name);
        return name;
    }

    private UploadId upload(EcrInput input) {
        return UploadId.of(input.required("uploadId"))
                .orElseThrow(() -> new AwsRefusal("UploadNotFoundException", "The upload does not exist or has ended"));
    }

    private static List<String> digests(JsonCall call) {
        List<String> digests = EcrInput.of(call).strings("layerDigests");
        if (digests.isEmpty() || digests.size() > MAX_DIGESTS) {
            throw EcrInput.invalid("layerDigests", "Member must have 1 to 100 digests");
        }
        return digests;
    }

    private static byte[] bytes(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException notBase64) {
            throw new AwsRefusal("SerializationException", "layerPartBlob is not Base64");
        }
    }

    private Fields answer(RepositoryName name) {
        return new Fields().with("registryId", account.account()).with("repositoryName", name.value());
    }
}
