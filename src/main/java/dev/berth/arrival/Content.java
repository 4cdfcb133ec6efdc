package dev.berth.arrival;

import dev.berth.arrival.StagedImage.PlatformManifest;
import java.util.List;

/** What a tagged digest turned out to be. */
sealed interface Content {

    /** An image, with at least one platform and each once. */
    record Platforms(List<PlatformManifest> manifests) implements Content {

        public Platforms {
            manifests = List.copyOf(manifests);
        }
    }

    /** Said to be an image, though its platforms cannot be told. */
    record Unreadable(String reason) implements Content {}

    /** No image: a chart, a signature, an SBOM. */
    record Artifact(String what) implements Content {}
}
