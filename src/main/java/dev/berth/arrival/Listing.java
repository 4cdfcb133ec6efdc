package dev.berth.arrival;

import dev.berth.arrival.StagingRegistry.Listed;
import dev.berth.oci.Digest;
import dev.berth.oci.Tag;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * One listing of staging, sorted by what the tags say. A tag says little, but enough to promote nothing under it.
 *
 * @param ordinary under tags that somebody chose: those alone are kept
 * @param reserved under tags that belong to signatures and attestations, and under no other
 * @param cached under the tags of a build cache, and under no other: nobody reads them
 * @param untagged under no tag
 * @param unfollowed tags that begin to name nothing for now; what they named before loses them all the same
 */
record Listing(
        List<Listed> ordinary, List<Listed> reserved, Set<Digest> cached, List<Listed> untagged, Set<Tag> unfollowed) {

    /** The indexes first, since they tell what belongs to them; then the newest, since that is what somebody waits for. */
    private static final Comparator<Listed> READ_FIRST = Comparator.comparing(
                    (Listed entry) -> !entry.mediaType().isIndex())
            .thenComparing(Listed::pushedAt, Comparator.reverseOrder());

    static Listing of(List<Listed> listed) {
        Map<Digest, List<Listed>> byDigest =
                listed.stream().collect(Collectors.groupingBy(Listed::digest, LinkedHashMap::new, Collectors.toList()));
        List<Listed> ordinary = new ArrayList<>();
        List<Listed> reserved = new ArrayList<>();
        Set<Digest> cached = new HashSet<>();
        List<Listed> untagged = new ArrayList<>();
        byDigest.forEach((digest, entries) -> {
            Optional<Listed> chosen = under(entries, tag -> !tag.isAttachment() && !tag.isBuildCache());
            Optional<Listed> signature = under(entries, Tag::isAttachment);
            if (chosen.isPresent()) {
                ordinary.add(chosen.get());
            } else if (signature.isPresent()) {
                reserved.add(signature.get());
            } else if (under(entries, Tag::isBuildCache).isPresent()) {
                cached.add(digest);
            } else {
                untagged.add(entries.getFirst());
            }
        });
        return new Listing(ordinary, reserved, cached, untagged, Set.of());
    }

    /** Of what has no tag, only what somebody may still want to read of, in the order in which it is read. */
    Listing withUntagged(Predicate<Listed> wanted) {
        return new Listing(
                ordinary,
                reserved,
                cached,
                untagged.stream().filter(wanted).sorted(READ_FIRST).toList(),
                unfollowed);
    }

    Listing without(Set<Tag> tags) {
        Set<Tag> all = new HashSet<>(unfollowed);
        all.addAll(tags);
        return new Listing(ordinary, reserved, cached, untagged, all);
    }

    /** All that has a name. */
    List<Listed> named() {
        List<Listed> named = new ArrayList<>(ordinary);
        named.addAll(reserved);
        return named;
    }

    private static Optional<Listed> under(List<Listed> entries, Predicate<Tag> wanted) {
        Set<Tag> tags = entries.stream()
                .flatMap(entry -> entry.tags().stream())
                .filter(wanted)
                .collect(Collectors.toSet());
        Listed one = entries.getFirst();
        return tags.isEmpty()
                ? Optional.empty()
                : Optional.of(new Listed(one.digest(), tags, one.mediaType(), one.sizeBytes(), one.pushedAt()));
    }
}
