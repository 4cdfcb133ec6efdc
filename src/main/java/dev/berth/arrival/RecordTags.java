package dev.berth.arrival;

import dev.berth.arrival.Known.Naming;
import dev.berth.arrival.StagingRegistry.Listed;
import dev.berth.audit.Actor;
import dev.berth.audit.AuditTrail;
import dev.berth.oci.Digest;
import dev.berth.oci.Tag;
import dev.berth.workspace.WorkspaceId;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Follows the tags of one workspace: which began to name an image, which name another one now, which are gone. */
@Component
class RecordTags {

    private static final Actor ACTOR = Actor.system("arrival");

    private final JdbcClient jdbc;
    private final AuditTrail audit;
    private final ApplicationEventPublisher events;

    RecordTags(JdbcClient jdbc, AuditTrail audit, ApplicationEventPublisher events) {
        this.jdbc = jdbc;
        this.audit = audit;
        this.events = events;
    }

    /** @return how many tags moved */
    @Transactional(propagation = Propagation.MANDATORY)
    int record(WorkspaceId workspace, Known known, Listing all, Map<Digest, StagedImageId> images, Instant now) {
        Map<String, Naming> before = known.imageTags();
        Map<String, Digest> listing = unambiguous(all.ordinary());
        Set<String> ambiguous = new HashSet<>();
        all.ordinary().forEach(entry -> entry.tags().forEach(tag -> ambiguous.add(tag.value())));
        ambiguous.removeAll(listing.keySet());

        Map<String, Naming> deleted = new TreeMap<>(before);
        deleted.keySet().removeIf(tag -> listing.containsKey(tag) || ambiguous.contains(tag));
        Map<String, Naming> superseded = new TreeMap<>(before);
        superseded
                .entrySet()
                .removeIf(entry -> !listing.containsKey(entry.getKey())
                        || entry.getValue().image().equals(images.get(listing.get(entry.getKey()))));
        Map<String, StagedImageId> begun = new TreeMap<>();
        listing.forEach((tag, digest) -> {
            StagedImageId image = images.get(digest);
            Naming holder = before.get(tag);
            boolean isHeld = holder != null && holder.image().equals(image);
            if (image != null && !isHeld && !all.unfollowed().contains(Tag.of(tag))) {
                begun.put(tag, image);
            }
        });
        end(deleted, "deleted_at", now);
        deleted.forEach((tag, naming) -> ended(tag, naming, "image.untagged", Map.of("tag", tag)));
        end(superseded, "superseded_at", now);
        superseded.forEach((tag, naming) -> ended(
                tag,
                naming,
                "image.superseded",
                Map.of(
                        "tag",
                        tag,
                        "by",
                        Objects.requireNonNull(listing.get(tag)).value())));
        begun.forEach((tag, image) -> begin(workspace, tag, image, now));
        return deleted.size() + superseded.size() + begun.size();
    }

    /** A listing takes several pages: a tag that moved meanwhile may be on two, and only the next look can tell. */
    static Map<String, Digest> unambiguous(List<Listed> listed) {
        Map<String, Digest> listing = new TreeMap<>();
        Map<String, Digest> twice = new HashMap<>();
        for (Listed entry : listed) {
            for (Tag tag : entry.tags()) {
                Digest other = listing.putIfAbsent(tag.value(), entry.digest());
                if (other != null && !other.equals(entry.digest())) {
                    twice.put(tag.value(), other);
                }
            }
        }
        listing.keySet().removeAll(twice.keySet());
        return listing;
    }

    private void begin(WorkspaceId workspace, String tag, StagedImageId image, Instant now) {
        jdbc.sql("""
                insert into staged_tag (workspace_id, tag, image_id, since)
                values (:workspace, :tag, :image, :now)""")
                .param("workspace", workspace.value())
                .param("tag", tag)
                .param("image", image.value())
                .param("now", Timestamp.from(now))
                .update();
        audit.record(ACTOR, "image.tagged", "image/" + image, Map.of("tag", tag));
        events.publishEvent(new ImageTagged(image, Tag.of(tag)));
    }

    private void end(Map<String, Naming> namings, String column, Instant now) {
        if (namings.isEmpty()) {
            return;
        }
        jdbc.sql("update staged_tag set %s = :now where id = any(:ids)".formatted(column))
                .param("now", Timestamp.from(now))
                .param("ids", namings.values().stream().map(Naming::id).toArray(Long[]::new))
                .update();
    }

    private void ended(String tag, Naming naming, String action, Map<String, String> details) {
        audit.record(ACTOR, action, "image/" + naming.image(), details);
        events.publishEvent(new ImageUntagged(naming.image(), Tag.of(tag)));
    }
}
