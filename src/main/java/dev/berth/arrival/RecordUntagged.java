package dev.berth.arrival;

import dev.berth.arrival.RecordImages.Arrival;
import dev.berth.arrival.StagingRegistry.Listed;
import dev.berth.audit.Actor;
import dev.berth.audit.AuditTrail;
import dev.berth.oci.Digest;
import dev.berth.oci.Tag;
import dev.berth.workspace.Workspace;
import dev.berth.workspace.WorkspaceId;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Writes down what arrived without a tag. An image that was pushed and replaced between two polls is told of, as one that was pushed by
 * digest alone is; what belongs to an index, or is no image, is only remembered, so that it is read once.
 */
@Component
class RecordUntagged {

    private static final Actor ACTOR = Actor.system("arrival");

    /** In one audit entry. */
    private static final int NAMED = 20;

    /** Of the tags that it may have had. */
    private static final int MOST_TAGS = 3;

    /** Longer than a manifest without a tag is read at all ({@link Known#since}). */
    private static final Duration REMEMBERED = Duration.ofDays(3);

    private final JdbcClient jdbc;
    private final RecordImages images;
    private final AuditTrail audit;

    RecordUntagged(JdbcClient jdbc, RecordImages images, AuditTrail audit) {
        this.jdbc = jdbc;
        this.images = images;
        this.audit = audit;
    }

    /** @return how many changed */
    @Transactional(propagation = Propagation.MANDATORY)
    int record(Workspace workspace, Known known, Listing listing, Readings readings, Set<Digest> arrived, Instant now) {
        Set<Digest> remembered = removeParts(workspace, known, readings, arrived);
        int changes = remembered.size();
        List<Replacement> begun = readings.untagged().isEmpty() ? List.of() : begun(listing, known);
        for (Listed entry : listing.untagged()) {
            Content content = readings.untagged().get(entry.digest());
            Arrival arrival = Arrival.of(content);
            if (arrival != null) {
                arrive(workspace, entry, arrival, replacing(entry, begun), now);
                changes++;
            } else if (content != null || readings.parts().contains(entry.digest())) {
                remembered.add(entry.digest());
            }
        }
        remember(workspace.id(), remembered, now);
        return changes;
    }

    /** Some clients push each platform's image long before the index that names them all. */
    private Set<Digest> removeParts(Workspace workspace, Known known, Readings readings, Set<Digest> arrived) {
        Map<Digest, StagedImageId> parts = new TreeMap<>(known.untagged());
        parts.keySet().retainAll(readings.parts());
        parts.keySet().removeAll(arrived);
        if (!parts.isEmpty()) {
            images.removeUntagged(List.copyOf(parts.values()));
            audit.record(
                    ACTOR,
                    "images.parts",
                    "workspace/" + workspace.id(),
                    Map.of(
                            "count",
                            String.valueOf(parts.size()),
                            "digests",
                            parts.keySet().stream()
                                    .limit(NAMED)
                                    .map(Digest::value)
                                    .collect(Collectors.joining(", "))));
        }
        return new HashSet<>(parts.keySet());
    }

    private void arrive(
            Workspace workspace, Listed entry, Arrival arrival, Optional<Replacement> replacement, Instant now) {
        StagedImageId id = images.untagged(
                workspace,
                entry,
                arrival,
                Map.of("untagged", replacement.map(Replacement::sentence).orElse("Pushed without a tag.")),
                now);
        replacement.ifPresent(by -> jdbc.sql("""
                insert into staged_tag (workspace_id, tag, image_id, since, superseded_at, replaced_by)
                select :workspace, tag, :image, :now, :now, :by from unnest(:tags) as tag""")
                .param("workspace", workspace.id().value())
                .param("image", id.value())
                .param("now", Timestamp.from(now))
                .param("by", by.digest().value())
                .param("tags", by.tags().stream().map(Tag::value).toArray(String[]::new))
                .update());
    }

    /** The tags that began to name something since the last poll: one of them may have named what has none now. */
    private static List<Replacement> begun(Listing listing, Known known) {
        Map<String, Digest> names = RecordTags.unambiguous(listing.ordinary());
        return listing.ordinary().stream()
                .map(entry -> new Replacement(
                        entry.digest(),
                        entry.tags().stream()
                                .filter(tag -> entry.digest().equals(names.get(tag.value())))
                                .filter(tag -> !known.isNamed(entry.digest(), tag))
                                .sorted()
                                .toList(),
                        known.isKnown(entry.digest()) ? Instant.MAX : entry.pushedAt()))
                .filter(begun -> !begun.tags().isEmpty())
                .toList();
    }

    /** Empty where it cannot be told: the registry does not say which tags a manifest had. */
    private static Optional<Replacement> replacing(Listed entry, List<Replacement> begun) {
        List<Replacement> later = begun.stream()
                .filter(one -> !one.at().isBefore(entry.pushedAt()))
                .toList();
        return later.size() == 1 && later.getFirst().tags().size() <= MOST_TAGS
                ? Optional.of(later.getFirst())
                : Optional.empty();
    }

    private void remember(WorkspaceId workspace, Set<Digest> digests, Instant now) {
        if (digests.isEmpty()) {
            return;
        }
        jdbc.sql("""
                insert into untagged_manifest (workspace_id, digest, seen_at)
                select :workspace, digest, :now from unnest(:digests) as digest on conflict do nothing""")
                .param("workspace", workspace.value())
                .param("digests", digests.stream().map(Digest::value).toArray(String[]::new))
                .param("now", Timestamp.from(now))
                .update();
        jdbc.sql("delete from untagged_manifest where workspace_id = :workspace and seen_at < :before")
                .param("workspace", workspace.value())
                .param("before", Timestamp.from(now.minus(REMEMBERED)))
                .update();
    }

    /**
     * What some tags began to name.
     *
     * @param at when it was pushed; of an image that was known before, its tags alone are new
     */
    private record Replacement(Digest digest, List<Tag> tags, Instant at) {

        String sentence() {
            return "Replaced before it was seen: %s named %s by then."
                    .formatted(tags.stream().map(Tag::value).collect(Collectors.joining(", ")), digest);
        }
    }
}
