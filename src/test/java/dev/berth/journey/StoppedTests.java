package dev.berth.journey;

import static dev.berth.testing.ImageFixtures.aDebianImage;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.oci.RepositoryName;
import dev.berth.oci.Tag;
import dev.berth.testing.BerthProcess;
import dev.berth.testing.Portal;
import dev.berth.testing.PortalsBesideSandbox;
import dev.berth.testing.Tap;
import dev.berth.testing.TestImage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM in the middle of a copy, as each rolling update sends it. */
class StoppedTests {

    private static final RepositoryName STAGING = RepositoryName.of("nextflow-staging/alice");
    private static final RepositoryName APPROVED = RepositoryName.of("nextflow-approved/alice");
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    Path folder;

    @Test
    void invariant5_aCopyThatIsCutShortIsHandedBackAndIsNoFailedAttempt() throws InterruptedException {
        try (PortalsBesideSandbox house = PortalsBesideSandbox.in(folder);
                BerthProcess berth = house.plan("one")
                        .with("db-scheduler.shutdown-max-wait", "7s")
                        .start()) {
            CountDownLatch stopped = new CountDownLatch(1);
            // The registry does not answer until the portal has ended.
            house.tap().at(Tap.Moment.BEFORE, "PUT /v2/nextflow-approved/alice/manifests/", () -> {
                berth.stop();
                stopped.countDown();
            });
            TestImage image = aDebianImage("bash=5.2.15-2+b7");
            Portal.at(berth.port()).keysFor("alice").pusher(house.sandbox()).push(STAGING, Tag.of("v1"), image);

            assertThat(stopped.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(house.jdbc().sql("""
                                    select state || ', ' || attempts || ' attempts, ' || coalesce(problem, 'no problem') || ', picked '
                                        || picked || ', ' || coalesce(consecutive_failures, 0) || ' failures'
                                      from promotion join scheduled_tasks on task_name = 'promotion' and task_instance like '%' || id""").query(String.class).list())
                    .containsExactly("copying, 0 attempts, no problem, picked false, 0 failures");

            try (BerthProcess again = house.plan("two").start()) {
                Portal.at(again.port()).awaitWords("alice", image.digest(), "nextflow-approved/alice:v1");
                assertThat(house.digest(APPROVED, Tag.of("v1"))).hasValue(image.digest());
            }
        }
    }
}
