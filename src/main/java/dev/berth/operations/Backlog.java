package dev.berth.operations;

import dev.berth.promotion.LateTasks;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * What waits in each stage: one query for all of them, which reads no more than {@link #MOST} rows of an index for each, and whose result is
 * kept for a few seconds, so that it costs the same however many ask.
 */
@Component
class Backlog {

    /** From here on it is only said that there are many. */
    static final int MOST = 1_000;

    private static final Duration KEPT = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(Backlog.class);

    private static final String SQL = Arrays.stream(Stage.values())
            .map(stage -> """
                    select '%s' as stage, count(*) as waiting, min(since) as oldest
                      from (%s order by since limit %d) %s""".formatted(
                            stage.name(), waitingIn(stage), MOST, stage.name().toLowerCase(Locale.ROOT)))
            .collect(Collectors.joining(" union all "));

    private final JdbcClient jdbc;
    private final InstantSource clock;

    private @Nullable Reading last;

    Backlog(JdbcClient jdbc, InstantSource clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** What a stage has; where the database did not say, neither is a number. */
    record Waiting(double count, double oldestSeconds) {

        static final Waiting UNKNOWN = new Waiting(Double.NaN, Double.NaN);
    }

    private record Reading(Instant at, Map<Stage, Waiting> waiting) {}

    synchronized Waiting in(Stage stage) {
        Instant now = clock.instant();
        if (last == null || Duration.between(last.at(), now).abs().compareTo(KEPT) >= 0) {
            last = new Reading(now, read(now));
        }
        return last.waiting().getOrDefault(stage, Waiting.UNKNOWN);
    }

    private Map<Stage, Waiting> read(Instant now) {
        try {
            return jdbc
                    .sql(SQL)
                    .param("now", Timestamp.from(now))
                    .param("before", Timestamp.from(now.minus(LateTasks.PATIENCE)))
                    .query((row, number) -> Map.entry(Stage.valueOf(row.getString("stage")), waiting(row, now)))
                    .list()
                    .stream()
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        } catch (DataAccessException | TransactionException e) {
            LOG.warn("It is not known what waits, since the database does not say: {}", e.getMessage());
            return Map.of();
        }
    }

    private static Waiting waiting(ResultSet row, Instant now) throws SQLException {
        Timestamp oldest = row.getTimestamp("oldest");
        return new Waiting(
                row.getLong("waiting"),
                oldest == null
                        ? 0
                        : Math.max(0, Duration.between(oldest.toInstant(), now).toMillis() / 1000.0));
    }

    private static String waitingIn(Stage stage) {
        return switch (stage) {
            case ARRIVAL -> "select failing_since as since from staging_watch where failing_since is not null";
            case HELD -> "select since from waiting_image";
            case SCANNING -> "select asked_since as since from platform_scan where asked_since is not null";
            case REVIEW -> "select since from review_queue";
            case PROMOTION -> "select since from promotion where state in ('queued', 'copying', 'verified')";
            case REVOCATION ->
                "select revoked_at as since from push_session where state = 'REVOKING' and expires_at > :now";
            case LATE_TASKS ->
                LateTasks.LATE.stream()
                        .map(late ->
                                "(select task_name, task_instance, execution_time as since from scheduled_tasks where "
                                        + late + " order by execution_time limit " + MOST + ")")
                        .collect(Collectors.joining(" union ", "select since from (", ") any_way"));
        };
    }
}
