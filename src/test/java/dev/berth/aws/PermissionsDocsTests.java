package dev.berth.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The policies in the docs are those that Berth prints. */
class PermissionsDocsTests {

    /** Spring Boot keeps them for the whole process, which ends here only in a test. */
    @AfterEach
    void thisProcessGoesOn() {
        System.clearProperty("CONSOLE_LOG_THRESHOLD");
        System.clearProperty("FILE_LOG_THRESHOLD");
    }

    @ParameterizedTest
    @ValueSource(strings = {"berth-web", "berth-worker", "berth-push"})
    void eachDocumentIsWhatIsPrinted(String role) throws IOException {
        JsonNode documented = JsonMapper.shared()
                .readTree(Files.readString(Path.of("docs", "permissions", role + ".json"), StandardCharsets.UTF_8));

        assertThat(documented).isEqualTo(printed().path(role));
    }

    private static JsonNode printed() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        IamCommand.run(
                new String[] {
                    "iam",
                    "--berth.aws.region=us-east-1",
                    "--berth.aws.account=123456789012",
                    "--berth.aws.push-role-arn=arn:aws:iam::123456789012:role/berth-push",
                    "--berth.aws.anchors.bucket=example-anchors"
                },
                new PrintStream(out, true, StandardCharsets.UTF_8),
                System.err);
        return JsonMapper.shared().readTree(out.toString(StandardCharsets.UTF_8));
    }
}
