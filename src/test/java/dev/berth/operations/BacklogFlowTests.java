package dev.berth.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testing.CountedStatements;
import dev.berth.testing.FlowTest;
import dev.berth.testing.MutableClock;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/** On rows that are written by hand: what waits is judged by where it stands and by nothing else. */
@FlowTest
@Import(CountedStatements.InPlace.class)
class BacklogFlowTests {

    @Autowired
    JdbcClient jdbc;

    @Autowired
    MutableClock clock;

    @Autowired
    Backlog backlog;

    @Autowired
    MeterRegistry meters;

    @Autowired
    CountedStatements statements;

    Instant now;
    UUID workspace;
    UUID image;

    @BeforeEach
    void anImageInAWorkspace() {
        jdbc.sql("truncate workspace cascade").update();
        clock.advance(Duration.ofMinutes(1));
        now = clock.instant();
        workspace = UUID.randomUUID();
        jdbc.sql("""
                insert into workspace (id, username, email, staging_repository, approved_repository, created_at)
                values (:id, 'alice', 'alice@example.org', 'nextflow-staging/alice', 'nextflow-approved/alice', now())""").param("id", workspace).update();
        image = image(1);
    }

    @Test
    void nothingWaitsWhereThereIsNothing() {
        assertThat(Stage.values())
                .allSatisfy(stage -> assertThat(backlog.in(stage)).isEqualTo(new Backlog.Waiting(0, 0)));
    }

    @Test
    void eachStageHasItsOwnAndSaysSinceWhen() {
        jdbc.sql("insert into staging_watch (workspace_id, failures, failing_since) values (:workspace, 3, :since)")
                .param("workspace", workspace)
                .param("since", ago(10))
                .update();
        jdbc.sql(
                        "insert into waiting_image (workspace_id, digest, reason, since) values (:workspace, 'x', 'tags', :since)")
                .param("workspace", workspace)
                .param("since", ago(20))
                .update();
        jdbc.sql("insert into image_scan (image_id, begun_at) values (:image, :since)")
                .param("image", image)
                .param("since", ago(30))
                .update();
        jdbc.sql("""
                insert into platform_scan (image_id, digest, position, os, architecture, asked_since, last_status)
                values (:image, 'p', 0, 'linux', 'amd64', :since, 'PENDING'), (:image, 'q', 1, 'linux', 'arm64', null, 'COMPLETE')""").param("image", image).param("since", ago(30)).update();
        jdbc.sql("insert into review_queue (image_id, since) values (:image, :since)")
                .param("image", image)
                .param("since", ago(40))
                .update();
        promotion("copying", 50);
        promotion("failed", 5_000);
        promotion("promoted", 5_000);
        jdbc.sql("""
                insert into scheduled_tasks (task_name, task_instance, execution_time, picked, version, consecutive_failures)
                values ('promotion', 'late-and-failing', :late, false, 1, 2), ('promotion', 'soon', :soon, false, 1, 0)""").param("late", ago(600)).param("soon", ago(1)).update();

        assertThat(backlog.in(Stage.ARRIVAL)).isEqualTo(new Backlog.Waiting(1, 10));
        assertThat(backlog.in(Stage.HELD)).isEqualTo(new Backlog.Waiting(1, 20));
        assertThat(backlog.in(Stage.SCANNING)).isEqualTo(new Backlog.Waiting(1, 30));
        assertThat(backlog.in(Stage.REVIEW)).isEqualTo(new Backlog.Waiting(1, 40));
        assertThat(backlog.in(Stage.PROMOTION)).isEqualTo(new Backlog.Waiting(1, 50));
        assertThat(backlog.in(Stage.REVOCATION)).isEqualTo(new Backlog.Waiting(0, 0));
        assertThat(backlog.in(Stage.LATE_TASKS)).isEqualTo(new Backlog.Waiting(1, 600));
    }

