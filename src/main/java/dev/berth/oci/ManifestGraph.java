package dev.berth.oci;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Every manifest that an image names, or that refers to one of these in whatever way, as it stands in the source. */
final class ManifestGraph {

    /** Of indexes, and below them what refers to an image, to that, and so on. */
    static final int MAX_DEPTH = ImageLimits.DEEPEST_INDEX + 5;

    /** What refers to a manifest, and the tag by which it does, where it does so by cosign's way. */
    record Attached(Digest digest, @Nullable Tag tag) {}

    /** What stands under one digest. */
    sealed interface Node {

        record Found(Manifest manifest, ManifestContent content, List<Attached> attached) implements Node {}

        record Missing() implements Node {}

        record Unreadable(MalformedManifest reason) implements Node {}

        /** It names more than an image may; what that is was not followed. */
        record Excessive(String sentence) implements Node {}
    }

    private final RegistryClient source;
    private final RepositoryName from;
    private final ImageLimits limits;
    private final CosignTags cosign;
    private final Map<Digest, Node> nodes = new LinkedHashMap<>();
    private final AtomicLong bytes = new AtomicLong();

    private ManifestGraph(RegistryClient source, RepositoryName from, ImageLimits limits) {
        this.source = source;
        this.from = from;
        this.limits = limits;
        this.cosign = new CosignTags(source, from);
    }

    /** Level by level, each at once. */
    static ManifestGraph read(
            RegistryClient source, RepositoryName from, Digest root, ImageLimits limits, AtOnce atOnce) {
        ManifestGraph graph = new ManifestGraph(source, from, limits);
        Collection<Digest> level = List.of(root);
        for (int depth = 0; !level.isEmpty(); depth++) {
            if (depth > MAX_DEPTH || graph.nodes.size() + level.size() > limits.manifests()) {
                throw graph.tooLarge();
            }
            List<Digest> digests = List.copyOf(level);
            List<Node> read = atOnce.each(digests, (digest, stop) -> graph.node(digest));
            Set<Digest> next = new LinkedHashSet<>();
            for (int i = 0; i < digests.size(); i++) {
                graph.nodes.put(digests.get(i), read.get(i));
                next.addAll(named(read.get(i)));
            }
            next.removeAll(graph.nodes.keySet());
            level = next;
        }
        return graph;
    }

    Node at(Digest digest) {
        Node node = nodes.get(digest);
        if (node == null) {
            throw new IllegalStateException(digest + " was not read");
        }
        return node;
    }

    private Node node(Digest digest) {
        Optional<Manifest> found = source.manifest(from, digest);
        if (found.isEmpty()) {
            return new Node.Missing();
        }
        Manifest manifest = found.get();
        if (bytes.addAndGet(manifest.size()) > ImageLimits.MOST_MANIFEST_BYTES) {
            throw tooLarge();
        }
        try {
            ManifestContent content = manifest.content();
            Optional<String> exceeded = limits.exceededBy(content);
            return exceeded.isPresent()
                    ? new Node.Excessive(exceeded.get())
                    : new Node.Found(manifest, content, attached(digest));
        } catch (MalformedManifest e) {
            return new Node.Unreadable(e);
        }
    }

    private List<Attached> attached(Digest digest) {
        List<Attached> attached = new ArrayList<>();
        source.referrers(from, digest).forEach(referrer -> attached.add(new Attached(referrer.digest(), null)));
        cosign.of(digest).forEach((tag, named) -> attached.add(new Attached(named, tag)));
        return attached;
    }

    private static List<Digest> named(Node node) {
        List<Digest> named = new ArrayList<>();
        if (node instanceof Node.Found found) {
            if (found.content() instanceof ManifestContent.Index index) {
                index.manifests().forEach(child -> named.add(child.digest()));
            }
            found.attached().forEach(attached -> named.add(attached.digest()));
        }
        return named;
    }

    private GraphTooLarge tooLarge() {
        return new GraphTooLarge(
                "%s/%s has more than %,d manifests, more than %d levels of them or more than %d MiB of them belonging to one image"
                        .formatted(
                                source.registry(),
                                from,
                                limits.manifests(),
                                MAX_DEPTH,
                                ImageLimits.MOST_MANIFEST_BYTES >> 20));
    }
}
