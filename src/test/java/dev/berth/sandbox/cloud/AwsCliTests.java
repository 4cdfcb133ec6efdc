package dev.berth.sandbox.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.oci.RepositoryName;
import dev.berth.oci.Tag;
import dev.berth.testing.ImageFixtures;
import dev.berth.testing.Needs;
import dev.berth.testing.Program;
import dev.berth.testing.RegistryPusher;
import dev.berth.testing.Tool;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.services.ecr.EcrClient;

/** A researcher at the command line. */
@Needs(Tool.AWS_CLI)
class AwsCliTests {

    private static final String POLICY = """
            {"Version":"2012-10-17","Statement":[
             {"Effect":"Allow","Action":"ecr:GetAuthorizationToken","Resource":"*"},
             {"Effect":"Allow","Action":["ecr:BatchCheckLayerAvailability","ecr:InitiateLayerUpload","ecr:UploadLayerPart",
              "ecr:CompleteLayerUpload","ecr:PutImage","ecr:BatchGetImage"],
              "Resource":"arn:aws:ecr:us-east-1:123456789012:repository/nextflow-staging/alice"}]}""";

    @TempDir
    Path directory;

    SandboxCloud cloud;
    AwsCredentials session;

    @BeforeEach
    void start() {
        cloud = SandboxCloud.in(directory);
        session = cloud.session("alice-1", POLICY);
    }

    @AfterEach
    void stop() {
        cloud.close();
    }

    Program.Outcome aws(String... arguments) {
        List<String> all =
                new ArrayList<>(List.of("--endpoint-url", cloud.endpoint().toString()));
        all.addAll(List.of(arguments));
        return Tool.AWS_CLI
                .with(all.toArray(String[]::new))
                .withEnvironment(Map.of(
                        "AWS_ACCESS_KEY_ID", session.accessKeyId(),
                        "AWS_SECRET_ACCESS_KEY", session.secretAccessKey(),
                        "AWS_SESSION_TOKEN", ((AwsSessionCredentials) session).sessionToken(),
                        "AWS_DEFAULT_REGION", "us-east-1",
                        "AWS_EC2_METADATA_DISABLED", "true",
                        "AWS_CONFIG_FILE", directory.resolve("none").toString(),
                        "AWS_SHARED_CREDENTIALS_FILE", directory.resolve("none").toString()))
                .run();
    }

    @Test
    void verifiesAndLogsInAndPushes() {
        try (EcrClient ecr = cloud.ecr(cloud.portal())) {
            ecr.createRepository(it -> it.repositoryName("nextflow-staging/alice"));
        }
        assertThat(aws("sts", "get-caller-identity", "--query", "Arn", "--output", "text")
                        .orFail())
                .isEqualTo("arn:aws:sts::123456789012:assumed-role/berth-push/alice-1");
        String password = aws("ecr", "get-login-password").orFail();
        RegistryPusher.to(cloud.endpoint())
                .as("AWS", password)
                .push(RepositoryName.of("nextflow-staging/alice"), Tag.of("v1"), ImageFixtures.aBareImage());
        assertThat(aws(
                                "ecr",
                                "batch-get-image",
                                "--repository-name",
                                "nextflow-staging/alice",
                                "--image-ids",
                                "imageTag=v1",
                                "--query",
                                "images[0].imageId.imageDigest",
                                "--output",
                                "text")
                        .orFail())
                .isEqualTo(ImageFixtures.aBareImage().digest().value());
    }

    @Test
    void readsWhyItIsRefused() {
        Program.Outcome outcome = aws("ecr", "create-repository", "--repository-name", "nextflow-staging/bob");
        assertThat(outcome.succeeded()).isFalse();
        assertThat(outcome.errors())
                .contains("(AccessDeniedException)", "is not authorized to perform: ecr:CreateRepository on resource:");
    }

    @Test
    void readsThatTheSessionHasExpired() {
        cloud.advance(Duration.ofMinutes(61));
        Program.Outcome outcome = aws("sts", "get-caller-identity");
        assertThat(outcome.succeeded()).isFalse();
        assertThat(outcome.errors())
                .contains("(ExpiredToken)", "The security token included in the request is expired");
    }
}
