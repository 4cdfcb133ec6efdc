package dev.berth.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.helm.BerthChart.Node;
import dev.berth.helm.BerthChart.Rendered;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.BoundPropertiesTrackingBindHandler;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;
import org.yaml.snakeyaml.Yaml;

/** What the chart tells the product is what the product's settings read, in an environment like the pod's. */
class ChartSettingsTests {

    /** Each value that becomes a setting. */
    private static final String EVERYTHING = BerthChart.CONFIGURED + """
              provider: fence
              scopes: [openid, user]
              usernameClaims: [context.user.name]
              emailClaims: [context.user.email]
              emailVerified: assumed
              userInfo: fills
              staff: [user-services@example.org, "username:carol"]
              admins: [groups=berth-admins]
              holders: [dave=4711]
            """ + """
            contextPath: /berth
            postgres: {username: berth, parameters: sslmode=require}
            secret: {keys: {oldAuditKeys: old-keys}}
            settings:
              berth.scanning.settle: 10s
              berth.policy.platforms: [linux/amd64, linux/arm64]
              db-scheduler.threads: 12
            """;

    private static final String WITH_KEY = "aws: {anchorsBucket: berth-anchors, accessKey: {secretName: keys}}";

    @TempDir
    Path folder;

    static Stream<List<String>> values() {
        return Stream.concat(
                BerthChart.examples().stream().map(example -> List.of(BerthChart.example(example))),
                Stream.of(List.of(BerthChart.CONFIGURED), List.of(EVERYTHING, WITH_KEY)));
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("values")
    void everySettingOfEveryPodIsReadByTheProduct(List<String> values) throws IOException {
        Rendered rendered = BerthChart.template(values.toArray(String[]::new));
        for (String deployment : rendered.names()) {
            if (deployment.startsWith("Deployment/")) {
                check(rendered, deployment, Files.createTempDirectory(folder, "pod"));
            }
        }
    }

    @Test
    void aSettingThatTheProductDoesNotHaveWouldBeSeen() {
        Rendered rendered = BerthChart.template(BerthChart.CONFIGURED, "settings: {berth.scanning.setle: 10s}");

        assertThatThrownBy(() -> check(rendered, "Deployment/berth-deployment", folder))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("berth.scanning.setle");
    }

    private static void check(Rendered rendered, String deployment, Path place) throws IOException {
        Node pod = rendered.one(deployment).at("spec", "template", "spec");
        Path config = Files.createDirectories(place.resolve("config"));
        Path secrets = Files.createDirectories(place.resolve("secrets"));
        String yaml = rendered.one("ConfigMap/berth-config")
                .at("data", "application.yml")
                .text();
        Files.writeString(config.resolve("application.yml"), yaml);
        Set<String> files = secretFiles(pod);
        for (String file : files) {
            Files.writeString(secrets.resolve(file), madeUp(file));
        }
        try (ConfigurableApplicationContext context = start(env(pod, config, secrets))) {
            ConfigurableEnvironment environment = context.getEnvironment();
            Set<String> read = read(environment);
            Set<String> said =
                    new TreeSet<>(BerthChart.map(new Yaml().load(yaml)).keySet());
            said.addAll(files);
            said.removeIf(name -> name.startsWith("postgres."));

            assertThat(said)
                    .allSatisfy(name -> assertThat(read)
                            .as("settings that the product has")
                            .anyMatch(known -> known.equals(name) || known.startsWith(name + "[")));
            assertThat(read).contains("berth.roles");
            assertThat(environment.getProperty("spring.datasource.url"))
                    .startsWith("jdbc:postgresql://")
                    .doesNotContain("$");
            assertThat(environment.getProperty("berth.audit.key")).isEqualTo(madeUp("berth.audit.key"));
        }
    }

    /** What its deployment gives the container, where it is mounted here. */
    private static Map<String, Object> env(Node pod, Path config, Path secrets) {
        Map<String, Object> env = new LinkedHashMap<>();
        for (Node variable : pod.at("containers", 0, "env").each()) {
            env.put(
                    variable.at("name").text(),
                    variable.at("value")
                            .text()
                            .replace("/etc/berth", config.toString())
                            .replace("/run/secrets/berth", secrets.toString()));
        }
        List<String> mounted = pod.at("containers", 0, "volumeMounts").each().stream()
                .map(mount -> mount.at("mountPath").text())
                .toList();
        assertThat(mounted).contains("/etc/berth", "/run/secrets/berth");
        return env;
    }

    private static Set<String> secretFiles(Node pod) {
        Set<String> files = new TreeSet<>();
        for (Node volume : pod.at("volumes").each()) {
            if (volume.has("projected")) {
                for (Node source : volume.at("projected", "sources").each()) {
                    source.at("secret", "items")
                            .each()
                            .forEach(item -> files.add(item.at("path").text()));
                }
            }
        }
        return files;
    }

    private static String madeUp(String file) {
        return switch (file) {
            case "berth.audit.key", "berth.audit.old-keys" -> "bm90IGEgc2VjcmV0LCBqdXN0IDMyIGJ5dGVzIG9mIHRlc3Q=";
            case "postgres.port" -> "5432";
            default -> "made-up";
        };
    }

    private static ConfigurableApplicationContext start(Map<String, Object> env) {
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .replace(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                        new SystemEnvironmentPropertySource(
                                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, env));
        environment
                .getPropertySources()
                .replace(
                        StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME,
                        new MapPropertySource(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME, Map.of()));
        SpringApplication application = new SpringApplication(Nothing.class);
        application.setEnvironment(environment);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setRegisterShutdownHook(false);
        application.setLogStartupInfo(false);
        return application.run();
    }

    static class Nothing {}

    /** What Berth's own settings took, and what Boot and db-scheduler say that they have. */
    private static Set<String> read(ConfigurableEnvironment environment) throws IOException {
        Set<String> read = new TreeSet<>();
        for (Class<?> settings : settings()) {
            String prefix = AnnotatedElementUtils.findMergedAnnotation(settings, ConfigurationProperties.class)
                    .prefix();
            Binder.get(environment)
                    .bindOrCreate(
                            prefix,
                            Bindable.of(settings),
                            new BoundPropertiesTrackingBindHandler(
                                    property -> read.add(property.getName().toString())));
        }
        Pattern name = Pattern.compile("\"name\": \"((?:spring|server|management|db-scheduler)[a-z0-9.-]+)\"");
        for (var resource : new PathMatchingResourcePatternResolver()
                .getResources("classpath*:META-INF/spring-configuration-metadata.json")) {
            Matcher found = name.matcher(resource.getContentAsString(StandardCharsets.UTF_8));
            while (found.find()) {
                read.add(found.group(1));
            }
        }
        return read;
    }

    private static List<? extends Class<?>> settings() {
        ClassPathScanningCandidateComponentProvider scan = new ClassPathScanningCandidateComponentProvider(false);
        scan.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
        List<? extends Class<?>> settings = scan.findCandidateComponents("dev.berth").stream()
                .map(found -> String.valueOf(found.getBeanClassName()))
                .filter(found -> !found.startsWith("dev.berth.sandbox."))
                .map(found -> ClassUtils.resolveClassName(found, null))
                .toList();
        assertThat(settings).hasSizeGreaterThan(9);
        return settings;
    }

    @Test
    void aNumberStaysAsItIsWritten() {
        Rendered rendered = BerthChart.template(
                BerthChart.CONFIGURED, "settings: {berth.arrival.limits.tags-a-day: 500000000, berth.some.share: 1.5}");

        assertThat(rendered.one("ConfigMap/berth-config")
                        .at("data", "application.yml")
                        .text())
                .contains("berth.arrival.limits.tags-a-day: 500000000\n")
                .contains("berth.some.share: 1.5\n");
    }

    @Test
    void whatValuesSayIsRefusedAmongTheSettings() {
        Rendered rendered = BerthChart.template(EVERYTHING, WITH_KEY);
        Map<String, Object> said = BerthChart.map(new Yaml()
                .load(rendered.one("ConfigMap/berth-config")
                        .at("data", "application.yml")
                        .text()));
        said.keySet().removeAll(Set.of("berth.scanning.settle", "berth.policy.platforms", "db-scheduler.threads"));

        assertThat(said.keySet())
                .hasSizeGreaterThan(20)
                .allSatisfy(name -> assertThat(BerthChart.refusal(EVERYTHING, "settings: {%s: x}".formatted(name)))
                        .contains("settings: " + name));
    }
}
