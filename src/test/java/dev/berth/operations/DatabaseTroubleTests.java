package dev.berth.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testing.BerthProcess;
import dev.berth.testing.FaultRelay;
import dev.berth.testing.OwnPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * One Berth, which is never started anew, and a database that goes away in each way that one can. It says within 10 s that it is not ready, and
 * writes within 30 s of the database's return; alive it is all the time.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DatabaseTroubleTests {

    private static final Duration TRUTH = Duration.ofSeconds(10);
    private static final Duration BACK = Duration.ofSeconds(30);

    private final HttpClient http = HttpClient.newHttpClient();

    private OwnPostgres postgres;
    private FaultRelay relay;
    private BerthProcess berth;
    private JdbcClient jdbc;

    @BeforeAll
    void start(@TempDir Path folder) {
        postgres = new OwnPostgres(folder);
        relay = FaultRelay.before(postgres.port());
        jdbc = JdbcClient.create(new DriverManagerDataSource(postgres.jdbcUrl(), "postgres", ""));
        berth = BerthProcess.Plan.in(folder, "berth")
                .with(Map.ofEntries(
                        Map.entry("spring.datasource.url", "jdbc:postgresql://127.0.0.1:" + relay.port() + "/postgres"),
                        Map.entry("spring.datasource.username", "postgres"),
                        Map.entry("spring.datasource.password", ""),
                        Map.entry("berth.aws.endpoint", "http://127.0.0.1:1"),
                        Map.entry("berth.aws.registry", "localhost:1"),
                        Map.entry("berth.aws.region", "us-east-1"),
                        Map.entry("berth.aws.account", "123456789012"),
                        Map.entry("berth.aws.push-role-arn", "arn:aws:iam::123456789012:role/berth-push"),
                        Map.entry("berth.aws.access-key-id", "AKIABERTHTEST"),
                        Map.entry("berth.aws.secret-access-key", "not-a-secret"),
                        Map.entry("berth.audit.key", "bm90IGEgc2VjcmV0LCBqdXN0IDMyIGJ5dGVzIG9mIHRlc3Q="),
                        Map.entry("berth.identity.issuer", "http://127.0.0.1:1"),
                        Map.entry("berth.identity.client-id", "berth"),
                        Map.entry("berth.identity.client-secret", "not-a-secret"),
                        Map.entry("berth.arrival.reconcile-every", "1s")))
                .start();
    }

    @AfterAll
    void stop() {
        berth.close();
        relay.close();
        postgres.close();
    }

    @Test
    void aDatabaseThatIsStoppedAndStarted() {
        postgres.stop();

        isNotReadyThoughAlive();
        postgres.start();
        isBack();
    }

    @Test
    void aDatabaseThatIsSilentWhileItsConnectionsStay() {
        relay.fallSilent();

        isNotReadyThoughAlive();
        relay.speakAgain();
        isBack();
    }

    @Test
    void aDatabaseThatBecomesReadOnlyWhileItsConnectionsStay() {
        postgres.execute("alter system set default_transaction_read_only = on", "select pg_reload_conf()");

        isNotReadyThoughAlive();
        postgres.execute("alter system reset default_transaction_read_only", "select pg_reload_conf()");
        isBack();
    }

    /** As where a name leads to the new primary and the old one lives on as a standby: only new connections can write. */
    @Test
    void aFailoverThatLeavesOldConnectionsAtTheStandby() {
        jdbc.sql("select 1").query(Integer.class).single();
        postgres.execute(
                "alter role postgres set default_transaction_read_only = off",
                "alter system set default_transaction_read_only = on",
                "select pg_reload_conf()");

        isBack();
        postgres.execute(
                "alter system reset default_transaction_read_only",
                "alter role postgres reset default_transaction_read_only",
                "select pg_reload_conf()");
        isBack();
    }

    private void isNotReadyThoughAlive() {
        Awaitility.await("that it is not ready").atMost(TRUTH).until(() -> status(berth.port(), "/readyz") == 503);
        assertThat(status(berth.port(), "/livez")).isEqualTo(200);
        assertThat(status(berth.managementPort(), "/actuator/health/readiness")).isEqualTo(503);
    }

    private void isBack() {
        Instant since = Instant.now();
        Awaitility.await("that it is ready and writes")
                .atMost(BACK)
                .until(() -> status(berth.port(), "/readyz") == 200 && hasWrittenSince(since));
        assertThat(berth.isAlive()).isTrue();
    }

    private boolean hasWrittenSince(Instant instant) {
        return jdbc.sql("select last_success > :since from scheduled_tasks where task_name = 'reconcile-staging'")
                .param("since", Timestamp.from(instant))
                .query(Boolean.class)
                .optional()
                .orElse(false);
    }

    private int status(int port, String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .timeout(TRUTH)
                .build();
        try {
            return http.send(request, BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
