package dev.berth.journey;

import static dev.berth.testing.ImageFixtures.aDebianImage;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.oci.RepositoryName;
import dev.berth.oci.Tag;
import dev.berth.testing.BerthProcess;
import dev.berth.testing.Needs;
import dev.berth.testing.PgBouncer;
import dev.berth.testing.Portal;
import dev.berth.testing.PortalsBesideSandbox;
import dev.berth.testing.TestImage;
import dev.berth.testing.TestPostgres;
import dev.berth.testing.Tool;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Behind PgBouncer in transaction mode nothing lasts from one transaction to the next: no prepared statement and no session's lock. */
@Needs(Tool.PGBOUNCER)
class PooledConnectionsTests {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    Path folder;

    @Test
    void anImageGoesTheWholeWayAndOneRevocationAfterTheOtherReachesTheCloud() {
        String database = TestPostgres.freshDatabase();
        try (PgBouncer pooler = PgBouncer.before(database, folder.resolve("pooler"));
                PortalsBesideSandbox house = PortalsBesideSandbox.in(folder, pooler.jdbcUrl(database), "postgres");
                BerthProcess one = house.plan("one").start();
                BerthProcess two = house.plan("two").start()) {
            Portal portal = Portal.at(one.port());
            TestImage image = aDebianImage("bash=5.2.15-2+b7");
            portal.keysFor("alice")
                    .pusher(house.sandbox())
                    .push(RepositoryName.of("nextflow-staging/alice"), Tag.of("v1"), image);
            portal.awaitWords("alice", image.digest(), "nextflow-approved/alice:v1");

            for (int revoked = 1; revoked <= 3; revoked++) {
                String pass = portal.issuePass("bob");
                Portal.at(two.port()).openSession("bob", pass);
                portal.as("carol")
                        .submit(
                                "/staff/passes/" + pass,
                                "/staff/passes/" + pass + "/revocation",
                                Map.of("reason", "A test"));
                int expected = revoked;
                Awaitility.await("the revocation of session " + revoked)
                        .atMost(PATIENCE)
                        .until(() -> house.jdbc()
                                .sql("select count(*) from push_session where state = 'REVOKED'")
                                .query(Integer.class)
                                .single()
                                .equals(expected));
            }
            assertThat(one.log() + two.log()).doesNotContainPattern("prepared statement \"|25P02");
            assertThat(house.jdbc()
                            .sql("select mode from pg_locks where locktype = 'advisory' and objid = 1987013477")
                            .query(String.class)
                            .list())
                    .isEqualTo(List.of());
        }
    }
}
