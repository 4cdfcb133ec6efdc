package dev.berth.aws;

import dev.berth.oci.BlobSizes;
import dev.berth.oci.Digest;
import dev.berth.oci.RegistryClient;
import dev.berth.oci.RepositoryName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ecr.EcrClient;
import software.amazon.awssdk.services.ecr.model.Layer;
import software.amazon.awssdk.services.ecr.model.LayerAvailability;

/** ECR tells the sizes of a hundred layers in one call; the registry protocol would take a call for each. */
@Component
class EcrBlobSizes implements BlobSizes {

    private static final int LAYERS_A_CALL = 100;
    private static final int HEADS_AT_ONCE = 6;

    private final EcrClient ecr;
    private final BlobSizes registry;

    EcrBlobSizes(@Lazy EcrClient ecr, RegistryClient registry) {
        this.ecr = ecr;
        this.registry = BlobSizes.asking(registry, HEADS_AT_ONCE);
    }

    @Override
    public Map<Digest, Long> of(RepositoryName repository, Collection<Digest> digests) {
        Map<Digest, Long> sizes = new LinkedHashMap<>();
        List<Digest> unsaid = new ArrayList<>();
        List<String> all = digests.stream().map(Digest::value).distinct().toList();
        for (int from = 0; from < all.size(); from += LAYERS_A_CALL) {
            for (Layer layer : layers(repository, all.subList(from, Math.min(all.size(), from + LAYERS_A_CALL)))) {
                Digest digest = Digest.of(layer.layerDigest());
                if (layer.layerAvailability() != LayerAvailability.AVAILABLE) {
                    continue;
                }
                if (layer.layerSize() == null) {
                    unsaid.add(digest);
                } else {
                    sizes.put(digest, layer.layerSize());
                }
            }
        }
        sizes.putAll(registry.of(repository, unsaid));
        return sizes;
    }

    private List<Layer> layers(RepositoryName repository, List<String> digests) {
        try {
            return ecr.batchCheckLayerAvailability(request ->
                            request.repositoryName(repository.value()).layerDigests(digests))
                    .layers();
        } catch (SdkException e) {
            throw new SizesUnknown(repository, e);
        }
    }

    /** The promotion is tried again later. */
    static final class SizesUnknown extends RuntimeException {

        private SizesUnknown(RepositoryName repository, SdkException e) {
            super(
                    "ECR does not tell the sizes of the layers in %s: %s"
                            .formatted(
                                    repository,
                                    e instanceof AwsServiceException refusal
                                            ? AwsFailures.sentence("ECR", refusal)
                                            : e.getMessage()),
                    e);
        }
    }
}
