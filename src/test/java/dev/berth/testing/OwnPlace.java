package dev.berth.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/** Gives each test context that asks for it a database and a folder that no other has, before the sandbox starts. */
class OwnPlace implements EnvironmentPostProcessor {

    static final String ASKED = "berth.testing.own-place=true";

    /** Gone with the next {@code mvn clean}. */
    private static final Path FOLDER = Path.of("target", "test-places").toAbsolutePath();

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        if (!environment.getProperty("berth.testing.own-place", Boolean.class, false)) {
            return;
        }
        Map<String, Object> place = new HashMap<>();
        if (!environment.containsProperty("spring.datasource.url")) {
            place.put("spring.datasource.url", TestPostgres.freshDatabase());
            place.put("spring.datasource.username", "postgres");
            place.put("spring.datasource.password", "");
            place.put("spring.datasource.hikari.maximum-pool-size", "8");
            place.put("spring.datasource.hikari.minimum-idle", "0");
        }
        if (!environment.containsProperty("berth.sandbox.directory")) {
            try {
                place.put(
                        "berth.sandbox.directory",
                        Files.createTempDirectory(Files.createDirectories(FOLDER), "sandbox-")
                                .toString());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        environment.getPropertySources().addFirst(new MapPropertySource("own-place", place));
    }
}
