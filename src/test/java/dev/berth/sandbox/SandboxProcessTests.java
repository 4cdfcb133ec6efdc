package dev.berth.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testing.BerthProcess;
import dev.berth.testing.BerthProcess.Plan;
import dev.berth.testing.Browser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts, stops and kills of the whole, as from a terminal. */
class SandboxProcessTests {

    @TempDir
    Path folder;

    @Test
    void stateIsKeptOverKillAndStopAndOneProcessHasItAtATime() throws Exception {
        Plan plan = Plan.in(folder, "berth")
                .with("spring.profiles.active", "sandbox")
                .with("berth.sandbox.port", "0");
        ProcessHandle leftBehind;
        try (BerthProcess first = plan.start()) {
            Browser.at(first.port()).signIn("alice");
            inDatabase("create table marker as select 'kept' as word");
            leftBehind = postgres();

            assertThat(first.log())
                    .contains("http://localhost:" + first.port())
                    .contains("alice", "carol", "staff", "dave", "admin")
                    .contains(folder.resolve(".berth").toString());
            assertThat(first.log().lines()).noneMatch(line -> line.contains("\\n"));

            try (BerthProcess second = new Plan(folder, "second", plan.javaOptions(), plan.properties()).launch()) {
                assertThat(second.ended()).isNotZero();
                assertThat(second.log()).contains("Another Berth is running on").doesNotContain("\tat ");
            }
            first.kill();
        }
        assertThat(leftBehind.isAlive()).as("PostgreSQL goes on without us").isTrue();

        try (BerthProcess again = plan.start()) {
            assertThat(leftBehind.isAlive()).isFalse();
            assertThat(word()).isEqualTo("kept");
            Browser.at(again.port()).signIn("alice");
            again.stop();
        }
        assertThat(folder.resolve(".berth/postgres/postmaster.pid")).doesNotExist();

        try (BerthProcess afterStop = plan.start()) {
            assertThat(word()).isEqualTo("kept");
            afterStop.stop();
        }
        assertThat(filesUnder(folder.resolve(".berth/portal"))).isEmpty();
        for (Path secret : filesUnder(folder.resolve(".berth/sandbox/identity"))) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void invariant10_theSandboxRefusesToStartBesideARealConfiguration() {
        try (BerthProcess refused = Plan.in(folder, "berth")
                .with("spring.profiles.active", "sandbox")
                .with("berth.sandbox.port", "0")
                .with("berth.aws.push-role-arn", "arn:aws:iam::210987654321:role/push")
                .launch()) {
            assertThat(refused.ended()).isNotZero();
            assertThat(refused.log())
                    .contains("berth.aws.push-role-arn is set, which belongs to a real AWS configuration")
                    .doesNotContain("\tat ");
        }
        assertThat(folder.resolve(".berth")).doesNotExist();
    }

    @Test
    void invariant10_whatCountsIsWhereTheServersListen() {
        Plan plan = Plan.in(folder, "berth")
                .with("spring.profiles.active", "sandbox")
                .with("berth.sandbox.port", "0");
        try (BerthProcess empty = plan.with("server.address", "").launch()) {
            assertThat(empty.ended()).isNotZero();
            assertThat(empty.log())
                    .contains("server.address is empty, which means every address")
                    .doesNotContain("\tat ");
        }
        try (BerthProcess management =
                plan.with("management.server.address", "").launch()) {
            assertThat(management.ended()).isNotZero();
            assertThat(management.log())
                    .contains("of every address, where others could reach the sandbox")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void withoutConfigurationBerthSaysAllThatIsMissingAndEnds() {
        try (BerthProcess bare = Plan.in(folder, "berth").launch()) {
            assertThat(bare.ended()).isNotZero();
            assertThat(bare.log())
                    .contains("Berth is not configured yet")
                    .contains("spring.datasource.url", "berth.identity.issuer", "berth.identity.client-secret")
                    .contains("berth.aws.region", "berth.aws.account", "berth.aws.push-role-arn")
                    .contains("berth.audit.key", "openssl rand -base64 32")
                    .doesNotContain("\tat ");
        }
        assertThat(folder.resolve(".berth")).doesNotExist();
    }

    private void inDatabase(String statement) throws Exception {
        try (Connection connection = connection();
                Statement sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }

    private String word() throws Exception {
        try (Connection connection = connection();
                Statement sql = connection.createStatement();
                ResultSet rows = sql.executeQuery("select word from marker")) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }

    private Connection connection() throws IOException, SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + pidFile().get(3).strip() + "/berth", "postgres", "");
    }

    private ProcessHandle postgres() throws IOException {
        return ProcessHandle.of(Long.parseLong(pidFile().getFirst().strip())).orElseThrow();
    }

    private List<String> pidFile() throws IOException {
        return Files.readAllLines(folder.resolve(".berth/postgres/postmaster.pid"));
    }

    private static List<Path> filesUnder(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return List.of();
        }
        try (var files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }
}
