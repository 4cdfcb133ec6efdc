package dev.berth.sandbox.registry;

import dev.berth.oci.RepositoryName;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;

/** The registry, the scanner and the control API on a free port, behind a guard that a test sets. */
public final class RegistryServer implements AutoCloseable {

    public static final String PASSWORD = "a-password-of-the-test";

    /** What was asked of the guard, and what it refuses. Everybody who knows the password may do all else. */
    public static final class TestGuard implements RegistryGuard {

        private final List<String> asked = new CopyOnWriteArrayList<>();
        private final Map<String, RegistryError> refused = new HashMap<>();

        @Override
        public void authenticate(@Nullable String authorization) {
            String expected =
                    "Basic " + Base64.getEncoder().encodeToString(("AWS:" + PASSWORD).getBytes(StandardCharsets.UTF_8));
            if (!expected.equals(authorization)) {
                throw RegistryError.unauthorized("Not Authorized");
            }
        }

        @Override
        public void require(@Nullable String authorization, String ecrAction, RepositoryName repository) {
            authenticate(authorization);
            asked.add(ecrAction + " " + repository);
            RegistryError error = refused.get(ecrAction + " " + repository);
            if (error != null) {
                throw error;
            }
        }

        public void refuse(String ecrAction, RepositoryName repository, RegistryError error) {
            refused.put(ecrAction + " " + repository, error);
        }

        public List<String> asked() {
            return new ArrayList<>(asked);
        }

        public void forget() {
            asked.clear();
            refused.clear();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({
        TomcatServletWebServerAutoConfiguration.class,
        DispatcherServletAutoConfiguration.class,
        WebMvcAutoConfiguration.class,
        JacksonAutoConfiguration.class,
        HttpMessageConvertersAutoConfiguration.class
    })
    @ComponentScan({"dev.berth.sandbox.registry", "dev.berth.sandbox.scanner", "dev.berth.sandbox.control"})
    static class Rooms {

        @Bean
        InstantSource clock() {
            return InstantSource.system();
        }

        @Bean
        TestGuard guard() {
            return new TestGuard();
        }
    }

    private final ConfigurableApplicationContext context;

    private RegistryServer(Path directory) {
        context = new SpringApplicationBuilder(Rooms.class)
                .web(WebApplicationType.SERVLET)
                .bannerMode(Banner.Mode.OFF)
                .logStartupInfo(false)
                .registerShutdownHook(false)
                .properties(
                        "server.port=0",
                        "server.address=127.0.0.1",
                        "spring.config.name=none",
                        "spring.threads.virtual.enabled=true",
                        "spring.mvc.formcontent.filter.enabled=false",
                        "berth.sandbox.directory=" + directory)
                .run();
    }

    public static RegistryServer on(Path directory) {
        return new RegistryServer(directory);
    }

    public int port() {
        return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    public String host() {
        return "localhost:" + port();
    }

    public URI address() {
        return URI.create("http://" + host());
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    public RegistryStore store() {
        return bean(RegistryStore.class);
    }

    public RepositoryName repository(String name) {
        return store().create(RepositoryName.of(name), TagMutability.MUTABLE, false, Map.of())
                .name();
    }

    @Override
    public void close() {
        context.close();
    }
}
