package dev.berth.catalogue;

import dev.berth.arrival.StagedImageId;
import dev.berth.catalogue.CopyState.Available;
import dev.berth.catalogue.CopyState.Gone;
import dev.berth.catalogue.CopyState.Moved;
import dev.berth.catalogue.CopyState.Replaced;
import dev.berth.oci.Digest;
import dev.berth.oci.Tag;
import dev.berth.workspace.WorkspaceId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Of each catalogue entry that is the last of its tag, whether the approved repository still holds it. */
@Component
class ApprovedCopies {

    private final JdbcClient jdbc;

    ApprovedCopies(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    record Copy(UUID entry, StagedImageId image, Tag tag, Digest digest, CopyState state) {

        Copy in(CopyState next) {
            return new Copy(entry, image, tag, digest, next);
        }
    }

    /** The latest to be approved first. */
    List<Copy> in(WorkspaceId workspace) {
        return jdbc.sql("""
                        select * from approved_image where workspace_id = :workspace and replaced_at is null
                         order by approved_at desc, id""")
                .param("workspace", workspace.value())
                .query((row, number) -> new Copy(
                        row.getObject("id", UUID.class),
                        new StagedImageId(row.getObject("image_id", UUID.class)),
                        Tag.of(row.getString("tag")),
                        Digest.of(row.getString("digest")),
                        state(row)))
                .list();
    }

    /** False where the entry is another than it was when the repository was asked: then what was seen is too old. */
    boolean advance(Copy known, CopyState next) {
        return jdbc.sql("""
                        update approved_image set missing_since = :since, moved_to = :to
                         where id = :id and replaced_at is null
                           and missing_since is not distinct from cast(:knownSince as timestamptz)
                           and moved_to is not distinct from cast(:knownTo as text)""")
                        .param("id", known.entry())
                        .param("since", since(next))
                        .param("to", to(next))
                        .param("knownSince", since(known.state()))
                        .param("knownTo", to(known.state()))
                        .update()
                == 1;
    }

    private static @Nullable Timestamp since(CopyState state) {
        return switch (state) {
            case Available it -> null;
            case Gone it -> Timestamp.from(it.since());
            case Moved it -> Timestamp.from(it.since());
            case Replaced it -> throw new IllegalArgumentException("A promotion replaces an entry");
        };
    }

    private static @Nullable String to(CopyState state) {
        return state instanceof Moved moved ? moved.to().value() : null;
    }

    /** That it was missing before another took its place says more than that it was replaced. */
    static CopyState state(ResultSet row) throws SQLException {
        Instant missing = instant(row, "missing_since");
        String movedTo = row.getString("moved_to");
        Instant replaced = instant(row, "replaced_at");
        if (missing != null) {
            return movedTo == null ? new Gone(missing) : new Moved(missing, Digest.of(movedTo));
        }
        return replaced == null ? new Available() : new Replaced(replaced);
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp at = row.getTimestamp(column);
        return at == null ? null : at.toInstant();
    }
}
