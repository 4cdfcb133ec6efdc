package dev.berth.arrival;

import dev.berth.arrival.Admission.Held;
import dev.berth.arrival.Waiting.Reason;
import dev.berth.audit.Actor;
import dev.berth.audit.AuditTrail;
import dev.berth.audit.FirstFew;
import dev.berth.oci.Digest;
import dev.berth.web.BoundedCount;
import dev.berth.workspace.WorkspaceId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** What waits in staging until its workspace has room, and what {@link Admission} has to know to decide that. */
@Component
public class WaitingImages implements PendingImages {

    private static final Actor ACTOR = Actor.system("arrival");

    private static final String FIRST = "select distinct on (workspace_id) * from waiting_image";

    /** Of each workspace the first that waits, with how many do. */
    private static final String WAITING = "select workspace_id, reason, since, ("
            + BoundedCount.sql("select 1 from waiting_image every where every.workspace_id = first.workspace_id")
            + ") as images from (%s order by workspace_id, number) first";

    private final JdbcClient jdbc;
    private final AuditTrail audit;

    WaitingImages(JdbcClient jdbc, AuditTrail audit) {
        this.jdbc = jdbc;
        this.audit = audit;
    }

    /** Empty where nothing of the workspace waits. */
    public Optional<Waiting> in(WorkspaceId workspace) {
        return jdbc.sql(WAITING.formatted(FIRST + " where workspace_id = :workspace"))
                .param("workspace", workspace.value())
                .query(WaitingImages::map)
                .optional();
    }

    /** One line for each workspace, the one that has waited longest first. */
    public List<Waiting> longest(int limit) {
        return jdbc.sql(WAITING.formatted(FIRST) + " order by since, workspace_id limit :limit")
                .param("limit", limit)
                .query(WaitingImages::map)
                .list();
    }

    @Override
    public boolean anyIn(WorkspaceId workspace) {
        return jdbc.sql("select exists (select 1 from waiting_image where workspace_id = :workspace)")
                .param("workspace", workspace.value())
                .query(Boolean.class)
                .single();
    }

    Taken takenSince(WorkspaceId workspace, Instant since) {
        return jdbc.sql("""
                        select
                            (select count(*) from staged_tag
                             where workspace_id = :workspace and since > :since and replaced_by is null)
                            + (select count(*) from staged_image
                               where workspace_id = :workspace and arrived_at > :since and untagged) as tags,
                            (select coalesce(sum(size_bytes), 0) from staged_image
                             where workspace_id = :workspace and arrived_at > :since and not untagged) as bytes""")
                .param("workspace", workspace.value())
                .param("since", Timestamp.from(since))
                .query(Taken.class)
                .single();
    }

    /** In the transaction that records the poll: what waits from now on, and what does not wait any more. */
    @Transactional(propagation = Propagation.MANDATORY)
    void record(WorkspaceId workspace, Set<Digest> before, List<Held> held, Instant now) {
        Set<Digest> after = held.stream().map(Held::digest).collect(Collectors.toSet());
        List<Held> begun =
                held.stream().filter(one -> !before.contains(one.digest())).toList();
        List<Digest> ended =
                before.stream().filter(digest -> !after.contains(digest)).toList();
        save(workspace, held, now);
        remove(workspace, ended);
        if (!begun.isEmpty()) {
            audit.record(
                    ACTOR,
                    "images.held",
                    "workspace/" + workspace,
                    details(begun.stream().map(Held::digest).toList()));
        }
        if (!ended.isEmpty()) {
            audit.record(ACTOR, "images.released", "workspace/" + workspace, details(ended));
        }
    }

    private void save(WorkspaceId workspace, List<Held> held, Instant now) {
        if (held.isEmpty()) {
            return;
        }
        jdbc.sql("""
                insert into waiting_image (workspace_id, digest, reason, since)
                select :workspace, digest, reason, :now
                from unnest(:digests, :reasons) with ordinality as held (digest, reason, place)
                order by place
                on conflict (workspace_id, digest) do update set reason = excluded.reason
                where waiting_image.reason <> excluded.reason""")
                .param("workspace", workspace.value())
                .param("now", Timestamp.from(now))
                .param("digests", held.stream().map(one -> one.digest().value()).toArray(String[]::new))
                .param("reasons", held.stream().map(one -> one.reason().code()).toArray(String[]::new))
                .update();
    }

    private void remove(WorkspaceId workspace, List<Digest> ended) {
        if (ended.isEmpty()) {
            return;
        }
        jdbc.sql("delete from waiting_image where workspace_id = :workspace and digest = any(:digests)")
                .param("workspace", workspace.value())
                .param("digests", ended.stream().map(Digest::value).toArray(String[]::new))
                .update();
    }

    private static Map<String, String> details(List<Digest> digests) {
        return Map.of(
                "images",
                String.valueOf(digests.size()),
                "digests",
                FirstFew.of(digests.stream().map(Digest::value)));
    }

    private static Waiting map(ResultSet row, int number) throws SQLException {
        return new Waiting(
                new WorkspaceId(row.getObject("workspace_id", UUID.class)),
                new BoundedCount(row.getInt("images")),
                Reason.of(row.getString("reason")),
                row.getObject("since", OffsetDateTime.class).toInstant());
    }

    record Taken(long tags, long bytes) {}
}
