package dev.berth.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SandboxPostgresTests {

    @TempDir
    Path data;

    @Test
    void aProcessThatIsNoPostgresOnThisDataIsLeftAlone() throws Exception {
        Process stranger = new ProcessBuilder("sleep", "60").start();
        try {
            Path file = data.resolve("postmaster.pid");
            Files.writeString(file, stranger.pid() + "\n" + data + "\n0\n5432\n");

            SandboxPostgres.stopLeftover(data);

            assertThat(stranger.isAlive()).isTrue();
            assertThat(file).as("PostgreSQL would take the stranger for itself").doesNotExist();
        } finally {
            stranger.destroyForcibly();
        }
    }

    @Test
    void aProcessThatCannotBeLookedAtMayBePostgresAndIsLeftWithItsFile() throws Exception {
        Process unknown = new ProcessBuilder("sleep", "60").start();
        try {
            Path file = data.resolve("postmaster.pid");
            Files.writeString(file, unknown.pid() + "\n" + data + "\n0\n5432\n");

            assertThatExceptionOfType(SandboxRefusal.class)
                    .isThrownBy(() -> SandboxPostgres.stopLeftover(data, process -> Optional.empty()))
                    .withMessageContaining("Process " + unknown.pid())
                    .satisfies(refusal -> assertThat(refusal.remedy()).contains(file.toString()));

            assertThat(unknown.isAlive()).isTrue();
            assertThat(file).exists();
        } finally {
            unknown.destroyForcibly();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "no number\n/data\n", "99999999999999999999\n", "\u0000\u00ff\ufffd"})
    void aFileCutShortByAPowerFailureIsNoHindrance(String text) throws Exception {
        Path file = Files.writeString(data.resolve("postmaster.pid"), text);

        SandboxPostgres.stopLeftover(data);

        assertThat(file).doesNotExist();
    }
}
