package dev.berth.journey;

import static dev.berth.testing.ImageFixtures.aDebianImage;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.oci.RepositoryName;
import dev.berth.oci.Tag;
import dev.berth.testing.BerthProcess;
import dev.berth.testing.Needs;
import dev.berth.testing.Portal;
import dev.berth.testing.PortalsBesideSandbox;
import dev.berth.testing.PostgresContainer;
import dev.berth.testing.TestImage;
import dev.berth.testing.Tool;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** On a PostgreSQL as an operator has it: Debian's, older than the one that Berth brings, in a container. */
@Needs({Tool.DOCKER, Tool.MMDEBSTRAP})
@Execution(ExecutionMode.CONCURRENT)
class IndependentPostgresTests {

    @TempDir
    Path folder;

    @Test
    void theSchemaIsMadeAndAnImageGoesTheWholeWay() {
        try (PostgresContainer postgres = new PostgresContainer()) {
            postgres.start();
            try (PortalsBesideSandbox house = PortalsBesideSandbox.in(folder, postgres.jdbcUrl(), postgres.username());
                    BerthProcess berth = house.plan("berth").start()) {
                Portal portal = Portal.at(berth.port());
                TestImage image = aDebianImage("bash=5.2.15-2+b7");
                portal.keysFor("alice")
                        .pusher(house.sandbox())
                        .push(RepositoryName.of("nextflow-staging/alice"), Tag.of("v1"), image);
                portal.awaitWords("alice", image.digest(), "nextflow-approved/alice:v1");

                assertThat(house.digest(RepositoryName.of("nextflow-approved/alice"), Tag.of("v1")))
                        .hasValue(image.digest());
                assertThat(house.jdbc()
                                .sql("select version()")
                                .query((row, number) -> row.getString(1))
                                .single())
                        .contains("Debian");
            }
        }
    }
}
