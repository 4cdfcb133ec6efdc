package dev.berth.sandbox.cloud;

import dev.berth.sandbox.cloud.iam.PortalGrants;
import dev.berth.sandbox.cloud.identity.PortalKeys;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.http.converter.autoconfigure.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.FilterType;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.client.builder.SdkSyncClientBuilder;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ecr.EcrClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.Credentials;

/** The sandbox's cloud, registry and scanner on a free port, and the real clients that speak to it. */
public final class SandboxCloud implements AutoCloseable {

    public static final String PUSH_ROLE = "arn:aws:iam::123456789012:role/berth-push";

    /** The portal asks for less than the sandbox can do. */
    private static final Set<String> MORE = Set.of("ecr:*", "iam:*", "s3:*");

    private final Path directory;
    private final MovableClock clock = new MovableClock();
    private ConfigurableApplicationContext context;

    private SandboxCloud(Path directory) {
        this.directory = directory;
        this.context = started();
    }

    public static SandboxCloud in(Path directory) {
        return new SandboxCloud(directory);
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({
        PropertyPlaceholderAutoConfiguration.class,
        TomcatServletWebServerAutoConfiguration.class,
        DispatcherServletAutoConfiguration.class,
        WebMvcAutoConfiguration.class,
        HttpMessageConvertersAutoConfiguration.class
    })
    @ComponentScan(
            basePackages = {
                "dev.berth.sandbox.cloud",
                "dev.berth.sandbox.registry",
                "dev.berth.sandbox.scanner",
            },
            excludeFilters = @ComponentScan.Filter(type = FilterType.REGEX, pattern = ".*\\$.*"))
    static class Parts {}

    private ConfigurableApplicationContext started() {
        ConfigurableApplicationContext started = new SpringApplicationBuilder(Parts.class)
                .initializers(it -> it.getBeanFactory().registerSingleton("clock", clock))
                .properties(
                        "spring.config.location=optional:classpath:/nothing/",
                        "spring.main.banner-mode=off",
                        "server.port=0",
                        "berth.sandbox.directory=" + directory)
                .run();
        started.getBean(PortalGrants.class).allowAlso(MORE);
        return started;
    }

    public void restart() {
        context.close();
        context = started();
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    public int port() {
        return Integer.parseInt(context.getEnvironment().getRequiredProperty("local.server.port"));
    }

    public URI endpoint() {
        return URI.create("http://localhost:" + port());
    }

    public void advance(Duration by) {
        clock.advance(by);
    }

    /** With no more rights of the portal's than Berth asks for. */
    public void asPrinted(Runnable calls) {
        bean(PortalGrants.class).allowAlso(Set.of());
        try {
            calls.run();
        } finally {
            bean(PortalGrants.class).allowAlso(MORE);
        }
    }

    public AwsCredentials portal() {
        PortalKeys keys = bean(PortalKeys.class);
        return AwsBasicCredentials.create(keys.accessKeyId(), keys.secretAccessKey());
    }

    /** A session of the push role; without a policy of its own where none is given. */
    public AwsCredentials session(String name, String policy) {
        try (StsClient sts = sts(portal())) {
            AssumeRoleRequest.Builder request =
                    AssumeRoleRequest.builder().roleArn(PUSH_ROLE).roleSessionName(name);
            return keys(sts.assumeRole(
                            policy.isEmpty()
                                    ? request.build()
                                    : request.policy(policy).build())
                    .credentials());
        }
    }

    public static AwsCredentials keys(Credentials credentials) {
        return AwsSessionCredentials.create(
                credentials.accessKeyId(), credentials.secretAccessKey(), credentials.sessionToken());
    }

    public StsClient sts(AwsCredentials credentials) {
        return client(StsClient.builder(), credentials);
    }

    public IamClient iam(AwsCredentials credentials) {
        return client(IamClient.builder(), credentials);
    }

    public EcrClient ecr(AwsCredentials credentials) {
        return client(EcrClient.builder(), credentials);
    }

    public <B extends AwsClientBuilder<B, C> & SdkSyncClientBuilder<B, C>, C> C client(
            B builder, AwsCredentials credentials) {
        return client(builder, credentials, Region.US_EAST_1);
    }

    public <B extends AwsClientBuilder<B, C> & SdkSyncClientBuilder<B, C>, C> C client(
            B builder, AwsCredentials credentials, Region region) {
        return builder.region(region)
                .endpointOverride(endpoint())
                .credentialsProvider(StaticCredentialsProvider.create(credentials))
                .httpClientBuilder(Apache5HttpClient.builder())
                .build();
    }

    @Override
    public void close() {
        context.close();
    }
}
