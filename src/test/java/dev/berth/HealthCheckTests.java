package dev.berth;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HealthCheckTests {

    @Test
    void itAsksWhereTheContainersVariablesPutTheReadiness() {
        assertThat(HealthCheck.readiness(Map.<String, String>of()::get)).hasToString("http://127.0.0.1:8080/readyz");
        assertThat(HealthCheck.readiness(Map.of("SERVER_PORT", "9000", "SERVER_SERVLET_CONTEXT_PATH", "/berth")::get))
                .hasToString("http://127.0.0.1:9000/berth/readyz");
    }

    @Test
    void onlyAnAnswerOf200IsHealth() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/well", call -> {
            call.sendResponseHeaders(200, -1);
            call.close();
        });
        server.createContext("/ill", call -> {
            call.sendResponseHeaders(503, -1);
            call.close();
        });
        server.start();
        URI there = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        try {
            assertThat(HealthCheck.answers(there.resolve("/well"))).isTrue();
            assertThat(HealthCheck.answers(there.resolve("/ill"))).isFalse();
        } finally {
            server.stop(0);
        }
        assertThat(HealthCheck.answers(there.resolve("/well"))).isFalse();
    }
}
