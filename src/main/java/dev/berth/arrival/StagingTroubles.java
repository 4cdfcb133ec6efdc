package dev.berth.arrival;

import dev.berth.web.BoundedCount;
import dev.berth.web.Keyset;
import dev.berth.web.PageAt;
import dev.berth.web.RowKey;
import dev.berth.web.Rows;
import dev.berth.workspace.WorkspaceId;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Where Berth does not see what was pushed. The watch goes on by itself, so nothing else tells of it. Of a repository that
 * was never made the pass tells.
 */
@Component
public class StagingTroubles {

    private static final String TROUBLED = """
            from staging_watch join workspace w on w.id = workspace_id
            where failing_since is not null and w.provisioned_at is not null
            """;

    private static final Keyset LONGEST_FIRST = Keyset.oldestFirst("failing_since", "workspace_id");

    private final JdbcClient jdbc;

    StagingTroubles(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Those that have lasted longest first. */
    public Rows<StagingTrouble> page(PageAt at, int size) {
        Keyset.Page page = LONGEST_FIRST.page(at, size);
        return page.rows(
                jdbc.sql("select workspace_id, last_failure, failing_since " + TROUBLED + page.condition()
                                + page.order())
                        .params(page.params())
                        .query((row, number) -> new StagingTrouble(
                                new WorkspaceId(row.getObject("workspace_id", UUID.class)),
                                row.getString("last_failure"),
                                row.getObject("failing_since", OffsetDateTime.class)
                                        .toInstant()))
                        .list(),
                found -> RowKey.of(found.since(), found.workspace()));
    }

    public boolean isIn(WorkspaceId workspace) {
        return jdbc.sql("select exists (select 1 " + TROUBLED + " and workspace_id = :id)")
                .param("id", workspace.value())
                .query(Boolean.class)
                .single();
    }

    public BoundedCount count() {
        return jdbc.sql(BoundedCount.sql("select 1 " + TROUBLED))
                .query(BoundedCount.class)
                .single();
    }
}
