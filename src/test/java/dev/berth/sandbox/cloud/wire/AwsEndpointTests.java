package dev.berth.sandbox.cloud.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.sandbox.cloud.SandboxCloud;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AwsEndpointTests {

    @TempDir
    static Path directory;

    static SandboxCloud cloud;

    @BeforeAll
    static void start() {
        cloud = SandboxCloud.in(directory);
    }

    @AfterAll
    static void stop() {
        cloud.close();
    }

    /** The body never comes; where one is expected, Tomcat does not wait for it once it has answered. */
    @ParameterizedTest
    @ValueSource(strings = {"Accept: */*", "Authorization: Basic YTpi", "Authorization: AWS4-HMAC-SHA256"})
    void theBodyOfARequestThatNobodySignedIsNotReadFirst(String header) throws IOException {
        assertThat(answer(header))
                .contains(
                        "HTTP/1.1 403",
                        "<Code>MissingAuthenticationToken</Code>",
                        "Request is missing Authentication Token");
        assertThat(answer(header, "X-Amz-Target: AmazonEC2ContainerRegistry_V20150921.PutImage"))
                .contains("HTTP/1.1 400", "\"MissingAuthenticationTokenException\"");
    }

    private static String answer(String... headers) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), cloud.port())) {
            String head =
                    "POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 33554432\r\nExpect: 100-continue\r\n%s\r\n\r\n"
                            .formatted(String.join("\r\n", headers));
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
