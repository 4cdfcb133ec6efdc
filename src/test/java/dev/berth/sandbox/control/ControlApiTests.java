package dev.berth.sandbox.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.oci.RepositoryName;
import dev.berth.oci.Tag;
import dev.berth.sandbox.registry.RegistryCall;
import dev.berth.sandbox.registry.RegistryFaults;
import dev.berth.sandbox.registry.RegistryServer;
import dev.berth.sandbox.scanner.Scan;
import dev.berth.sandbox.scanner.Scans;
import dev.berth.testing.ImageFixtures;
import dev.berth.testing.RegistryPusher;
import dev.berth.testing.TestImage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlApiTests {

    private static final TestImage IMAGE =
            ImageFixtures.anImage().withDebian("12", "bash=5.2.15-2+b7").build();

    @TempDir
    private static Path directory;

    private static RegistryServer server;
    private static RepositoryName repository;

    @BeforeAll
    static void open() throws Exception {
        server = RegistryServer.on(directory);
        repository = server.repository("nextflow-staging/alice");
        server.store().update(repository, now -> now.withScanOnPush(true));
        put("/control/scanner", "{\"delay\": \"PT0S\"}");
        pusher().push(repository, Tag.of("latest"), IMAGE);
        // What a test sets meanwhile would become part of it.
        await().atMost(Duration.ofMinutes(1)).until(() -> scan().status().equals("COMPLETE"));
    }

    @AfterAll
    static void close() {
        server.close();
    }

    @BeforeEach
    void withoutFaults() {
        server.bean(RegistryFaults.class).use(RegistryFaults.Settings.NONE);
    }

    @Test
    void setFindingsOfADigestAndTakeThemBack() throws Exception {
        String path = "/control/scans/" + IMAGE.digest();

        HttpResponse<String> set = put(
                path,
                "{\"status\": \"COMPLETE\", \"findings\": [{\"name\": \"CVE-2021-44228\", \"severity\": \"CRITICAL\"}]}");

        assertThat(set.statusCode()).isEqualTo(200);
        Scan scan = scan();
        assertThat(scan.findings()).extracting(finding -> finding.name()).containsExactly("CVE-2021-44228");
        assertThat(scan.completedAt()).isNotNull();
        assertThat(get(path).body()).contains("CVE-2021-44228");
        assertThat(send("DELETE", path, "").statusCode()).isEqualTo(204);
        assertThat(get(path).statusCode()).isEqualTo(404);
        assertThat(scan().status()).isEqualTo("COMPLETE");
        assertThat(scan().findings()).isEmpty();
    }

    @Test
    void setAnyStatusEvenAFinishedOneThatNeverFinished() throws Exception {
        String path = "/control/scans/" + IMAGE.digest();

        put(path, "{\"status\": \"SOMETHING_NEW\"}");
        assertThat(scan().status()).isEqualTo("SOMETHING_NEW");
        assertThat(scan().completedAt()).isNull();
        put(path, "{\"status\": \"COMPLETE\", \"withoutCompletedAt\": true}");
        assertThat(scan().completedAt()).isNull();
        put(path, "{\"status\": \"NOT_FOUND\"}");
        assertThat(server.bean(Scans.class).of(repository, IMAGE.digest())).isEmpty();
        send("DELETE", path, "");
    }

    @Test
    void setHowTheScannerBehavesAndKeepTheRest() throws Exception {
        put("/control/scanner", "{\"shape\": \"ENHANCED\"}");
        put("/control/scanner", "{\"delay\": \"PT0.5S\"}");

        assertThat(get("/control/scanner").body()).contains("PT0.5S").contains("ENHANCED");
        assertThat(server.bean(Scans.class).settings().delay()).isEqualTo(Duration.ofMillis(500));
        put("/control/scanner", "{\"shape\": \"BASIC\", \"delay\": \"PT0S\"}");
    }

    @Test
    void failTheNextCallsAndNoMore() throws Exception {
        put("/control/registry", "{\"failNext\": {\"PING\": 2}}");

        assertThat(ping()).isEqualTo(500);
        assertThat(ping()).isEqualTo(500);
        assertThat(ping()).isEqualTo(200);
    }

    @Test
    void declineMountsAndDelayCallsUntilReset() throws Exception {
        put("/control/registry", "{\"declineMounts\": true, \"delays\": {\"MANIFEST_PUT\": \"PT0.01S\"}}");
        RegistryFaults.Settings settings = server.bean(RegistryFaults.class).settings();
        assertThat(settings.declineMounts()).isTrue();
        assertThat(settings.delays()).containsEntry(RegistryCall.MANIFEST_PUT, Duration.ofMillis(10));

        assertThat(send("DELETE", "/control/registry", "").statusCode()).isEqualTo(200);

        assertThat(server.bean(RegistryFaults.class).settings()).isEqualTo(RegistryFaults.Settings.NONE);
    }

    @Test
    void refuseWhatIsNotUnderstoodWithASentence() throws Exception {
        assertRefused(put("/control/scans/latest", "{\"status\": \"FAILED\"}"), "sha256:");
        assertRefused(put("/control/scans/" + IMAGE.digest(), "{}"), "status");
        assertRefused(
                put("/control/scans/" + IMAGE.digest(), "{\"status\": \"COMPLETE\", \"findings\": [{}]}"), "severity");
        assertRefused(put("/control/scanner", "{\"delay\": \"soon\"}"), "Duration");
        assertRefused(put("/control/scanner", "{\"delay\": \"PT-1S\"}"), "PT3S");
        assertRefused(put("/control/registry", "{\"failNext\": {\"NOTHING\": 1}}"), "NOTHING");
    }

    @Test
    void obeyNoWebPage() throws Exception {
        HttpResponse<String> fromAPage = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(uri("/control/registry"))
                                .header("Origin", "http://elsewhere.example")
                                .GET()
                                .build(),
                        HttpResponse.BodyHandlers.ofString());

        assertThat(fromAPage.statusCode()).isEqualTo(403);
        assertThat(byName("elsewhere.example")).startsWith("HTTP/1.1 403");
        assertThat(byName("localhost")).startsWith("HTTP/1.1 200");
    }

    private static String byName(String host) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream()
                    .write("GET /control/registry HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"
                            .formatted(host)
                            .getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void assertRefused(HttpResponse<String> answer, String says) {
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).startsWith("{\"error\":").contains(says);
    }

    private static Scan scan() {
        return server.bean(Scans.class).of(repository, IMAGE.digest()).orElseThrow();
    }

    private static int ping() {
        try {
            String basic = Base64.getEncoder()
                    .encodeToString(("AWS:" + RegistryServer.PASSWORD).getBytes(StandardCharsets.UTF_8));
            return HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(uri("/v2/"))
                                    .header("Authorization", "Basic " + basic)
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .statusCode();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static RegistryPusher pusher() {
        return RegistryPusher.to(server.address()).as("AWS", RegistryServer.PASSWORD);
    }

    private static HttpResponse<String> get(String path) throws Exception {
        return send("GET", path, "");
    }

    private static HttpResponse<String> put(String path, String json) throws Exception {
        return send("PUT", path, json);
    }

    private static HttpResponse<String> send(String method, String path, String json) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(uri(path))
                                .header("Content-Type", "application/json")
                                .method(method, BodyPublishers.ofString(json))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private static URI uri(String path) {
        return server.address().resolve(path);
    }
}
