package dev.berth.oci;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a copy will do: every manifest that goes, and what is left behind.
 *
 * @param steps manifests that may be put at once; what a manifest names, or refers to, is in an earlier step
 * @param cosignTags the tags to be set at last, by which attachments are found
 */
record CopyPlan(List<List<Planned>> steps, Map<Tag, Manifest> cosignTags, List<LeftBehind> leftBehind) {

    /** @param referrer whether it is there only since it refers to another */
    record Planned(Manifest manifest, ManifestContent content, boolean scanned, boolean referrer) {

        List<Descriptor> blobs() {
            return content instanceof ManifestContent.Image image ? image.blobs() : List.of();
        }
    }

    Manifest at(Digest digest) {
        return manifests().stream()
                .map(Planned::manifest)
                .filter(manifest -> manifest.digest().equals(digest))
                .findFirst()
                .orElseThrow();
    }

    List<Planned> manifests() {
        return steps.stream().flatMap(List::stream).toList();
    }

    /** The blobs of these manifests, each once. */
    static List<Descriptor> blobs(List<Planned> manifests) {
        Map<Digest, Descriptor> blobs = new LinkedHashMap<>();
        manifests.stream()
                .flatMap(each -> each.blobs().stream())
                .forEach(blob -> blobs.putIfAbsent(blob.digest(), blob));
        return List.copyOf(blobs.values());
    }
}
