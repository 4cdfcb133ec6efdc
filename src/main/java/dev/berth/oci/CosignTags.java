package dev.berth.oci;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/** Before the referrers API, cosign kept signatures under tags made of the subject's digest; it still does by default. */
final class CosignTags {

    private static final List<String> SUFFIXES = List.of(".sig", ".att", ".sbom");

    private final RegistryClient registry;
    private final RepositoryName repository;
    private final ReentrantLock lock = new ReentrantLock();
    private Optional<Set<Tag>> listed = Optional.empty();
    private boolean asked;

    CosignTags(RegistryClient registry, RepositoryName repository) {
        this.registry = registry;
        this.repository = repository;
    }

    /** The tags that belong to this manifest, and what each names. */
    Map<Tag, Digest> of(Digest subject) {
        Optional<Set<Tag>> all = listed();
        Map<Tag, Digest> found = new LinkedHashMap<>();
        for (String suffix : SUFFIXES) {
            Tag tag = Tag.of("sha256-" + subject.hex() + suffix);
            if (all.isEmpty() || all.get().contains(tag)) {
                registry.head(repository, tag).ifPresent(named -> found.put(tag, named));
            }
        }
        return found;
    }

    /** One request instead of three for each manifest; where the list has several pages, the three are fewer. */
    private Optional<Set<Tag>> listed() {
        lock.lock();
        try {
            if (!asked) {
                listed = registry.tagsOnOnePage(repository);
                asked = true;
            }
            return listed;
        } finally {
            lock.unlock();
        }
    }
}
