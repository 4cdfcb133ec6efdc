package dev.berth.sandbox;

import dev.berth.sandbox.identity.Personas;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringApplicationRunListener;
import org.springframework.boot.bootstrap.ConfigurableBootstrapContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.Profiles;

/**
 * Starts the sandbox beside the portal where the profile {@code sandbox} is active, between the portal's configuration
 * and its context: so the portal is configured as it would be in production, and knows of no sandbox.
 */
final class SandboxStart implements SpringApplicationRunListener, Ordered {

    static final String PROFILE = "sandbox";

    private static final Logger LOG = LoggerFactory.getLogger(SandboxStart.class);

    private final boolean alone;
    private @Nullable Sandbox sandbox;

    SandboxStart(SpringApplication application) {
        this.alone = application.getAllSources().contains(SandboxApplication.class);
    }

    @Override
    public void environmentPrepared(ConfigurableBootstrapContext bootstrap, ConfigurableEnvironment environment) {
        if (!environment.acceptsProfiles(Profiles.of(PROFILE))) {
            return;
        }
        List<String> signs = SignsOfProduction.in(environment, alone);
        if (!signs.isEmpty()) {
            throw new SandboxRefusal(
                    signs,
                    "The sandbox lets anybody in as anybody, so it never runs beside a real configuration: remove these"
                            + " settings, or leave the profile sandbox.");
        }
        Sandbox started = Sandbox.start(environment, alone);
        sandbox = started;
        environment.getPropertySources().addFirst(new MapPropertySource("sandbox", started.portalProperties()));
    }

    @Override
    public void contextPrepared(ConfigurableApplicationContext context) {
        context.getBeanFactory().registerSingleton(NotOfThePortal.class.getName(), new NotOfThePortal());
        Sandbox started = sandbox;
        if (started != null) {
            context.addApplicationListener(new BoundToLoopback());
        }
        if (started != null && context.getBeanFactory() instanceof DefaultListableBeanFactory beans) {
            // Registered first, so stopped last: the portal's own beans may still need it.
            beans.registerDisposableBean(PROFILE, started::close);
        }
    }

    @Override
    public void ready(ConfigurableApplicationContext context, @Nullable Duration timeTaken) {
        Sandbox started = sandbox;
        if (started == null) {
            return;
        }
        greeting(started, context.getEnvironment().getProperty("local.server.port"))
                .lines()
                // The log writes a line feed out, so each line is a message of its own.
                .forEach(line -> LOG.info("{}", line));
    }

    private static String greeting(Sandbox sandbox, @Nullable String portalPort) {
        String personas = sandbox.server().getBean(Personas.class).all().stream()
                .map(persona -> "    %-18s %s".formatted(persona.username(), persona.says()))
                .collect(Collectors.joining("\n"));
        return """

                %s

                  Sign in as
                %s
                  Sandbox    http://localhost:%s (AWS, registry and identity provider of this machine)
                  State      %s (delete it to start anew)
                """.formatted(
                        portalPort == null
                                ? "The sandbox is ready."
                                : "Berth is ready, in its sandbox:\n\n  Open       http://localhost:" + portalPort,
                        personas,
                        sandbox.port(),
                        sandbox.directory());
    }

    @Override
    public void failed(@Nullable ConfigurableApplicationContext context, Throwable exception) {
        Sandbox started = sandbox;
        if (started != null) {
            started.close();
        }
    }

    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }
}
