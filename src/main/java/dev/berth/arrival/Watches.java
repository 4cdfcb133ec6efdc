package dev.berth.arrival;

import dev.berth.workspace.WorkspaceId;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** When each workspace's staging is looked into next, if at all. */
@Component
class Watches {

    /** With nobody there to push, the reconcile comes round anyway. */
    private static final int FAILURES_WHEN_IDLE = 5;

    private final JdbcClient jdbc;
    private final List<PendingImages> pending;
    private final ArrivalSettings settings;
    private final InstantSource clock;

    Watches(JdbcClient jdbc, List<PendingImages> pending, ArrivalSettings settings, InstantSource clock) {
        this.jdbc = jdbc;
        this.pending = pending;
        this.settings = settings;
        this.clock = clock;
    }

    /** Somebody may push until then. */
    @Transactional(propagation = Propagation.MANDATORY)
    void live(WorkspaceId workspace, Instant until) {
        jdbc.sql("""
                insert into staging_live (workspace_id, live_until) values (:workspace, :until)
                on conflict (workspace_id)
                    do update set live_until = greatest(staging_live.live_until, excluded.live_until)""")
                .param("until", Timestamp.from(until.truncatedTo(ChronoUnit.MICROS)))
                .param("workspace", workspace.value())
                .update();
    }

    @Transactional
    void failed(WorkspaceId workspace, String reason) {
        jdbc.sql("""
                insert into staging_watch (workspace_id, failures, last_failure, failing_since)
                values (:workspace, 1, :reason, :now)
                on conflict (workspace_id)
                    do update set failures = staging_watch.failures + 1, last_failure = excluded.last_failure,
                        failing_since = coalesce(staging_watch.failing_since, excluded.failing_since)""")
                .param("workspace", workspace.value())
                .param("reason", reason)
                .param("now", Timestamp.from(clock.instant().truncatedTo(ChronoUnit.MICROS)))
                .update();
    }

    /** When to look next; empty where nobody may push, nothing is on its way and no image is withheld. */
    Optional<Instant> next(WorkspaceId workspace) {
        State state = jdbc.sql("""
                        select live_until, coalesce(quiet_looks, 0) quiet_looks, coalesce(failures, 0) failures,
                            failing_since
                        from (select cast(:workspace as uuid) as workspace_id) as asked
                            left join staging_live using (workspace_id)
                            left join staging_watch using (workspace_id)""")
                .param("workspace", workspace.value())
                .query(State.class)
                .single();
        Instant now = clock.instant();
        boolean live = state.liveUntil() != null
                && state.liveUntil().toInstant().plus(settings.afterSession()).isAfter(now);
        boolean wanted = live || pending.stream().anyMatch(images -> images.anyIn(workspace));
        return distance(state, live, wanted).map(now::plus);
    }

    private Optional<Duration> distance(State state, boolean live, boolean wanted) {
        if (state.failures() > 0) {
            return wanted || state.failures() < FAILURES_WHEN_IDLE
                    ? Optional.of(settings.afterFailures().after(state.failures()))
                    : Optional.empty();
        }
        if (live) {
            return Optional.of(settings.lookEvery());
        }
        if (wanted) {
            return Optional.of(settings.whileQuiet().after(state.quietLooks() + 1));
        }
        return state.failingSince() == null ? Optional.empty() : Optional.of(settings.slowestAfterFailure());
    }

    private record State(
            @Nullable OffsetDateTime liveUntil,
            int quietLooks,
            int failures,
            @Nullable OffsetDateTime failingSince) {}
}
