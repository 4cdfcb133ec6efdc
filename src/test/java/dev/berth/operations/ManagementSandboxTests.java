package dev.berth.operations;

import static dev.berth.testing.ImageFixtures.aDebianImage;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.oci.RepositoryName;
import dev.berth.oci.Tag;
import dev.berth.testing.Portal;
import dev.berth.testing.PushKeys;
import dev.berth.testing.SandboxTest;
import dev.berth.testing.TestImage;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.test.context.TestPropertySource;

/** What a proxy in front of the portal, a Prometheus behind it and a kubelet beside it can ask for. */
@SandboxTest
@TestPropertySource(
        properties = {
            "management.prometheus.metrics.export.enabled=true",
            "berth.arrival.look-every=1s",
            "berth.scanning.ask-every=1s",
            "berth.scanning.settle=1s"
        })
class ManagementSandboxTests {

    private static final Pattern STRANGE =
            Pattern.compile("sha256:|@|[0-9a-f]{8}-[0-9a-f]{4}-|nextflow-(staging|approved)/|\\balice\\b|\\bcarol\\b");

    @Value("${local.server.port}")
    int port;

    @Value("${local.management.port}")
    int managementPort;

    @Value("${berth.aws.endpoint}")
    URI sandbox;

    @Autowired
    MeterRegistry meters;

    @ParameterizedTest
    @ValueSource(strings = {"/livez", "/readyz"})
    void theProbesAnswerOnThePortalsOwnPort(String probe) {
        assertThat(get(port, probe))
                .returns(200, HttpResponse::statusCode)
                .returns("{\"status\":\"UP\"}", HttpResponse::body);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/actuator/prometheus", "/actuator/health", "/actuator"})
    void thePortalsOwnPortTellsNothingElse(String path) {
        assertThat(get(port, path).statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/sign-in",
                "/oauth2/authorization/berth",
                "/actuator/env",
                "/actuator/heapdump",
                "/actuator/shutdown"
            })
    void theManagementPortHasNothingButItsEndpoints(String path) {
        assertThat(get(managementPort, path).statusCode()).isEqualTo(404);
    }

    @Test
    void theManagementPortSaysHowItIsAndWhatIsMeasured() {
        assertThat(get(managementPort, "/actuator/health/readiness").statusCode())
                .isEqualTo(200);
        assertThat(get(managementPort, "/actuator/prometheus").body())
                .contains("berth_stage_waiting{stage=\"review\"} 0.0")
                .contains("berth_stage_oldest_seconds{stage=\"late-tasks\"}")
                .contains("hikaricp_connections_pending");
    }

    /** After an image went its way, and somebody did not find what they asked for. */
    @Test
    void noMeterTellsOfAPersonARepositoryOrAnImage() {
        Portal portal = Portal.at(port);
        TestImage image = aDebianImage("bash=5.2.15-2+b7");
        PushKeys keys = portal.keysFor("alice");
        keys.pusher(sandbox).push(RepositoryName.of("nextflow-staging/alice"), Tag.of("v1"), image);
        String page = portal.awaitArrival("alice", image.digest());
        portal.awaitWords("alice", page, "nextflow-approved/alice:v1");
        get(port, "/nowhere/alice");

        assertThat(meters.getMeters().stream()
                        .flatMap(meter -> meter.getId().getTags().stream())
                        .map(tag -> tag.getKey() + "=" + tag.getValue())
                        .filter(tag -> STRANGE.matcher(tag).find()))
                .isEmpty();
        assertThat(labels("berth_changes_total", "change"))
                .contains("pass.issued", "image.arrived", "promotion.promoted");
        assertThat(labels("berth_stage_runs_seconds_count", "stage")).contains("arrival", "scanning", "promotion");
        assertThat(labels("berth_aws_calls_seconds_count", "operation")).contains("AssumeRole", "DescribeImages");
        assertThat(labels("berth_registry_requests_seconds_count", "operation"))
                .contains("get manifest", "put manifest");
    }

    private Set<String> labels(String metric, String label) {
        Pattern line = Pattern.compile("(?m)^" + metric + "\\{.*?" + label + "=\"([^\"]*)\"");
        return line.matcher(get(managementPort, "/actuator/prometheus").body())
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static HttpResponse<String> get(int port, String path) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                    HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                            .build(),
                    BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
