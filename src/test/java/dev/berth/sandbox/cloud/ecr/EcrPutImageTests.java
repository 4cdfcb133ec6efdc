package dev.berth.sandbox.cloud.ecr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.berth.oci.RepositoryName;
import dev.berth.oci.Tag;
import dev.berth.sandbox.cloud.SandboxCloud;
import dev.berth.testing.ImageFixtures;
import dev.berth.testing.RegistryPusher;
import dev.berth.testing.TestImage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ecr.EcrClient;
import software.amazon.awssdk.services.ecr.model.ImageTagAlreadyExistsException;
import software.amazon.awssdk.services.ecr.model.ImageTagMutability;
import software.amazon.awssdk.services.ecr.model.InvalidParameterException;
import software.amazon.awssdk.services.ecr.model.PutImageRequest;

class EcrPutImageTests {

    private static final int MOST = 4 * 1024 * 1024;

    @TempDir
    static Path directory;

    static SandboxCloud cloud;
    static EcrClient ecr;

    @BeforeAll
    static void start() {
        cloud = SandboxCloud.in(directory);
        ecr = cloud.ecr(cloud.portal());
    }

    @AfterAll
    static void stop() {
        ecr.close();
        cloud.close();
    }

    private static String pushed(String repository, TestImage image) {
        String pair = new String(
                Base64.getDecoder()
                        .decode(ecr.getAuthorizationToken()
                                .authorizationData()
                                .getFirst()
                                .authorizationToken()),
                StandardCharsets.UTF_8);
        RegistryPusher.to(cloud.endpoint())
                .as("AWS", pair.substring("AWS:".length()))
                .push(RepositoryName.of(repository), Tag.of("v1"), image);
        return new String(image.manifest().bytes(), StandardCharsets.UTF_8);
    }

    private static PutImageRequest.Builder put(String repository, String manifest) {
        return PutImageRequest.builder().repositoryName(repository).imageManifest(manifest);
    }

    @Test
    void aManifestHasFourMebibytesAtMost() {
        String repository = "nextflow-approved/largest";
        ecr.createRepository(it -> it.repositoryName(repository));
        String manifest = pushed(repository, ImageFixtures.aBareImage());
        String largest = manifest + " ".repeat(MOST - manifest.length());

        assertThat(ecr.putImage(put(repository, largest).build()).image().imageManifest())
                .hasSize(MOST);
        assertThatExceptionOfType(InvalidParameterException.class)
                .isThrownBy(() -> ecr.putImage(put(repository, largest + " ").build()))
                .withMessageContaining("Member must have length less than or equal to 4194304");
    }

    @Test
    void anImmutableTagIsGivenOnce() {
        String repository = "nextflow-approved/immutable";
        ecr.createRepository(it -> it.repositoryName(repository).imageTagMutability(ImageTagMutability.IMMUTABLE));
        String manifest = pushed(repository, ImageFixtures.aBareImage());

        assertThatExceptionOfType(ImageTagAlreadyExistsException.class)
                .isThrownBy(() -> ecr.putImage(
                        put(repository, manifest + " ").imageTag("v1").build()))
                .withMessageContaining("v1");
    }
}
