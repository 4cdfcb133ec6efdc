package dev.berth.journey;

import static dev.berth.testing.ImageFixtures.anImage;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.oci.RepositoryName;
import dev.berth.oci.Tag;
import dev.berth.testing.BerthProcess;
import dev.berth.testing.ImageFixtures;
import dev.berth.testing.Layer;
import dev.berth.testing.Portal;
import dev.berth.testing.PortalsBesideSandbox;
import dev.berth.testing.PushKeys;
import dev.berth.testing.TestImage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What AWS is asked between a push and the approved URI, call by call. */
@Order(2)
@Execution(ExecutionMode.CONCURRENT)
class PushToUriCallsTests {

    private static final String STAGING_IS_LISTED = "DescribeImages";

    @TempDir
    private Path folder;

    @Test
    void anImageOfOnePlatformAndFiveLayersTakesAtMostTwentyCalls() {
        try (PortalsBesideSandbox house = PortalsBesideSandbox.in(folder);
                BerthProcess portal = house.plan("one").start()) {
            PushKeys keys = Portal.at(portal.port()).keysFor("alice");
            // The first image pays for what is asked once: the token, the approved repository.
            promoted(house, keys, "first");

            List<String> calls = promoted(house, keys, "second");

            assertThat(calls).hasSizeLessThanOrEqualTo(20);
        }
    }

    /** The calls of this image; of the polls that list staging, one found it and the rest belong to nobody. */
    private static List<String> promoted(PortalsBesideSandbox house, PushKeys keys, String tag) {
        ImageFixtures.Builder image = anImage().withDebian("12", "bash=5.2.15-2+b7", tag + "=1");
        IntStream.range(0, 4).forEach(layer -> image.withLayer(Layer.ofSize(1_000, tag.hashCode() + layer)));
        TestImage built = image.build();
        keys.pusher(house.sandbox()).push(RepositoryName.of("nextflow-staging/alice"), Tag.of(tag), built);
        house.tap().calls();
        List<String> calls = new ArrayList<>();
        Awaitility.await("the promotion of " + tag)
                .atMost(Duration.ofMinutes(2))
                .until(() -> house.jdbc()
                        .sql("select count(*) from approved_image where digest = :digest")
                        .param("digest", built.digest().value())
                        .query(Integer.class)
                        .single()
                        .equals(1));
        calls.addAll(house.tap().calls());
        long polls =
                calls.stream().filter(call -> call.endsWith(STAGING_IS_LISTED)).count();
        calls.removeIf(call -> call.endsWith(STAGING_IS_LISTED));
        if (polls > 0) {
            calls.addFirst(STAGING_IS_LISTED);
        }
        return calls;
    }
}
