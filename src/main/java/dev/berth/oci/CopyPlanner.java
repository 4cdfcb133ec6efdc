package dev.berth.oci;

import dev.berth.oci.CopyPlan.Planned;
import dev.berth.oci.LeftBehind.Reason;
import dev.berth.oci.ManifestGraph.Attached;
import dev.berth.oci.ManifestGraph.Node;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Decides of every manifest whether it goes. The scanned platforms do; so does what else the image names, and what refers to
 * any of it, where all its content is known to be harmless. Of the rest, what only refers to the image is left behind; what
 * an index names cannot be, so that index is refused.
 */
final class CopyPlanner {

    private final ScannedImage image;
    private final ManifestGraph graph;
    private final AttachmentJudge judge;
    private final ContentOf contentOf;

    private final Map<Digest, Optional<Reason>> harms = new LinkedHashMap<>();
    private final Map<Digest, Placed> placed = new LinkedHashMap<>();
    private final Map<Tag, Manifest> cosignTags = new LinkedHashMap<>();
    private final Map<Digest, LeftBehind> leftBehind = new LinkedHashMap<>();

    /** Words for what the source lacks. */
    interface ContentOf {
        ContentMissing missing(Digest digest);
    }

    /** A manifest of generation 0 is the image's own; one of the next refers to it. Height 0 names no other manifest. */
    private record Placed(Planned planned, List<Attached> attached, int generation, int height) {}

    CopyPlanner(ScannedImage image, ManifestGraph graph, AttachmentJudge judge, ContentOf contentOf) {
        this.image = image;
        this.graph = graph;
        this.judge = judge;
        this.contentOf = contentOf;
    }

    CopyPlan plan() {
        place(image.digest());
        List<Placed> waiting = new ArrayList<>(placed.values());
        while (!waiting.isEmpty()) {
            List<Placed> next = new ArrayList<>();
            for (Placed subject : waiting) {
                subject.attached().forEach(attached -> next.addAll(attach(attached, subject.generation() + 1)));
            }
            waiting = next;
        }
        return new CopyPlan(steps(), cosignTags, List.copyOf(leftBehind.values()));
    }

    /** @return how many levels of manifests it has below */
    private int place(Digest digest) {
        Placed already = placed.get(digest);
        if (already != null) {
            return already.height();
        }
        Node.Found found = required(digest);
        int height = switch (found.content()) {
            case ManifestContent.Index index -> {
                int highest = 0;
                for (Descriptor child : index.manifests()) {
                    highest = Math.max(highest, place(child.digest()));
                    requireTrueSize(child);
                }
                yield highest + 1;
            }
            case ManifestContent.Image single -> {
                requireFit(digest, single);
                yield 0;
            }
        };
        put(digest, found, 0, height, false);
        return height;
    }

    private Node.Found required(Digest digest) {
        return switch (graph.at(digest)) {
            case Node.Found found -> found;
            case Node.Missing missing -> throw contentOf.missing(digest);
            case Node.Unreadable unreadable -> throw unreadable.reason();
            case Node.Excessive excessive -> throw new GraphTooLarge(excessive.sentence());
        };
    }

    private void requireTrueSize(Descriptor child) {
        if (graph.at(child.digest()) instanceof Node.Found found
                && found.manifest().size() != child.size()) {
            throw SizeMismatch.ofManifest(
                    child.digest(), child.size(), found.manifest().size());
        }
    }

    private void requireFit(Digest digest, ManifestContent.Image single) {
        if (isScanned(digest)) {
            for (Descriptor layer : single.layers()) {
                if (!layer.mediaType().isScannedLayer()) {
                    throw UnscannedContent.layer(layer.digest(), layer.mediaType());
                }
            }
            return;
        }
        if (digest.equals(image.digest())) {
            throw UnscannedContent.image(digest);
        }
        harm(digest).ifPresent(reason -> {
            throw UnscannedContent.child(digest, reason);
        });
    }

    private boolean isScanned(Digest digest) {
        return image.platforms().contains(digest);
    }

