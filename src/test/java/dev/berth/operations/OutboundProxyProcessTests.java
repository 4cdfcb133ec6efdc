package dev.berth.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.oci.Patience;
import dev.berth.oci.Registry;
import dev.berth.oci.RegistryClient;
import dev.berth.oci.RegistryCredentials;
import dev.berth.oci.RegistryFailure;
import dev.berth.oci.RepositoryName;
import dev.berth.oci.Tag;
import dev.berth.support.OutboundProxy;
import dev.berth.testing.BerthProcess;
import dev.berth.testing.RecordingProxy;
import dev.berth.testing.TestPostgres;
import java.io.IOException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Where the only way out is a proxy, every client finds it by the same variables. */
class OutboundProxyProcessTests {

    @TempDir
    Path folder;

    @Test
    void awsAndTheIdentityProviderAreAskedThroughTheProxyAndWhatNoProxyNamesIsNot()
            throws IOException, InterruptedException {
        String database = TestPostgres.freshDatabase();
        try (RecordingProxy proxy = new RecordingProxy();
                BerthProcess berth = BerthProcess.Plan.in(folder, "berth")
                        .with(Map.ofEntries(
                                Map.entry("spring.datasource.url", database),
                                Map.entry("spring.datasource.username", "postgres"),
                                Map.entry("spring.datasource.password", ""),
                                Map.entry("berth.aws.region", "us-east-1"),
                                Map.entry("berth.aws.account", "123456789012"),
                                Map.entry("berth.aws.push-role-arn", "arn:aws:iam::123456789012:role/berth-push"),
                                Map.entry("berth.aws.access-key-id", "AKIABERTHTEST"),
                                Map.entry("berth.aws.secret-access-key", "not-a-secret"),
                                Map.entry("berth.audit.key", "bm90IGEgc2VjcmV0LCBqdXN0IDMyIGJ5dGVzIG9mIHRlc3Q="),
                                Map.entry("berth.identity.issuer", "https://idp.example.invalid/realm"),
                                Map.entry("berth.identity.client-id", "berth"),
                                Map.entry("berth.identity.client-secret", "not-a-secret"),
                                Map.entry("berth.arrival.reconcile-every", "1s")))
                        .withEnvironment(Map.of(
                                "HTTPS_PROXY",
                                "http://127.0.0.1:" + proxy.port(),
                                "NO_PROXY",
                                "inside.example.invalid"))
                        .start();
                HttpClient browser = HttpClient.newHttpClient()) {
            JdbcClient.create(new DriverManagerDataSource(database, "postgres", ""))
                    .sql("""
                    insert into workspace (id, username, email, staging_repository, approved_repository, created_at)
                    values (:id, 'alice', 'alice@example.org', 'nextflow-staging/alice', 'nextflow-approved/alice', now())""")
                    .param("id", UUID.randomUUID())
                    .update();
            browser.send(
                    HttpRequest.newBuilder(URI.create(berth.address() + "/oauth2/authorization/berth"))
                            .build(),
                    BodyHandlers.discarding());

            Awaitility.await("calls to both")
                    .atMost(Duration.ofMinutes(1))
                    .untilAsserted(() -> assertThat(proxy.asked())
                            .contains(
                                    "CONNECT idp.example.invalid:443", "CONNECT api.ecr.us-east-1.amazonaws.com:443"));
        }
    }

    @Test
    void theRegistryIsAskedThroughTheProxyToo() {
        ProxySelector before = ProxySelector.getDefault();
        try (RecordingProxy proxy = new RecordingProxy()) {
            OutboundProxy.of(Map.of("https_proxy", "127.0.0.1:" + proxy.port(), "no_proxy", "near.example.invalid"))
                    .orElseThrow()
                    .install();

            ask("far.example.invalid");
            ask("near.example.invalid");

            assertThat(proxy.asked()).containsExactly("CONNECT far.example.invalid:443");
        } finally {
            ProxySelector.setDefault(before);
        }
    }

    private static void ask(String registry) {
        try (RegistryClient client = new RegistryClient(
                URI.create("https://" + registry),
                Registry.of(registry),
                RegistryCredentials::anonymous,
                new Patience(
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(5),
                        1,
                        Duration.ZERO),
                InstantSource.system())) {
            client.head(RepositoryName.of("alice"), Tag.of("v1"));
            throw new AssertionError("Nobody is there");
        } catch (RegistryFailure nobodyIsThere) {
            assertThat(nobodyIsThere).isNotNull();
        }
    }
}
