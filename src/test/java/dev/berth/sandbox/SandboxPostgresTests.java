package dev.berth.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
    void aFileCutShortByAPowerFailureIsNoHindrance() throws Exception {
        Path file = Files.createFile(data.resolve("postmaster.pid"));

        SandboxPostgres.stopLeftover(data);

        assertThat(file).doesNotExist();
    }
}
