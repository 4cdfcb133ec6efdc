package dev.berth.guide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.guide.Client.Command;
import dev.berth.guide.PushGuide.Way;
import dev.berth.oci.Registry;
import dev.berth.oci.RepositoryName;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PushGuideTests {

    private static final PushTarget AWS = target("123456789012.dkr.ecr.us-east-1.amazonaws.com", null);
    private static final PushTarget SANDBOX = target("localhost:4566", URI.create("http://localhost:4566"));

    @Test
    void atAwsTheCommandsNameNoEndpoint() {
        PushGuide guide = PushGuide.of(AWS, "rnaseq:3.2", "");

        assertThat(guide.verify()).isEqualTo("aws sts get-caller-identity --region us-east-1");
        assertThat(way(guide, Client.DOCKER))
                .isEqualTo(List.of(
                        "aws ecr get-login-password --region us-east-1 | docker login --username AWS --password-stdin 123456789012.dkr.ecr.us-east-1.amazonaws.com",
                        "docker tag rnaseq:3.2 123456789012.dkr.ecr.us-east-1.amazonaws.com/nextflow-staging/alice:3.2",
                        "docker push 123456789012.dkr.ecr.us-east-1.amazonaws.com/nextflow-staging/alice:3.2"));
    }

    @Test
    void atAnEndpointEveryAwsCommandNamesItAndClientsAreToldOfPlainHttp() {
        PushGuide guide = PushGuide.of(SANDBOX, "rnaseq:3.2", "");

        assertThat(guide.verify()).endsWith(" --endpoint-url http://localhost:4566");
        assertThat(way(guide, Client.PODMAN))
                .isEqualTo(List.of(
                        "aws ecr get-login-password --region us-east-1 --endpoint-url http://localhost:4566 | podman login --tls-verify=false --username AWS --password-stdin localhost:4566",
                        "podman tag rnaseq:3.2 localhost:4566/nextflow-staging/alice:3.2",
                        "podman push --tls-verify=false localhost:4566/nextflow-staging/alice:3.2"));
        assertThat(way(guide, Client.SKOPEO))
                .endsWith(
                        "skopeo copy --all --dest-tls-verify=false docker-daemon:rnaseq:3.2 docker://localhost:4566/nextflow-staging/alice:3.2");
    }

    @Test
    void aTagOfItsOwnWinsOverTheImages() {
        assertThat(PushGuide.of(AWS, "ghcr.io/lab/tool:2", "v7").destination()).endsWith("/nextflow-staging/alice:v7");
        assertThat(PushGuide.of(AWS, "ghcr.io:443/lab/tool", "").destination()).endsWith(":latest");
    }

    @Test
    void aFileIsForSkopeoAlone() {
        PushGuide guide = PushGuide.of(SANDBOX, "oci:./layout:1.0", "");

        assertThat(way(guide, Client.SKOPEO))
                .last()
                .asString()
                .contains(" oci:./layout:1.0 docker://")
                .endsWith(":1.0");
        assertThat(way(guide, Client.DOCKER)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a; rm -rf ~",
                "a:1 && curl example.org",
                "$(id)",
                "`id`",
                "a|b",
                "a'b",
                "a\"b",
                "a\nb",
                "-v/:/host",
                "a%PATH%",
                "a:$HOME",
                "oci:$(id)",
                "oci:a b",
                "docker-archive:-x",
                "A",
                "a@sha256:0",
                "a:b:c",
                "a//b"
            })
    void aNameThatIsNoneGetsASentenceAndIsInNoCommand(String typed) {
        PushGuide guide = PushGuide.of(AWS, typed, "");

        assertThat(guide.imageProblem()).isNotBlank();
        assertThat(guide.ways()).isEqualTo(PushGuide.of(AWS, "", "").ways());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0; id", "-x", ".x", "a:b", "$(id)", "a b"})
    void aTagThatIsNoneGetsASentenceAndIsInNoCommand(String typed) {
        PushGuide guide = PushGuide.of(AWS, "rnaseq:3.2", typed);

        assertThat(guide.tagProblem()).isNotBlank();
        assertThat(guide.ways()).isEqualTo(PushGuide.of(AWS, "rnaseq:3.2", "").ways());
    }

    @Test
    void eachShellSetsVariablesItsOwnWayAndQuotesThem() {
        assertThat(Shell.BASH.set("A", "it's")).isEqualTo("export A='it'\\''s'");
        assertThat(Shell.POWERSHELL.set("A", "it's")).isEqualTo("$Env:A = 'it''s'");
        assertThat(Shell.CMD.set("A", "a&b")).isEqualTo("set \"A=a&b\"");
    }

    /** Its own pipe changes what goes through it, and the registry answers such a password with 400. */
    @Test
    void inPowerShellEveryClientsPasswordGoesThroughThePipeOfCmd() {
        for (PushTarget target : List.of(AWS, SANDBOX)) {
            assertThat(PushGuide.of(target, "", "").ways()).hasSize(3).allSatisfy(way -> {
                String line = String.valueOf(way.logins().get(Shell.BASH));
                assertThat(line).contains(" | ").doesNotContain("\"", "'", "$", "`", "%");
                assertThat(way.logins())
                        .isEqualTo(
                                Map.of(Shell.BASH, line, Shell.CMD, line, Shell.POWERSHELL, "cmd /c \"" + line + "\""));
            });
        }
    }

    @Test
    void theBlockOfVariablesEndsWithTheRegion() {
        assertThat(PushGuide.of(AWS, "", "").placeholders(Shell.BASH)).isEqualTo("""
                export AWS_ACCESS_KEY_ID='<access key id>'
                export AWS_SECRET_ACCESS_KEY='<secret access key>'
                export AWS_SESSION_TOKEN='<session token>'
                export AWS_DEFAULT_REGION='us-east-1'""");
    }

    private static List<String> way(PushGuide guide, Client client) {
        Way way = guide.ways().stream()
                .filter(it -> it.client() == client)
                .findFirst()
                .orElseThrow();
        return Stream.concat(
                        Stream.of(String.valueOf(way.logins().get(Shell.BASH))),
                        way.push().stream().map(Command::line))
                .toList();
    }

    private static PushTarget target(String registry, @Nullable URI endpoint) {
        return new PushTarget(
                Registry.of(registry), RepositoryName.of("nextflow-staging/alice"), "us-east-1", endpoint);
    }
}
