package dev.berth.oci;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a manifest says: one image, or an index of several. */
public sealed interface ManifestContent {

    /** The manifest that this one is about, where it is a referrer (signature, SBOM, attestation). */
    @Nullable
    Descriptor subject();

    Map<String, String> annotations();

    /** One image for one platform, or an artifact of the same form. */
    record Image(
            Descriptor config,
            List<Descriptor> layers,
            @Nullable Descriptor subject,
            @Nullable String artifactType,
            Map<String, String> annotations)
            implements ManifestContent {

        public Image {
            layers = List.copyOf(layers);
            annotations = Collections.unmodifiableMap(new LinkedHashMap<>(annotations));
        }

        /** Everything that a registry must hold before it takes the manifest. */
        public List<Descriptor> blobs() {
            List<Descriptor> blobs = new ArrayList<>(layers.size() + 1);
            blobs.add(config);
            blobs.addAll(layers);
            return List.copyOf(blobs);
        }
    }

    /** Several manifests under one digest, usually one a platform. */
    record Index(
            List<Descriptor> manifests,
            @Nullable Descriptor subject,
            @Nullable String artifactType,
            Map<String, String> annotations)
            implements ManifestContent {

        public Index {
            manifests = List.copyOf(manifests);
            annotations = Collections.unmodifiableMap(new LinkedHashMap<>(annotations));
        }

        /** The entries that run somewhere: all but attestations. */
        public List<Descriptor> platforms() {
            return manifests.stream().filter(entry -> !entry.isAttestation()).toList();
        }
    }

    /** @throws MalformedManifest where the bytes are not a manifest of this media type, or can be read in two ways */
    static ManifestContent parse(MediaType mediaType, byte[] bytes) {
        return new ManifestParser(mediaType).parse(bytes);
    }
}
