package dev.berth.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.io.ClassPathResource;
import org.springframework.web.context.support.StandardServletEnvironment;

/** A running sandbox: the state folder, PostgreSQL unless it is alone or the portal has a database, and the server. */
final class Sandbox implements AutoCloseable {

    private static final String OWN = "berth.sandbox";

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final Map<String, Object> portalProperties = new LinkedHashMap<>();
    private final AnnotationConfigServletWebServerApplicationContext server;
    private final StateDirectory state;

    private Sandbox(ConfigurableEnvironment portal, boolean alone) {
        SandboxSettings settings = Binder.get(portal).bindOrCreate(OWN, SandboxSettings.class);
        this.state = opened(StateDirectory.take(settings.directory()));
        try {
            Optional<CompletableFuture<SandboxPostgres>> postgres =
                    alone || portal.containsProperty("spring.datasource.url")
                            ? Optional.empty()
                            : Optional.of(startPostgres(state.postgres()));
            this.server = opened(server(portal, settings, state.sandbox()));
            postgres.map(CompletableFuture::join).ifPresent(database -> {
                portalProperties.put("spring.datasource.url", database.url());
                portalProperties.put("spring.datasource.username", "postgres");
                portalProperties.put("spring.datasource.password", "");
            });
        } catch (RuntimeException e) {
            close();
            throw e instanceof CompletionException && e.getCause() instanceof RuntimeException cause ? cause : e;
        }
        portalProperties.putAll(SandboxServer.portalProperties(server, "localhost:" + port()));
        if (settings.portal() != null) {
            PortalFiles.write(settings.portal(), portalProperties);
        }
    }

    /**
     * @param alone whether the portal, if there is one, is in another process
     * @throws SandboxRefusal where it must not, or cannot, run here
     */
    static Sandbox start(ConfigurableEnvironment portal, boolean alone) {
        return new Sandbox(portal, alone);
    }

    /** Where the portal finds what it would otherwise be told by an operator. */
    Map<String, Object> portalProperties() {
        return portalProperties;
    }

    Path directory() {
        return state.path();
    }

    int port() {
        WebServer web = server.getWebServer();
        if (web == null) {
            throw new IllegalStateException("The sandbox's server is not running");
        }
        return web.getPort();
    }

    AnnotationConfigServletWebServerApplicationContext server() {
        return server;
    }

    /**
     * Not by {@code SpringApplication}: a second one in the process would set up logging, shutdown and profiles anew. The
     * environment holds nothing but what is put in here, since {@code SERVER_PORT} and its like are meant for the portal.
     */
    private static AnnotationConfigServletWebServerApplicationContext server(
            ConfigurableEnvironment portal, SandboxSettings settings, Path directory) {
        Map<String, Object> own = new LinkedHashMap<>();
        Binder.get(portal)
                .bind(OWN, Bindable.mapOf(String.class, String.class))
                .ifBound(given -> given.forEach((key, value) -> own.put(OWN + "." + key, value)));
        own.put("server.port", settings.port());
        own.put("server.address", settings.address().getHostAddress());
        own.put(OWN + ".directory", directory.toString());
        StandardServletEnvironment environment = new BareEnvironment();
        environment.getPropertySources().addLast(new MapPropertySource("portal", own));
        try {
            new YamlPropertySourceLoader()
                    .load("sandbox-server", new ClassPathResource("sandbox-server.yml"))
                    .forEach(environment.getPropertySources()::addLast);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        AnnotationConfigServletWebServerApplicationContext context =
                new AnnotationConfigServletWebServerApplicationContext();
        context.setDisplayName("sandbox");
        context.setId("sandbox");
        context.setEnvironment(environment);
        context.getBeanFactory().setConversionService(new ApplicationConversionService());
        context.register(SandboxServer.class);
        context.refresh();
        return context;
    }

    /** Beside the server, which takes as long and knows nothing of it; whoever closes waits until there is one to close. */
    private CompletableFuture<SandboxPostgres> startPostgres(Path data) {
        CompletableFuture<SandboxPostgres> starting = CompletableFuture.supplyAsync(
                () -> SandboxPostgres.start(data),
                task -> Thread.ofPlatform().name("sandbox-postgres").start(task));
        opened(() -> starting.handle((postgres, failure) -> Optional.ofNullable(postgres))
                .join()
                .ifPresent(SandboxPostgres::close));
        return starting;
    }

    private <T extends AutoCloseable> T opened(T part) {
        opened.push(part);
        return part;
    }

    @Override
    public void close() {
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (Exception e) {
                throw new IllegalStateException("A part of the sandbox did not stop", e);
            }
        }
    }

    /** Without the process's variables and properties. */
    private static final class BareEnvironment extends StandardServletEnvironment {

        @Override
        protected void customizePropertySources(MutablePropertySources propertySources) {
            // nothing from outside
        }
    }
}
