package dev.berth.oci;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is about a manifest. Registries of the OCI specification 1.1 keep the list; for the others clients keep it
 * themselves, as an index under the tag {@code sha256-<hex>} of the subject.
 */
final class Referrers {

    private static final Pattern NEXT = Pattern.compile("<([^>]+)>\\s*;\\s*rel=\"?next\"?");
    private static final int MAX_PAGES = 100;

    /** For the whole process, since two clients may speak to one registry: reading and putting the list is not atomic. */
    private static final List<Lock> LOCKS =
            Stream.generate(ReentrantLock::new).limit(64).map(Lock.class::cast).toList();

    private final RegistryClient client;

    Referrers(RegistryClient client) {
        this.client = client;
    }

    static Tag fallbackTag(Digest subject) {
        return Tag.of("sha256-" + subject.hex());
    }

    List<Descriptor> of(RepositoryName repository, Digest subject) {
        Call call = client.reading("GET", "referrers", repository, subject, "list what refers to %s of %s")
                .with(Map.of("Accept", MediaType.OCI_INDEX.value()));
        List<Descriptor> found = new ArrayList<>();
        long bytes = 0;
        for (int page = 1; page <= MAX_PAGES; page++) {
            Answer answer = client.send(call);
            if (page == 1 && (answer.status() == 404 || answer.status() == 405)) {
                return listed(repository, subject);
            }
            if (answer.status() != 200) {
                throw client.refused(call, answer);
            }
            if (ManifestContent.parse(MediaType.OCI_INDEX, answer.bytes()) instanceof ManifestContent.Index index) {
                found.addAll(index.manifests());
            }
            bytes += answer.bytes().length;
            if (found.size() > ImageLimits.MOST_REFERRING || bytes > ImageLimits.MOST_MANIFEST_BYTES) {
                break;
            }
            Optional<String> next = answer.header("Link")
                    .map(NEXT::matcher)
                    .filter(Matcher::find)
                    .map(m -> m.group(1));
            if (next.isEmpty()) {
                return List.copyOf(found);
            }
            call = call.at(client.following(call, answer, next.get()));
        }
        throw new GraphTooLarge(
                "%s of %s has more referrers than Berth follows; push the image with fewer signatures and attestations"
                        .formatted(subject, repository));
    }

    private List<Descriptor> listed(RepositoryName repository, Digest subject) {
        return list(repository, subject)
                .map(manifest -> manifest.content() instanceof ManifestContent.Index index ? index.manifests() : null)
                .orElse(List.of());
    }

    /** Something else than an index under that tag is somebody's own, and no list. */
    private Optional<Manifest> list(RepositoryName repository, Digest subject) {
        return client.manifest(repository, fallbackTag(subject))
                .filter(manifest -> manifest.mediaType().equals(MediaType.OCI_INDEX));
    }

    /** Enters a manifest that has a subject in that subject's list; leaves a list that has it already as it is. */
    void enter(RepositoryName repository, Manifest manifest) {
        if (!manifest.mediaType().isManifest()) {
            return;
        }
        ManifestContent content = manifest.content();
        Descriptor about = content.subject();
        if (about == null) {
            return;
        }
        Digest subject = about.digest();
        Lock lock = LOCKS.get(
                Math.floorMod((client.registry() + "/" + repository + "@" + subject).hashCode(), LOCKS.size()));
        lock.lock();
        try {
            Optional<Manifest> list = list(repository, subject);
            if (list.isPresent() && lists(list.get(), manifest.digest())) {
                return;
            }
            byte[] longer = longer(list, manifest, content);
            client.putManifest(repository, fallbackTag(subject), Manifest.of(MediaType.OCI_INDEX, longer));
        } finally {
            lock.unlock();
        }
    }

    private static boolean lists(Manifest list, Digest digest) {
        return list.content() instanceof ManifestContent.Index index
                && index.manifests().stream().anyMatch(entry -> entry.digest().equals(digest));
    }

    private static byte[] longer(Optional<Manifest> list, Manifest manifest, ManifestContent content) {
        JsonMapper json = JsonMapper.shared();
        ObjectNode index = json.createObjectNode();
        if (list.isPresent() && json.readTree(list.get().bytes()) instanceof ObjectNode already) {
            index = already;
        } else {
            index.put("schemaVersion", 2).put("mediaType", MediaType.OCI_INDEX.value());
        }
        ArrayNode entries = index.withArray("manifests");
        ObjectNode entry = entries.addObject()
                .put("mediaType", manifest.mediaType().value())
                .put("digest", manifest.digest().value())
                .put("size", manifest.size());
        String artifactType = switch (content) {
            case ManifestContent.Image image ->
                image.artifactType() == null ? image.config().mediaType().value() : image.artifactType();
            case ManifestContent.Index nested -> nested.artifactType();
        };
        if (artifactType != null) {
            entry.put("artifactType", artifactType);
        }
        Map<String, String> annotations = switch (content) {
            case ManifestContent.Image image -> image.annotations();
            case ManifestContent.Index nested -> nested.annotations();
        };
        if (!annotations.isEmpty()) {
            ObjectNode copied = entry.putObject("annotations");
            annotations.forEach(copied::put);
        }
        return json.writeValueAsBytes(index);
    }
}
