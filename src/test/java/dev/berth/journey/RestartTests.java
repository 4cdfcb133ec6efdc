package dev.berth.journey;

import static dev.berth.testing.ImageFixtures.aDebianImage;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.oci.RepositoryName;
import dev.berth.oci.Tag;
import dev.berth.testing.PushKeys;
import dev.berth.testing.SandboxedBerth;
import dev.berth.testing.TestImage;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class RestartTests {

    @TempDir
    Path folder;

    @Test
    void afterAKillAnApprovedImageIsThereAndAnOpenSessionGoesOn() {
        RepositoryName staging = RepositoryName.of("nextflow-staging/alice");
        TestImage before = aDebianImage("bash=5.2.15-2+b7");
        TestImage after = aDebianImage("bash=5.2.15-2+b8");
        try (SandboxedBerth berth = SandboxedBerth.in(folder)) {
            String approved = berth.registry() + "/nextflow-approved/alice:";
            PushKeys keys = berth.portal().keysFor("alice");
            keys.pusher(berth.sandbox()).push(staging, Tag.of("before"), before);
            berth.portal().awaitWords("alice", before.digest(), approved + "before");

            berth.process().kill();
            berth.startAgain();

            assertThat(berth.portal()
                            .awaitWords("alice", before.digest(), approved + "before")
                            .status())
                    .isEqualTo(200);
            keys.pusher(berth.sandbox()).push(staging, Tag.of("after"), after);
            berth.portal().awaitWords("alice", after.digest(), approved + "after");
        }
    }
}
