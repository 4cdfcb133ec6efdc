package dev.berth.arrival;

import dev.berth.arrival.StagingRegistry.Listed;
import dev.berth.audit.Actor;
import dev.berth.audit.AuditTrail;
import dev.berth.audit.FirstFew;
import dev.berth.oci.Digest;
import dev.berth.oci.Tag;
import dev.berth.workspace.Workspace;
import dev.berth.workspace.WorkspaceId;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Keeps what is in staging and is no image, with the tags that name it, for as long as the registry lists it. */
@Component
class RecordArtifacts {

    private static final Actor ACTOR = Actor.system("arrival");

    private final JdbcClient jdbc;
    private final AuditTrail audit;

    RecordArtifacts(JdbcClient jdbc, AuditTrail audit) {
        this.jdbc = jdbc;
        this.audit = audit;
    }

    /** @return how many changed */
    @Transactional(propagation = Propagation.MANDATORY)
    int record(
            Workspace workspace,
            Known known,
            Listing listing,
            Map<Digest, Content> contents,
            Set<Digest> images,
            Instant now) {
        Set<Digest> artifacts = new HashSet<>(known.artifacts());
        artifacts.addAll(known.reserved());
        Set<Digest> gone = gone(artifacts, listing, images);
        forget(workspace, gone);
        artifacts.removeAll(gone);
        Set<Digest> seen = new HashSet<>();
        see(workspace, listing.ordinary(), contents, false, seen, now);
        see(workspace, listing.reserved(), contents, true, seen, now);
        artifacts.addAll(seen);
        // Their tags went with them.
        Map<String, Digest> tags = new TreeMap<>(known.artifactTags());
        tags.values().removeAll(gone);
        return gone.size()
                + seen.size()
                + follow(workspace.id(), listing, tags, artifacts, seen, now)
                + count(workspace, known, listing, images);
    }

    /** What the registry lists no more, and what proved to be an image once it had a tag of its own. */
    private static Set<Digest> gone(Set<Digest> known, Listing listing, Set<Digest> images) {
        Set<Digest> listed = listing.named().stream().map(Listed::digest).collect(Collectors.toSet());
        return known.stream()
                .filter(digest -> !listed.contains(digest) || images.contains(digest))
                .collect(Collectors.toSet());
    }

    private void forget(Workspace workspace, Set<Digest> gone) {
        if (gone.isEmpty()) {
            return;
        }
        jdbc.sql("delete from staged_artifact where workspace_id = :workspace and digest = any(:digests)")
                .param("workspace", workspace.id().value())
                .param("digests", gone.stream().map(Digest::value).toArray(String[]::new))
                .update();
        audit.record(
                ACTOR,
                "artifact.gone",
                "workspace/" + workspace.id(),
                Map.of(
                        "count",
                        String.valueOf(gone.size()),
                        "digests",
                        FirstFew.of(gone.stream().map(Digest::value).sorted())));
    }

    private void see(
            Workspace workspace,
            List<Listed> listed,
            Map<Digest, Content> contents,
            boolean reserved,
            Set<Digest> seen,
            Instant now) {
        for (Listed entry : listed) {
            if (contents.get(entry.digest()) instanceof Content.Artifact artifact) {
                see(workspace, entry, artifact, reserved, now);
                seen.add(entry.digest());
            }
        }
    }

    private void see(Workspace workspace, Listed entry, Content.Artifact artifact, boolean reserved, Instant now) {
        jdbc.sql("""
                insert into staged_artifact (workspace_id, digest, kind, media_type, reserved, seen_at)
                values (:workspace, :digest, :kind, :type, :reserved, :now)
                on conflict (workspace_id, digest) do update set kind = excluded.kind, media_type = excluded.media_type,
                    reserved = excluded.reserved, seen_at = excluded.seen_at""")
                .param("workspace", workspace.id().value())
                .param("digest", entry.digest().value())
                .param("kind", artifact.kind().name())
                .param("type", artifact.type())
                .param("reserved", reserved)
                .param("now", Timestamp.from(now))
                .update();
        audit.record(
                ACTOR,
                "artifact.seen",
                "artifact/" + entry.digest(),
                Map.of(
                        "workspace", workspace.username().value(),
                        "repository", workspace.staging().value(),
                        "kind", artifact.kind().name(),
                        "type", artifact.type(),
                        "tags",
                                FirstFew.of(
                                        entry.tags().stream().map(Tag::value).sorted())));
    }

