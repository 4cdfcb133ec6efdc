package dev.berth.arrival;

import dev.berth.arrival.StagedImage.PlatformManifest;
import java.util.List;

/** What the look at a tagged digest came to. */
sealed interface Content {

    /** An image, with at least one platform and each once. */
    record Platforms(List<PlatformManifest> manifests) implements Content {

        public Platforms {
            manifests = List.copyOf(manifests);
        }
    }

    /** Said to be an image, though its platforms cannot be told. */
    record Unreadable(String reason) implements Content {}

    /**
     * No image to promote: a chart, a SIF, a signature.
     *
     * @param type the media type by which it is named; empty where something else names it
     */
    record Artifact(ArtifactKind kind, String type) implements Content {}

    /** Not known: the registry lists it and does not give all of it. The next look asks again. */
    record Withheld(String reason) implements Content {}
}