    /** @return what was placed, as far as others may refer to it */
    private List<Placed> attach(Attached attached, int generation) {
        Optional<Reason> harm = harm(attached.digest());
        if (harm.isPresent()) {
            leftBehind.putIfAbsent(
                    attached.digest(), new LeftBehind(attached.digest(), what(attached.digest()), harm.get()));
            return List.of();
        }
        if (attached.tag() != null && !holdsScanned(attached.digest())) {
            cosignTags.put(attached.tag(), required(attached.digest()).manifest());
        }
        List<Placed> added = new ArrayList<>();
        placeAttached(attached.digest(), generation, true, added);
        return added;
    }

    private int placeAttached(Digest digest, int generation, boolean referrer, List<Placed> added) {
        Placed already = placed.get(digest);
        if (already != null) {
            return already.height();
        }
        Node.Found found = required(digest);
        int height = 0;
        if (found.content() instanceof ManifestContent.Index index) {
            for (Descriptor child : index.manifests()) {
                height = Math.max(height, placeAttached(child.digest(), generation, false, added) + 1);
            }
        }
        added.add(put(digest, found, generation, height, referrer));
        return height;
    }

    private Placed put(Digest digest, Node.Found found, int generation, int height, boolean referrer) {
        Planned planned = new Planned(found.manifest(), found.content(), isScanned(digest), referrer);
        Placed here = new Placed(planned, found.attached(), generation, height);
        placed.put(digest, here);
        return here;
    }

    /** Why it may not go unscanned; empty where it may, or was scanned. */
    private Optional<Reason> harm(Digest digest) {
        Optional<Reason> known = harms.get(digest);
        if (known == null) {
            known = isScanned(digest) ? Optional.empty() : judged(graph.at(digest));
            harms.put(digest, known);
        }
        return known;
    }

    private Optional<Reason> judged(Node node) {
        return switch (node) {
            case Node.Missing missing -> Optional.of(Reason.MISSING);
            case Node.Unreadable unreadable -> Optional.of(Reason.UNREADABLE);
            case Node.Excessive excessive -> Optional.of(Reason.TOO_LARGE);
            case Node.Found found ->
                switch (found.content()) {
                    case ManifestContent.Image single -> judge.judge(found.manifest(), single);
                    case ManifestContent.Index index -> judged(found.manifest(), index);
                };
        };
    }

    private Optional<Reason> judged(Manifest manifest, ManifestContent.Index index) {
        for (Descriptor child : index.manifests()) {
            if (harm(child.digest()).isPresent()) {
                return Optional.of(Reason.NAMES_OTHERS);
            }
            if (graph.at(child.digest()) instanceof Node.Found found
                    && found.manifest().size() != child.size()) {
                return Optional.of(Reason.WRONG_SIZE);
            }
        }
        return Documents.JSON.refuses(manifest.bytes());
    }

    /** A tag like a signature's is no second name for what can be run. */
    private boolean holdsScanned(Digest digest) {
        return isScanned(digest)
                || (graph.at(digest) instanceof Node.Found found
                        && found.content() instanceof ManifestContent.Index index
                        && index.manifests().stream().anyMatch(child -> holdsScanned(child.digest())));
    }

    private String what(Digest digest) {
        if (!(graph.at(digest) instanceof Node.Found found)) {
            return "";
        }
        return switch (found.content()) {
            case ManifestContent.Index index ->
                index.artifactType() == null ? found.manifest().mediaType().value() : index.artifactType();
            case ManifestContent.Image single -> what(single);
        };
    }

    private static String what(ManifestContent.Image attachment) {
        if (attachment.artifactType() != null) {
            return attachment.artifactType();
        }
        List<Descriptor> layers = attachment.layers();
        Descriptor telling = layers.isEmpty() ? attachment.config() : layers.getFirst();
        return telling.mediaType().value();
    }

    private List<List<Planned>> steps() {
        Map<Integer, Map<Integer, List<Planned>>> steps = new TreeMap<>();
        placed.values()
                .forEach(each -> steps.computeIfAbsent(each.generation(), generation -> new TreeMap<>())
                        .computeIfAbsent(each.height(), height -> new ArrayList<>())
                        .add(each.planned()));
        return steps.values().stream()
                .map(Map::values)
                .flatMap(Collection::stream)
                .toList();
    }
}
