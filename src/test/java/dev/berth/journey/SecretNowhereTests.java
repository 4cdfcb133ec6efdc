package dev.berth.journey;

import static dev.berth.testing.ImageFixtures.aDebianImage;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.oci.RepositoryName;
import dev.berth.oci.Tag;
import dev.berth.testing.Browser;
import dev.berth.testing.Portal;
import dev.berth.testing.PushKeys;
import dev.berth.testing.SandboxedBerth;
import dev.berth.testing.Tap;
import dev.berth.testing.TestImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Invariant 3, looked for from outside after a whole run. */
@Execution(ExecutionMode.CONCURRENT)
class SecretNowhereTests {

    @TempDir
    Path folder;

    @Test
    void invariant3_afterAWholeRunTheSecretsAreInTheOneAnswerAndNowhereElse() throws IOException {
        try (SandboxedBerth berth = SandboxedBerth.in(
                        folder,
                        plan -> plan.eager()
                                .with("logging.level.dev.berth", "TRACE")
                                .with("logging.level.org.springframework.web", "DEBUG")
                                .with("logging.level.org.springframework.security", "DEBUG")
                                .with("logging.level.org.springframework.jdbc", "TRACE"));
                Tap tap = Tap.recording(berth.process().port())) {
            Portal portal = Portal.at(tap.port());
            String pass = portal.issuePass("alice");
            Browser.Page reveal = portal.openSession("alice", pass);
            PushKeys keys = PushKeys.on(reveal);
            String password = keys.registryPassword(berth.sandbox());

            TestImage image = aDebianImage("bash=5.2.15-2+b7");
            keys.pusher(berth.sandbox()).push(RepositoryName.of("nextflow-staging/alice"), Tag.of("v1"), image);
            portal.awaitWords("alice", image.digest(), berth.registry() + "/nextflow-approved/alice:v1");
            portal.as("alice").get("/my/passes/" + pass).submit("/my/passes/" + pass + "/sessions", Map.of());
            int pages = Stream.of("alice", "carol", "dave", "erin")
                    .mapToInt(person -> portal.as(person).walk().size())
                    .sum();
            assertThat(pages).isGreaterThan(10);

            List<String> rows = everyRow(berth.jdbc());
            assertThat(rows).anyMatch(row -> row.contains(keys.accessKeyId()));
            berth.process().stop();

            for (String secret : keys.secrets()) {
                assertThat(times(secret, String.join("\n", tap.answers())))
                        .as("in all answers together as often as in the one")
                        .isEqualTo(times(secret, reveal.body()))
                        .isPositive();
            }
            for (String secret :
                    Stream.concat(keys.secrets().stream(), Stream.of(password)).toList()) {
                assertThat(rows).as("the database").noneMatch(row -> row.contains(secret));
                assertThat(berth.process().log().contains(secret)).as("the log").isFalse();
                assertThat(filesWith(secret)).as("the state folder").isEmpty();
            }
        }
    }

    private static List<String> everyRow(JdbcClient jdbc) {
        return jdbc
                .sql("select tablename from pg_tables where schemaname = 'public'")
                .query((row, number) -> row.getString(1))
                .list()
                .stream()
                .flatMap(table -> jdbc
                        .sql("select entry::text from \"" + table + "\" entry")
                        .query((row, number) -> row.getString(1))
                        .list()
                        .stream())
                .toList();
    }

    private List<Path> filesWith(String secret) throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve(".berth"))) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> contains(file, secret))
                    .toList();
        }
    }

    private static boolean contains(Path file, String secret) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(secret);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int times(String secret, String text) {
        return text.split(Pattern.quote(secret), -1).length - 1;
    }
}
