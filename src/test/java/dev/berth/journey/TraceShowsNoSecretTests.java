package dev.berth.journey;

import static dev.berth.testing.ImageFixtures.aDebianImage;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.oci.RepositoryName;
import dev.berth.oci.Tag;
import dev.berth.testing.BerthProcess;
import dev.berth.testing.Portal;
import dev.berth.testing.PortalsBesideSandbox;
import dev.berth.testing.PushKeys;
import dev.berth.testing.TestImage;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Invariant 3, with every logger as loud as it goes. */
@Execution(ExecutionMode.CONCURRENT)
class TraceShowsNoSecretTests {

    private static final String DATABASE_PASSWORD = "the-password-of-the-database";

    /** The root, and those that have a level of their own or of which it is known what they write. */
    private static final List<String> LOGGERS = List.of(
            "root",
            "web",
            "sql",
            "dev.berth",
            "org.apache.hc.client5.http",
            "org.apache.hc.client5.http.wire",
            "org.apache.hc.client5.http.headers",
            "software.amazon.awssdk",
            "software.amazon.awssdk.request",
            "org.springframework.web",
            "org.springframework.security",
            "org.springframework.jdbc.core.StatementCreatorUtils",
            "org.thymeleaf",
            "org.apache.coyote.http11",
            "org.apache.catalina",
            "org.apache.tomcat",
            "org.postgresql",
            "jdk.httpclient.HttpClient",
            "com.github.kagkarlsson.scheduler",
            "com.nimbusds",
            "com.zaxxer.hikari");

    /** What a secret looks like that this test has never seen. */
    private static final Map<String, Pattern> SHAPES = Map.of(
            "a signed token", Pattern.compile("eyJ[\\w-]{8,}\\.[\\w-]{8,}\\."),
            "an authorization code", Pattern.compile("[?&\\[ ]code=\\[?[\\w-]{16,}"),
            "a basic login", Pattern.compile("Basic [A-Za-z0-9+/=]{16,}"),
            "a bearer token", Pattern.compile("Bearer [\\w.~+/-]{16,}"),
            "a secret key in XML", Pattern.compile("<SecretAccessKey>"),
            "a session's cookie", Pattern.compile("(?i)cookie: \\S*BERTH=\\w{16,}"));

    @TempDir
    private Path folder;

    @Test
    void invariant3_withEveryLoggerAtTraceAWholeRunWritesNoSecret() {
        Map<String, String> levels = new HashMap<>();
        LOGGERS.forEach(logger -> levels.put("logging.level." + logger, "TRACE"));
        try (PortalsBesideSandbox house = PortalsBesideSandbox.in(folder);
                BerthProcess process = house.plan("loud")
                        .with(levels)
                        .with("spring.datasource.password", DATABASE_PASSWORD)
                        .with("spring.mvc.log-request-details", "true")
                        .withJava(
                                "-Xmx256m",
                                "-XX:TieredStopAtLevel=1",
                                "-Djdk.httpclient.HttpClient.log=all",
                                "-Djdk.internal.httpclient.debug=true")
                        .start()) {
            Portal portal = Portal.at(process.port());
            String pass = portal.issuePass("alice");
            PushKeys keys = PushKeys.on(portal.openSession("alice", pass));
            String password = keys.registryPassword(house.sandbox());
            TestImage image = aDebianImage("bash=5.2.15-2+b7");
            keys.pusher(house.sandbox()).push(RepositoryName.of("nextflow-staging/alice"), Tag.of("v1"), image);
            awaitOne(house, "select count(*) from promotion where state = 'promoted'");
            portal.as("carol")
                    .submit(
                            "/staff/passes/" + pass,
                            "/staff/passes/" + pass + "/revocation",
                            Map.of("reason", "The work is done"));
            awaitOne(house, "select count(*) from push_session where state = 'REVOKED'");
            portal.as("dave").get("/admin/audit/check");
            process.stop();
            String log = process.log();

            assertThat(log).as("loud at all").contains(" DEBUG ", "do not go as low as logging.level says");
            Map<String, String> secrets = new LinkedHashMap<>();
            secrets.put("the secret access key", keys.secretAccessKey());
            secrets.put("the session token", keys.sessionToken());
            secrets.put("the registry's password", password);
            secrets.put("the registry's login", "AWS:" + password);
            secrets.put("the database's password", DATABASE_PASSWORD);
            for (String setting :
                    List.of("berth.identity.client-secret", "berth.aws.secret-access-key", "berth.audit.key")) {
                secrets.put(setting, house.property(setting));
            }
            secrets.forEach((name, secret) -> forms(secret)
                    .forEach(form -> assertThat(lineWith(log, Pattern.quote(form)))
                            .as(name)
                            .isEmpty()));
            SHAPES.forEach((name, shape) ->
                    assertThat(lineWith(log, shape.pattern())).as(name).isEmpty());
        }
    }

    private static void awaitOne(PortalsBesideSandbox house, String question) {
        Awaitility.await(question)
                .atMost(Duration.ofMinutes(3))
                .until(() -> house.jdbc().sql(question).query(Integer.class).single() == 1);
    }

    /** Plain, as in an address, and in base64 wherever in a longer text it begins. */
    private static List<String> forms(String secret) {
        List<String> forms = new ArrayList<>(Stream.of(secret, URLEncoder.encode(secret, StandardCharsets.UTF_8))
                .distinct()
                .toList());
        for (int before = 0; before < 3; before++) {
            String encoded = Base64.getEncoder()
                    .withoutPadding()
                    .encodeToString(("x".repeat(before) + secret).getBytes(StandardCharsets.UTF_8));
            // The first and the last characters also depend on what stands beside it.
            forms.add(encoded.substring(before == 0 ? 0 : before + 1, encoded.length() - 2));
        }
        return forms;
    }

    private static List<String> lineWith(String log, String pattern) {
        Matcher found = Pattern.compile(pattern).matcher(log);
        return found.find()
                ? List.of(log.substring(
                        Math.max(0, log.lastIndexOf('\n', found.start())), Math.min(log.length(), found.end())))
                : List.of();
    }
}
