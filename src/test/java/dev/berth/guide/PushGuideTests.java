package dev.berth.guide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.guide.Client.Command;
import dev.berth.guide.PushGuide.Way;
import dev.berth.guide.TagHolder.Place;
import dev.berth.oci.Digest;
import dev.berth.oci.Platform;
import dev.berth.oci.Registry;
import dev.berth.oci.RepositoryName;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PushGuideTests {

    private static final WorkflowPlatforms AMD64 = () -> List.of(Platform.of("linux/amd64"));
    private static final PushTarget AWS = target("123456789012.dkr.ecr.us-east-1.amazonaws.com", null);
    private static final PushTarget SANDBOX = target("localhost:4566", URI.create("http://localhost:4566"));

    @Test
    void atAwsTheCommandsNameNoEndpoint() {
        PushGuide guide = guide(AWS, "rnaseq:3.2", "");

        assertThat(guide.verify()).isEqualTo("aws sts get-caller-identity --region us-east-1");
        assertThat(way(guide, Client.DOCKER))
                .isEqualTo(List.of(
                        "aws ecr get-login-password --region us-east-1 | docker login --username AWS --password-stdin 123456789012.dkr.ecr.us-east-1.amazonaws.com",
                        "docker tag rnaseq:3.2 123456789012.dkr.ecr.us-east-1.amazonaws.com/nextflow-staging/alice:rnaseq-3.2",
                        "docker push 123456789012.dkr.ecr.us-east-1.amazonaws.com/nextflow-staging/alice:rnaseq-3.2"));
    }

    @Test
    void atAnEndpointEveryAwsCommandNamesItAndClientsAreToldOfPlainHttp() {
        PushGuide guide = guide(SANDBOX, "rnaseq:3.2", "");

        assertThat(guide.verify()).endsWith(" --endpoint-url http://localhost:4566");
        assertThat(way(guide, Client.PODMAN))
                .isEqualTo(List.of(
                        "aws ecr get-login-password --region us-east-1 --endpoint-url http://localhost:4566 | podman login --tls-verify=false --username AWS --password-stdin localhost:4566",
                        "podman tag rnaseq:3.2 localhost:4566/nextflow-staging/alice:rnaseq-3.2",
                        "podman push --tls-verify=false localhost:4566/nextflow-staging/alice:rnaseq-3.2"));
        assertThat(way(guide, Client.SKOPEO))
                .endsWith(
                        "skopeo copy --all --dest-tls-verify=false docker-daemon:rnaseq:3.2 docker://localhost:4566/nextflow-staging/alice:rnaseq-3.2");
    }

    @Test
    void aTagOfItsOwnWinsOverTheImages() {
        assertThat(guide(AWS, "ghcr.io/lab/tool:2", "v7").tag()).hasToString("v7");
    }

    /** One repository holds all that a researcher pushes. */
    @ParameterizedTest
    @CsvSource({
        "bwa:1.0, bwa-1.0",
        "samtools:1.0, samtools-1.0",
        "quay.io/biocontainers/bwa:0.7.17--h5bf99c6_8, bwa-0.7.17--h5bf99c6_8",
        "ghcr.io/lab/tools/bwa:2, bwa-2",
        "localhost:5000/x:1, x-1",
        "localhost/load-test:1.0, load-test-1.0",
        "my_docker:V2, my_docker-V2",
        "bwa:latest-dev, bwa-latest-dev",
        "bwa:bwa-0.7.17, bwa-0.7.17",
        "r:r, r",
        "r:release, r-release",
        "bwa.tar:1.0, bwa.tar-1.0",
        "cafe:1, cafe-1",
        "deadbeefcafe:1.0, deadbeefcafe-1.0",
        "123456789012.dkr.ecr.us-east-1.amazonaws.com/nextflow-staging/alice:bwa-1.0, bwa-1.0",
        "123456789012.dkr.ecr.us-east-1.amazonaws.com/nextflow-approved/alice:bwa-1.0, bwa-1.0",
        "oci:./layout:1.0, layout-1.0",
        "oci:folder/bwa:bwa:1.0, bwa-1.0",
        "oci-archive:bwa.tar.gz:1.0, bwa-1.0",
        "docker-archive:out.tar:quay.io/biocontainers/bwa:1.0, bwa-1.0",
        "bwa:1.0@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef, bwa-1.0"
    })
    void theTagProposedSaysWhichImageItIsAndInWhichVersion(String typed, String proposed) {
        PushGuide guide = guide(AWS, typed, "");

        assertThat(guide.proposed()).hasToString(proposed);
        assertThat(guide.tag()).hasToString(proposed);
        assertThat(guide.isReady()).isTrue();
    }

    @Test
    void aProposalHas128CharactersAtMostAndTheVersionWhole() {
        String version = "v".repeat(100);

        assertThat(guide(AWS, "a".repeat(120) + ":" + version, "").proposed())
                .hasToString("a".repeat(27) + "-" + version);
        assertThat(guide(AWS, "a:" + "v".repeat(128), "").proposed()).hasToString("v".repeat(128));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "my_docker",
                "bwa:latest",
                "ghcr.io:443/lab/tool",
                "localhost:5000/x",
                "cafe",
                "deadbeef",
                "dir:folder",
                "oci:folder",
                "docker-archive:bwa.tar",
                "docker-archive:bwa.tar:bwa"
            })
    void withoutAVersionAPersonHasToChooseTheTag(String typed) {
        PushGuide guide = guide(AWS, typed, "");

        assertThat(guide.imageProblem()).isNull();
        assertThat(guide.proposed()).isNull();
        assertThat(guide.tagProblem()).isNotNull().extracting(Sentence::key).isEqualTo("guide.tag.choose");
        assertNothingToCopy(guide);
        assertThat(guide(AWS, typed, "bwa-1.0").isReady()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "e9ae3c220b23",
                "deadbeefcafe",
                "sha256:e9ae3c220b23",
                "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
                "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
            })
    void anIdIsAnIdAndItsTagHasToBeTyped(String typed) {
        String hex = typed.replace("sha256:", "");
        assertThat(guide(AWS, typed, "").tagProblem()).isEqualTo(new Sentence("guide.tag.id"));
        assertNothingToCopy(guide(AWS, typed, ""));

        PushGuide guide = guide(AWS, typed, "bwa-1.0");

        assertThat(way(guide, Client.DOCKER))
                .contains("docker tag " + hex
                        + " 123456789012.dkr.ecr.us-east-1.amazonaws.com/nextflow-staging/alice:bwa-1.0");
        assertThat(way(guide, Client.PODMAN)).anyMatch(line -> line.startsWith("podman tag " + hex + " 1234"));
        assertThat(guide.ways().toString()).doesNotContain("latest");
        assertThat(way(guide, Client.SKOPEO)).hasSize(hex.length() == 64 ? 2 : 1);
    }

    @Test
    void anImageNamedByItsDigestIsTaggedByIt() {
        String name = "quay.io/biocontainers/bwa@sha256:" + "0123456789abcdef".repeat(4);

        assertThat(guide(AWS, name, "").tagProblem()).isNotNull();
        assertThat(way(guide(AWS, name, "bwa-1.0"), Client.DOCKER))
                .anyMatch(line -> line.startsWith("docker tag " + name));
    }

    @Test
    void aTagThatIsTakenIsNamedWithWhatItNames() {
        TagHolder holder =
                new TagHolder(Place.APPROVED, Digest.ofContent(new byte[1]), Instant.parse("2026-11-25T10:00:00Z"));
        TagHolders holders = (repository, tag) -> tag.value().equals("bwa-1.0") ? List.of(holder) : List.of();

        assertThat(PushGuide.of(AWS, AMD64, "bwa:1.0", "", holders).holders()).containsExactly(holder);
        assertThat(PushGuide.of(AWS, AMD64, "", "bwa-1.0", holders).holders()).containsExactly(holder);
        assertThat(PushGuide.of(AWS, AMD64, "samtools:1.0", "", holders).holders())
                .isEmpty();
    }

    @Test
    void whatToBuildForIsWhatWorkflowsRunOn() {
        PushGuide guide = PushGuide.of(
                AWS,
                () -> List.of(Platform.of("linux/amd64"), Platform.of("linux/arm64")),
                "",
                "",
                (repository, tag) -> List.of());

        assertThat(guide.platformNames()).isEqualTo("linux/amd64 and linux/arm64");
        assertThat(guide.platformOption()).isEqualTo("linux/amd64,linux/arm64");
    }

    @Test
    void aFileIsForSkopeoAlone() {
        PushGuide guide = guide(SANDBOX, "oci:./layout:1.0", "");

        assertThat(way(guide, Client.SKOPEO))
                .last()
                .asString()
                .contains(" oci:./layout:1.0 docker://")
                .endsWith(":layout-1.0");
        assertThat(way(guide, Client.DOCKER)).hasSize(1);
    }

    @Test
    void withNothingTypedThereIsNoProblemAndNothingToCopy() {
        PushGuide guide = guide(AWS, " ", "");

        assertThat(guide.imageProblem()).isNull();
        assertThat(guide.tagProblem()).isNull();
        assertNothingToCopy(guide);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '¦',
            value = {
                "a; rm -rf ~¦spaces",
                "a:1 && curl example.org¦spaces",
                "bwa   1.0   e9ae3c220b23¦spaces",
                "$(id)¦form",
                "a|b¦form",
                "a'b¦form",
                "a\"b¦form",
                "a&b¦form",
                "-v/:/host¦form",
                "a%PATH%¦form",
                "a:$HOME¦form",
                "oci:$(id)¦form",
                "docker-archive:-x¦form",
                "dir:folder:1.0¦form",
                "a:b:c¦form",
                "a//b¦form",
                "a:-1¦form",
                "<none>¦none",
                "<none>:<none>¦none",
                "http://ghcr.io/lab/tool:2¦scheme",
                "docker://ghcr.io/lab/tool:2¦scheme",
                "https://example.org/x y¦spaces",
                "BWA:1.0¦uppercase",
                "ghcr.io/Lab/tool¦uppercase",
                "E9AE3C220B23¦uppercase",
                "bwa.tar¦archive",
                "./bwa.tar.gz¦archive",
                "C:\\Users\\me\\bwa.tar¦archive",
                "/home/me/BWA.TGZ¦archive",
                "bwa.sif¦sif",
                "C:\\Users\\me\\bwa¦path",
                "C:/Users/me/bwa¦path",
                "./bwa¦path",
                "~/bwa¦path",
                "/bwa¦path",
                "bwa:¦colon",
                "localhost:5000/x:¦colon",
                "sha256:xyz¦id",
                "sha256:1.0¦id",
                "bwa@sha256:0¦digest",
                "bwa@1.0¦digest"
            })
    void aNameThatIsNoneGetsASentenceAndNoCommandAtAll(String typed, String sentence) {
        for (String tag : List.of("", "bwa-1.0")) {
            PushGuide guide = guide(AWS, typed, tag);

            assertThat(guide.imageProblem())
                    .isNotNull()
                    .extracting(Sentence::key)
                    .isEqualTo("guide.image." + sentence);
            assertNothingToCopy(guide);
        }
    }

    @Test
    void whatIsTooLongOrHasALineBreakIsNoName() {
        assertThat(guide(AWS, "a".repeat(256), "").imageProblem()).isEqualTo(new Sentence("guide.image.long", "255"));
        assertThat(guide(AWS, "a\nb", "").imageProblem()).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({
        "1.0; id, form",
        "-x, form",
        ".x, form",
        "a:b, form",
        "$(id), form",
        "a b, form",
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef, digits",
        "0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef, digits",
        "sha256-0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef, attachment",
        "sha256-0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef.sig, attachment"
    })
    void aTagThatIsNoneGetsASentenceAndNoCommandAtAll(String typed, String sentence) {
        PushGuide guide = guide(AWS, "rnaseq:3.2", typed);

        assertThat(guide.tagProblem()).isEqualTo(new Sentence("guide.tag." + sentence, typed));
        assertNothingToCopy(guide);
    }

    @Test
    void everySentenceOfTheFieldsHasItsWords() throws IOException {
        Properties words = new Properties();
        try (Reader file = Files.newBufferedReader(Path.of("src/main/resources/messages/guide.properties"))) {
            words.load(file);
        }
        assertThat(Stream.of("form long none spaces scheme sif archive path id digest colon uppercase".split(" "))
                        .map(key -> "guide.image." + key))
                .allMatch(words::containsKey);
        assertThat(Stream.of("choose id form digits attachment".split(" ")).map(key -> "guide.tag." + key))
                .allMatch(words::containsKey);
        assertThat(Stream.of("unreadable.file unreadable.id taken.STAGING taken.APPROVED".split(" "))
                        .map(key -> "guide." + key))
                .allMatch(words::containsKey);
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
            assertThat(guide(target, "", "").ways()).hasSize(3).allSatisfy(way -> {
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
        assertThat(guide(AWS, "", "").placeholders(Shell.BASH)).isEqualTo("""
                export AWS_ACCESS_KEY_ID='<access key id>'
                export AWS_SECRET_ACCESS_KEY='<secret access key>'
                export AWS_SESSION_TOKEN='<session token>'
                export AWS_DEFAULT_REGION='us-east-1'""");
    }

    private static void assertNothingToCopy(PushGuide guide) {
        assertThat(guide.isReady()).isFalse();
        assertThat(guide.ways()).allSatisfy(way -> assertThat(way.push()).isEmpty());
    }

    private static PushGuide guide(PushTarget target, String image, String tag) {
        return PushGuide.of(target, AMD64, image, tag, (repository, any) -> List.of());
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