    @Test
    void aSessionThatIsTakenBackWaitsUntilAwsRefusesItOrItIsOver() {
        UUID pass = UUID.randomUUID();
        jdbc.sql("""
                insert into pass (id, workspace, reason, sessions, session_seconds, valid_until, issued_at, issued_by)
                values (:pass, :workspace, 'a test', 9, 3600, now(), now(), 'carol')""").param("pass", pass).param("workspace", workspace).update();
        session(pass, "REVOKING", Duration.ofHours(1));
        session(pass, "REVOKING", Duration.ofSeconds(-1));
        session(pass, "REVOKED", Duration.ofHours(1));
        session(pass, "OPEN", Duration.ofHours(1));

        assertThat(backlog.in(Stage.REVOCATION)).isEqualTo(new Backlog.Waiting(1, 60));
    }

    @Test
    void oneScrapeIsOneQueryAndAnotherSoonAfterIsNone() {
        assertThat(statements.during(this::scrape)).isEqualTo(1);
        assertThat(statements.during(this::scrape)).isZero();
        clock.advance(Duration.ofSeconds(5));
        assertThat(statements.during(this::scrape)).isEqualTo(1);
    }

    @Test
    void whatIsVeryMuchIsCountedUpToALimit() {
        for (int number = 2; number <= Backlog.MOST + 5; number++) {
            jdbc.sql("insert into review_queue (image_id, since) values (:image, :since)")
                    .param("image", image(number))
                    .param("since", ago(number))
                    .update();
        }

        assertThat(backlog.in(Stage.REVIEW)).isEqualTo(new Backlog.Waiting(Backlog.MOST, Backlog.MOST + 5));
    }

    @Test
    void everyDurableTaskIsOfAStageOrOfNoImagesWay(
            @Autowired java.util.List<com.github.kagkarlsson.scheduler.task.Task<?>> tasks) {
        assertThat(tasks.stream()
                        .map(com.github.kagkarlsson.scheduler.task.Task::getName)
                        .filter(name -> Stage.labelOf(name).equals("other")))
                .containsExactlyInAnyOrder(
                        "prepare-pass", "audit-anchor", "audit-check", "watch-approved", "reconcile-approved");
    }

    private void scrape() {
        assertThat(Arrays.stream(Stage.values())
                        .flatMap(stage ->
                                meters.find("berth.stage.waiting").tag("stage", stage.label()).gauges().stream())
                        .map(gauge -> gauge.value()))
                .hasSize(Stage.values().length)
                .doesNotContain(Double.NaN);
        meters.find("berth.stage.oldest")
                .gauges()
                .forEach(gauge -> assertThat(gauge.value()).isNotNegative());
    }

    private UUID image(int number) {
        UUID id = UUID.randomUUID();
        jdbc.sql("""
                insert into staged_image (id, workspace_id, digest, media_type, size_bytes, arrived_at)
                values (:id, :workspace, :digest, 'application/vnd.oci.image.manifest.v1+json', 1, now())""")
                .param("id", id)
                .param("workspace", workspace)
                .param("digest", "sha256:%064x".formatted(number))
                .update();
        return id;
    }

    private void promotion(String state, int seconds) {
        jdbc.sql("""
                insert into promotion (id, image_id, workspace_id, digest, tag, state, since, queued_at)
                values (:id, :image, :workspace, 'x', :state, :state, :since, :since)""")
                .param("id", UUID.randomUUID())
                .param("image", image)
                .param("workspace", workspace)
                .param("state", state)
                .param("since", ago(seconds))
                .update();
    }

    private void session(UUID pass, String state, Duration left) {
        UUID id = UUID.randomUUID();
        jdbc.sql("""
                insert into push_session (id, pass, workspace, role_session, state, requested_at, requested_by, requested_from,
                    opened_at, expires_at, access_key_id, cloud_user, revoked_at, revoked_by, denied_at)
                values (:id, :pass, :workspace, :name, :state, now(), 'alice', 'here', now(), :expires, 'A', 'B', :revoked, 'carol', now())""")
                .param("id", id)
                .param("pass", pass)
                .param("workspace", workspace)
                .param("name", id.toString())
                .param("state", state)
                .param("expires", Timestamp.from(now.plus(left)))
                .param("revoked", ago(60))
                .update();
    }

    private Timestamp ago(int seconds) {
        return Timestamp.from(now.minusSeconds(seconds));
    }
}
