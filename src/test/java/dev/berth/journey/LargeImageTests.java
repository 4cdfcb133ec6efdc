package dev.berth.journey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.oci.RepositoryName;
import dev.berth.oci.Tag;
import dev.berth.testing.Blob;
import dev.berth.testing.ImageFixtures;
import dev.berth.testing.Layer;
import dev.berth.testing.Levers;
import dev.berth.testing.Portal;
import dev.berth.testing.SandboxedBerth;
import dev.berth.testing.TestImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.springframework.util.FileSystemUtils;

/** The portal, the sandbox and its database beside it, with 256 MiB of heap for both and an image eight times as large. */
@Execution(ExecutionMode.CONCURRENT)
@org.junit.jupiter.api.Tag("large")
class LargeImageTests {

    private static final long TWO_GIB = 2L << 30;
    private static final Pattern PAUSE = Pattern.compile("Pause .* (\\d+)M->(\\d+)M\\(");

    /** Not among the temporary files, which may be kept in memory. */
    private final Path folder = Path.of("target", "large-image").toAbsolutePath();

    @BeforeEach
    void begin() throws IOException {
        FileSystemUtils.deleteRecursively(folder);
        Files.createDirectories(folder);
    }

    @AfterEach
    void clear() throws IOException {
        FileSystemUtils.deleteRecursively(folder);
    }

    @Test
    void anImageOfTwoGibibytesIsStreamedThroughASmallHeap() throws IOException {
        Path pauses = folder.resolve("gc.log");
        try (SandboxedBerth berth = SandboxedBerth.in(
                folder, plan -> plan.withJava("-Xmx256m", "-Xlog:gc:file=" + pauses + ":uptime:filecount=0"))) {
            Portal portal = berth.portal();
            // So that the layer goes through the portal, instead of being linked within the registry.
            Levers.of(berth.sandbox()).declineMounts(true);
            TestImage image = ImageFixtures.anImage()
                    .withLayer(Layer.ofSize(TWO_GIB))
                    .withDebian("12", "bash=5.2.15-2+b7")
                    .build();

            portal.keysFor("alice")
                    .pusher(berth.sandbox())
                    .push(RepositoryName.of("nextflow-staging/alice"), Tag.of("large"), image);
            portal.awaitWords(
                    "alice",
                    image.digest(),
                    berth.registry() + "/nextflow-approved/alice:large",
                    Duration.ofMinutes(6));

            Heap heap = Heap.of(Files.readString(pauses));
            System.out.printf(
                    "2 GiB through -Xmx256m: %d collections, at most %d MiB in use before one and %d MiB after%n",
                    heap.collections(), heap.before(), heap.after());
            assertThat(heap.collections()).isPositive();
            assertThat(heap.after())
                    .as(
                            "MiB that are still in use after a collection, of a portal and a sandbox with its database's client")
                    .isLessThan(200);
            assertThat(berth.process().log())
                    .contains("streamedBytes=" + bytes(image))
                    .doesNotContain("OutOfMemory");
        }
    }

    private static long bytes(TestImage image) {
        return image.blobs().stream().mapToLong(Blob::size).sum();
    }

    private record Heap(int collections, int before, int after) {

        static Heap of(String log) {
            int collections = 0;
            int before = 0;
            int after = 0;
            Matcher pause = PAUSE.matcher(log);
            while (pause.find()) {
                collections++;
                before = Math.max(before, Integer.parseInt(pause.group(1)));
                after = Math.max(after, Integer.parseInt(pause.group(2)));
            }
            return new Heap(collections, before, after);
        }
    }
}
