package dev.berth.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.oci.RepositoryName;
import dev.berth.oci.Tag;
import dev.berth.testing.BerthProcess;
import dev.berth.testing.Browser;
import dev.berth.testing.ImageFixtures;
import dev.berth.testing.Portal;
import dev.berth.testing.PortalsBesideSandbox;
import dev.berth.testing.TestImage;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A log that a machine reads, switched on by Spring Boot's own setting. */
class StructuredLogTests {

    @TempDir
    Path folder;

    @Test
    void eachLineIsJsonAndSaysWhichRequestTaskAndImageItIsAbout() throws IOException, InterruptedException {
        try (PortalsBesideSandbox house = PortalsBesideSandbox.in(folder);
                BerthProcess berth = house.plan("berth")
                        .with(Map.of(
                                "logging.structured.format.console", "ecs",
                                "logging.level.org.springframework.boot.web", "debug",
                                "logging.level.dev.berth", "debug"))
                        .start()) {
            Portal portal = Portal.at(berth.port());
            TestImage image = ImageFixtures.aDebianImage("bash=5.2.15-2+b7");
            portal.keysFor("alice")
                    .pusher(house.sandbox())
                    .push(RepositoryName.of("nextflow-staging/alice"), Tag.of("v1"), image);
            portal.awaitWords("alice", image.digest(), "nextflow-approved/alice:v1");
            String id = house.jdbc()
                    .sql("select id::text from staged_image")
                    .query(String.class)
                    .single();

            List<JsonNode> lines =
                    berth.log().lines().map(JsonMapper.shared()::readTree).toList();
            assertThat(lines).anySatisfy(line -> {
                assertThat(line.path("message").asString("")).startsWith("Copied to nextflow-approved/alice");
                assertThat(line.path("image").asString("")).isEqualTo(id);
                assertThat(line.path("task").asString("")).isEqualTo("promotion");
                assertThat(line.path("log").path("level").asString("")).isEqualTo("INFO");
            });
            Browser.Page error = portal.as("alice").getOnce("/images/" + UUID.randomUUID());
            assertThat(error.status()).isEqualTo(404);
            assertThat(error.text()).contains("give them this reference: " + error.header("X-Request-Id"));
            HttpResponse<String> answer = ask(berth, "a-proxys-name-1");
            assertThat(answer.headers().firstValue("X-Request-Id"))
                    .hasValueSatisfying(name -> assertThat(name).isNotEqualTo("a-proxys-name-1"));
        }
    }

    private static HttpResponse<String> ask(BerthProcess berth, String name) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                    HttpRequest.newBuilder(URI.create(berth.address() + "/sign-in"))
                            .header("X-Request-Id", name)
                            .build(),
                    BodyHandlers.ofString());
        }
    }
}
