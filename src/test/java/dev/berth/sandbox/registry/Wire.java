package dev.berth.sandbox.registry;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Speaks to the registry by hand, also as no proper client would. */
final class Wire {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    static final String BASIC = "Basic "
            + Base64.getEncoder().encodeToString(("AWS:" + RegistryServer.PASSWORD).getBytes(StandardCharsets.UTF_8));

    private final RegistryServer server;

    Wire(RegistryServer server) {
        this.server = server;
    }

    HttpResponse<byte[]> send(String method, String path, byte[] body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path))
                .header("Authorization", BASIC)
                .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return exchange(request.build());
    }

    HttpResponse<byte[]> send(String method, String path, String... headers) {
        return send(method, path, new byte[0], headers);
    }

    HttpResponse<byte[]> anonymously(String method, String path) {
        return exchange(HttpRequest.newBuilder(uri(path))
                .method(method, BodyPublishers.noBody())
                .build());
    }

    static HttpResponse<byte[]> exchange(HttpRequest request) {
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    URI uri(String path) {
        return URI.create("http://" + server.host() + path);
    }

    static String location(HttpResponse<?> answer) {
        return answer.headers().firstValue("Location").orElseThrow();
    }

    static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    /** Status and code, as {@code 404 NAME_UNKNOWN}. */
    static String error(HttpResponse<byte[]> answer) {
        JsonNode body = JsonMapper.shared().readTree(answer.body());
        return answer.statusCode() + " "
                + body.path("errors").path(0).path("code").asString("");
    }

    static List<String> texts(HttpResponse<byte[]> answer, String array, String field) {
        return JsonMapper.shared()
                .readTree(answer.body())
                .path(array)
                .valueStream()
                .map(node ->
                        field.isEmpty() ? node.asString() : node.path(field).asString())
                .toList();
    }

    /** What is answered to exactly these characters; the JDK's client would tidy them up. */
    String raw(String requestLine, String... headers) {
        try (Socket socket = open(requestLine, headers)) {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A request whose body is the caller's to write, or to break off. */
    Socket open(String requestLine, String... headers) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        StringBuilder head = new StringBuilder(requestLine).append(" HTTP/1.1\r\n");
        head.append("Host: ").append(server.host()).append("\r\n");
        head.append("Authorization: ").append(BASIC).append("\r\nConnection: close\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        socket.getOutputStream().write(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
        return socket;
    }
}
