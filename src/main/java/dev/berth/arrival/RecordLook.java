package dev.berth.arrival;

import dev.berth.arrival.Admission.Held;
import dev.berth.oci.Digest;
import dev.berth.workspace.Workspace;
import dev.berth.workspace.WorkspaceId;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Writes down what a look into staging found, all of it or nothing. */
@Component
class RecordLook {

    private final JdbcClient jdbc;
    private final RecordImages images;
    private final RecordTags tags;
    private final RecordArtifacts artifacts;
    private final RecordUntagged untagged;
    private final WaitingImages waiting;
    private final InstantSource clock;

    RecordLook(
            JdbcClient jdbc,
            RecordImages images,
            RecordTags tags,
            RecordArtifacts artifacts,
            RecordUntagged untagged,
            WaitingImages waiting,
            InstantSource clock) {
        this.jdbc = jdbc;
        this.images = images;
        this.tags = tags;
        this.artifacts = artifacts;
        this.untagged = untagged;
        this.waiting = waiting;
        this.clock = clock;
    }

    /**
     * @param known what was known before the registry was asked
     * @return whether it was recorded: not where another look was, since this one may be the older
     */
    @Transactional
    boolean record(Workspace workspace, Known known, Listing listing, List<Held> held, Readings readings) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Map<Digest, Content> contents = readings.contents();
        if (!claim(workspace.id(), known.looks(), readings, now)) {
            return false;
        }
        waiting.record(workspace.id(), known.waiting().keySet(), held, now);
        Map<Digest, StagedImageId> arrived = images.tagged(workspace, known, listing.ordinary(), contents, now);
        Map<Digest, StagedImageId> all = new HashMap<>(known.images());
        all.putAll(arrived);
        int changes = arrived.size()
                + artifacts.record(workspace, known, listing, contents, all.keySet(), now)
                + tags.record(workspace.id(), known, listing, all, now)
                + untagged.record(workspace, known, listing, readings, arrived.keySet(), now);
        if (changes > 0) {
            jdbc.sql("update staging_watch set quiet_looks = 0 where workspace_id = :workspace")
                    .param("workspace", workspace.id().value())
                    .update();
        }
        return true;
    }

    private boolean claim(WorkspaceId workspace, long looksBefore, Readings readings, Instant now) {
        return jdbc.sql("""
                        update staging_watch set looks = looks + 1, quiet_looks = quiet_looks + 1, looked_at = :now,
                            failures = 0, last_failure = :withheld, unread = :unread,
                            failing_since = case when cast(:withheld as text) is not null
                                then coalesce(failing_since, :now) end
                        where workspace_id = :workspace and looks = :before""")
                        .param("now", Timestamp.from(now))
                        .param("withheld", withheld(readings.contents()))
                        .param("unread", readings.left())
                        .param("workspace", workspace.value())
                        .param("before", looksBefore)
                        .update()
                == 1;
    }

    private static @Nullable String withheld(Map<Digest, Content> contents) {
        List<String> reasons = contents.entrySet().stream()
                .filter(entry -> entry.getValue() instanceof Content.Withheld)
                .map(entry -> entry.getKey() + ": " + ((Content.Withheld) entry.getValue()).reason())
                .toList();
        return switch (reasons.size()) {
            case 0 -> null;
            case 1 -> reasons.getFirst();
            default -> "%s (and %d more)".formatted(reasons.getFirst(), reasons.size() - 1);
        };
    }
}
