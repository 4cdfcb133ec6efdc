package dev.berth.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
class ToolTests {

    private static final String SECRET = "correct-horse-battery";

    @TempDir
    Path folder;

    @Test
    void anAbsentProgramSkipsTheTestAndSaysWhich() {
        var result = Needs.OnThisMachine.judge(List.of("skopeo", "podman"), false);

        assertThat(result.isDisabled()).isTrue();
        assertThat(result.getReason())
                .hasValueSatisfying(reason -> assertThat(reason).contains("skopeo, podman"));
    }

    @Test
    void inContinuousIntegrationAnAbsentProgramFailsTheTest() {
        assertThatIllegalStateException()
                .isThrownBy(() -> Needs.OnThisMachine.judge(List.of("skopeo"), true))
                .withMessageContaining("skopeo");
    }

    @Test
    void nothingAbsentRunsTheTest() {
        assertThat(Needs.OnThisMachine.judge(List.of(), true).isDisabled()).isFalse();
    }

    @Test
    void aShimThatRunsNothingIsPassedOver() throws IOException {
        Path broken = program("broken", "#!/bin/sh\nexit 127\n");
        Path working = program("working", "#!/bin/sh\nexit 0\n");

        assertThat(Tool.find("aws", "--version", broken.getParent() + ":" + working.getParent()))
                .hasValue(working.toString());
    }

    @Test
    void aFailureShowsNoSecretThatTheProgramWasGiven() {
        Program.Outcome outcome = Program.of("sh", "-c", "cat; echo $KEY >&2; exit 3")
                .withEnvironment(Map.of("KEY", SECRET))
                .withInput(SECRET + "\n")
                .run();

        assertThat(outcome.exitCode()).isEqualTo(3);
        assertThat(outcome.output()).contains(SECRET);
        assertThatThrownBy(outcome::orFail).hasMessageContaining("ended with 3").hasMessageNotContaining(SECRET);
    }

    @Test
    void aProgramThatHangsIsEndedAndReported() {
        assertThatThrownBy(() -> Program.of("sh", "-c", "exec sleep 60")
                        .within(Duration.ofMillis(50))
                        .run())
                .hasMessageContaining("did not end");
    }

    private Path program(String at, String script) throws IOException {
        Path path = Files.createDirectory(folder.resolve(at)).resolve("aws");
        Files.writeString(path, script);
        return Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
