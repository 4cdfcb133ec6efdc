package dev.berth.sandbox;

import java.net.InetAddress;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.catalina.connector.Connector;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationListener;

/**
 * Whatever the configuration says: a server beside the sandbox, be it the portal's or its management's, that listens on an
 * address which others reach ends the start.
 */
final class BoundToLoopback implements ApplicationListener<WebServerInitializedEvent> {

    @Override
    public void onApplicationEvent(WebServerInitializedEvent started) {
        List<String> open = listening(started.getWebServer())
                .filter(connector -> !isLoopback(connector.getProperty("address")))
                .map(BoundToLoopback::sentence)
                .toList();
        if (!open.isEmpty()) {
            throw new SandboxRefusal(
                    open,
                    "The sandbox lets anybody in as anybody, so it is for this machine alone: set server.address and"
                            + " management.server.address to 127.0.0.1, or leave both out.");
        }
    }

    private static Stream<Connector> listening(WebServer server) {
        if (server instanceof TomcatWebServer tomcat) {
            return Stream.of(tomcat.getTomcat().getServer().findServices())
                    .flatMap(service -> Stream.of(service.findConnectors()));
        }
        throw new SandboxRefusal(
                List.of("The sandbox cannot tell where %s listens."
                        .formatted(server.getClass().getName())),
                "Start the portal with Tomcat, as it comes.");
    }

    /** None means every address. */
    private static boolean isLoopback(Object address) {
        return address instanceof InetAddress one && one.isLoopbackAddress();
    }

    private static String sentence(Connector connector) {
        return "Berth listens on port %d of %s, where others could reach the sandbox."
                .formatted(
                        connector.getLocalPort(),
                        Objects.requireNonNullElse(connector.getProperty("address"), "every address"));
    }
}
