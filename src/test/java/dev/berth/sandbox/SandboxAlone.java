package dev.berth.sandbox;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/** The sandbox in the tests' own process, so that portals beside it can be killed while AWS goes on. */
public final class SandboxAlone implements AutoCloseable {

    private final Sandbox sandbox;

    private SandboxAlone(Sandbox sandbox) {
        this.sandbox = sandbox;
    }

    /** The portals' database is somebody else's business; it is only named here. */
    public static SandboxAlone start(Path directory, String databaseUrl) {
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource(
                        "test",
                        Map.of(
                                "berth.sandbox.directory",
                                directory.toString(),
                                "berth.sandbox.port",
                                "0",
                                "spring.datasource.url",
                                databaseUrl)));
        return new SandboxAlone(Sandbox.start(environment, true));
    }

    public int port() {
        return sandbox.port();
    }

    /** What a portal must be told that reaches the sandbox under this name, such as {@code localhost:4566}. */
    public Map<String, Object> portalProperties(String name) {
        Map<String, Object> properties = new LinkedHashMap<>();
        sandbox.portalProperties()
                .forEach((key, value) -> properties.put(key, value.toString().replace("localhost:" + port(), name)));
        return properties;
    }

    @Override
    public void close() {
        sandbox.close();
    }
}
