package dev.berth.testing;

import static dev.berth.testing.ImageFixtures.aBareImage;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.DockerClient;
import dev.berth.oci.RepositoryName;
import dev.berth.oci.Tag;
import java.io.IOException;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class ContainersTests {

    @Test
    @Needs({Tool.DOCKER, Tool.MMDEBSTRAP})
    void postgresAnswersOnTheHostsNetwork() throws SQLException {
        try (PostgresContainer postgres = new PostgresContainer()) {
            postgres.start();
            try (var connection = DriverManager.getConnection(postgres.jdbcUrl(), postgres.username(), "");
                    var answer = connection.createStatement().executeQuery("select version()")) {
                answer.next();
                assertThat(answer.getString(1)).contains("Debian");
            }
        }
    }

    @Test
    @Needs({Tool.DOCKER, Tool.MMDEBSTRAP, Tool.DOCKER_REGISTRY})
    void distributionTakesWhatDockerPushes() throws IOException, InterruptedException {
        try (DistributionContainer registry = new DistributionContainer();
                DockerClient docker = DockerEngine.client()) {
            registry.start();
            RegistryPusher.to(registry.address()).push(RepositoryName.of("team/bare"), Tag.of("v1"), aBareImage());

            docker.tagImageCmd(LocalImages.debian(), registry.name() + "/team/debian", "v1")
                    .exec();
            docker.pushImageCmd(registry.name() + "/team/debian")
                    .withTag("v1")
                    .start()
                    .awaitCompletion();

            var pushed =
                    docker.inspectImageCmd(registry.name() + "/team/debian:v1").exec();
            assertThat(pushed.getRepoDigests())
                    .anySatisfy(digest -> assertThat(digest).startsWith(registry.name() + "/team/debian@sha256:"));
        }
    }
}
