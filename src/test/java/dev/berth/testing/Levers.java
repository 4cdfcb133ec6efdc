package dev.berth.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The sandbox's control API, over HTTP as anybody on the machine uses it. */
public record Levers(URI sandbox) {

    public static Levers of(URI sandbox) {
        return new Levers(sandbox);
    }

    /** Whether the registry takes no layer from another of its repositories, so that every byte has to be sent. */
    public void declineMounts(boolean decline) {
        put("/control/registry", "{\"declineMounts\":%s}".formatted(decline));
    }

    /** How long a scan takes. */
    public void scanIn(Duration delay) {
        put("/control/scanner", "{\"delay\":\"%s\"}".formatted(delay));
    }

    /** Actions taken away from what the portal's key may do. */
    public void withhold(String... actions) {
        put("/control/portal", "{\"withheld\":%s}".formatted(JsonMapper.shared().writeValueAsString(actions)));
    }

    /** Actions that the portal's key may do beside what Berth asks for, anywhere: for what a test itself does with it. */
    public void allowAlso(String... actions) {
        put("/control/portal", "{\"also\":%s}".formatted(JsonMapper.shared().writeValueAsString(actions)));
    }

    /** What the portal's key was allowed since the sandbox started, each as {@code ecr:PutImage arn:aws:ecr:…}. */
    public List<String> calledByPortal() {
        JsonNode portal = JsonMapper.shared()
                .readTree(send(request("/control/portal").GET().build()));
        return portal.path("called").valueStream().map(JsonNode::asString).toList();
    }

    private void put(String path, String json) {
        send(request(path).PUT(HttpRequest.BodyPublishers.ofString(json)).build());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(sandbox.resolve(path)).header("Content-Type", "application/json");
    }

    private static String send(HttpRequest request) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
            if (answer.statusCode() / 100 != 2) {
                throw new IllegalStateException(
                        "The sandbox answered %d: %s".formatted(answer.statusCode(), answer.body()));
            }
            return answer.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