    /** Tags move between artifacts and images; those of images are followed by {@link RecordTags}. */
    private int follow(
            WorkspaceId workspace,
            Listing listing,
            Map<String, Digest> before,
            Set<Digest> artifacts,
            Set<Digest> seen,
            Instant now) {
        Map<String, Digest> after = new TreeMap<>();
        RecordTags.unambiguous(listing.named()).forEach((tag, digest) -> {
            boolean begins = !digest.equals(before.get(tag));
            if (artifacts.contains(digest) && !(begins && listing.unfollowed().contains(Tag.of(tag)))) {
                after.put(tag, digest);
            }
        });
        Map<String, Digest> ended = differing(before, after);
        Map<String, Digest> begun = differing(after, before);
        int changes = ended.size() + begun.size();
        end(workspace, ended);
        begin(workspace, begun, now);
        // What was seen just now has its tags in its own entry.
        begun.values().removeAll(seen);
        tell(workspace, "artifact.untagged", ended);
        tell(workspace, "artifact.tagged", begun);
        return changes;
    }

    private void end(WorkspaceId workspace, Map<String, Digest> ended) {
        if (ended.isEmpty()) {
            return;
        }
        jdbc.sql("delete from staged_artifact_tag where workspace_id = :workspace and tag = any(:tags)")
                .param("workspace", workspace.value())
                .param("tags", ended.keySet().toArray(String[]::new))
                .update();
    }

    private void begin(WorkspaceId workspace, Map<String, Digest> begun, Instant now) {
        if (begun.isEmpty()) {
            return;
        }
        String[] digests = begun.values().stream().map(Digest::value).toArray(String[]::new);
        jdbc.sql("""
                insert into staged_artifact_tag (workspace_id, tag, digest, since)
                select :workspace, tag, digest, :now from unnest(:tags, :digests) as begun (tag, digest)""")
                .param("workspace", workspace.value())
                .param("tags", begun.keySet().toArray(String[]::new))
                .param("digests", digests)
                .param("now", Timestamp.from(now))
                .update();
        jdbc.sql("update staged_artifact set seen_at = :now where workspace_id = :workspace and digest = any(:digests)")
                .param("workspace", workspace.value())
                .param("digests", digests)
                .param("now", Timestamp.from(now))
                .update();
    }

    /** One entry, however many there are: whoever writes entries holds up everybody else's. */
    private void tell(WorkspaceId workspace, String action, Map<String, Digest> tags) {
        if (tags.isEmpty()) {
            return;
        }
        Stream<String> named = tags.entrySet().stream().map(entry -> entry.getKey() + " " + entry.getValue());
        audit.record(
                ACTOR,
                action,
                "workspace/" + workspace,
                Map.of("count", String.valueOf(tags.size()), "tags", FirstFew.of(named)));
    }

    private static Map<String, Digest> differing(Map<String, Digest> these, Map<String, Digest> others) {
        Map<String, Digest> differing = new TreeMap<>(these);
        differing.entrySet().removeIf(entry -> entry.getValue().equals(others.get(entry.getKey())));
        return differing;
    }

    private int count(Workspace workspace, Known known, Listing listing, Set<Digest> images) {
        long cached = listing.cached().stream()
                .filter(digest -> !images.contains(digest))
                .count();
        if (cached == known.cached()) {
            return 0;
        }
        jdbc.sql("update staging_watch set cached = :cached where workspace_id = :workspace")
                .param("workspace", workspace.id().value())
                .param("cached", cached)
                .update();
        audit.record(
                ACTOR,
                "build-cache.counted",
                "workspace/" + workspace.id(),
                Map.of("repository", workspace.staging().value(), "count", String.valueOf(cached)));
        return 1;
    }
}
