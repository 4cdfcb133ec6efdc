package dev.berth.oci;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import dev.berth.testing.Blob;
import dev.berth.testing.Layer;
import dev.berth.testing.Program;
import dev.berth.testing.TestImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.net.URI;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A layer is carried by a process whose heap is far smaller. Another size and heap:
 * {@code -Dberth.copy.megabytes=2048 -Dberth.copy.heap=256m}.
 */
class CopyHeapTests {

    private static final RepositoryName FROM = RepositoryName.of("nextflow-staging/alice");
    private static final RepositoryName TO = RepositoryName.of("nextflow-approved/alice");

    private final ScriptedRegistry source = ScriptedRegistry.start();
    private final ScriptedRegistry destination = ScriptedRegistry.start();

    @AfterEach
    void stop() {
        source.close();
        destination.close();
    }

    @Test
    void theHeapDoesNotGrowWithTheLayer() {
        long megabytes = Long.getLong("berth.copy.megabytes", 128);
        String heap = System.getProperty("berth.copy.heap", "32m");
        Blob large = Layer.ofSize(megabytes << 20).blob();
        TestImage image = aLargeImage(large);

        String said = Program.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + heap,
                        "-cp",
                        System.getProperty("java.class.path"),
                        CopyHeapTests.class.getName(),
                        source.address().toString(),
                        destination.address().toString(),
                        image.digest().value())
                .run()
                .orFail();

        System.out.printf("%d MiB with -Xmx%s: %s%n", megabytes, heap, said);
        assertThat(said)
                .contains("streamed " + (large.size() + image.blobs().getFirst().size()) + " bytes");
        assertThat(destination.manifest(TO, image.digest()))
                .isEqualTo(image.manifest().bytes());
    }

    /** Neither registry holds the layer: one makes it while it is read, the other digests it while it comes. */
    private TestImage aLargeImage(Blob large) {
        Blob config = Blob.of(MediaType.OCI_CONFIG.value(), new byte[] {'{', '}'});
        TestImage image = Graphs.image(List.of(config, large));
        source.put(FROM, config);
        source.put(FROM, image.digest(), image.manifest());
        source.always("HEAD .*/blobs/" + large.digest(), exchange -> {
            exchange.getResponseHeaders().set("Content-Length", String.valueOf(large.size()));
            exchange.sendResponseHeaders(200, -1);
            return true;
        });
        source.always("GET .*/blobs/" + large.digest(), exchange -> {
            exchange.sendResponseHeaders(200, large.size());
            try (InputStream content = large.content().get()) {
                content.transferTo(exchange.getResponseBody());
            }
            return true;
        });
        destination.always("PUT .*uploads.*" + large.digest().hex(), exchange -> take(exchange, large));
        return image;
    }

    private boolean take(HttpExchange exchange, Blob large) throws IOException {
        MessageDigest sha256 = Digest.sha256();
        new DigestInputStream(exchange.getRequestBody(), sha256).transferTo(OutputStream.nullOutputStream());
        if (!Digest.of(sha256.digest()).equals(large.digest())) {
            return ScriptedRegistry.error(exchange, 400, "DIGEST_INVALID", "other bytes");
        }
        destination.put(TO, new Blob(large.mediaType(), large.digest(), 0, InputStream::nullInputStream));
        return ScriptedRegistry.answer(exchange, 201, "");
    }

    /** The process with the small heap: source, destination, digest. */
    public static void main(String[] arguments) {
        try (RegistryClient source = client(arguments[0]);
                RegistryClient destination = client(arguments[1])) {
            CopyReport report =
                    Copies.copier(source).copy(source, FROM, Copies.scanned(Digest.of(arguments[2])), destination, TO);
            long peak = ManagementFactory.getMemoryPoolMXBeans().stream()
                    .filter(pool -> pool.getType() == MemoryType.HEAP)
                    .map(MemoryPoolMXBean::getPeakUsage)
                    .mapToLong(usage -> usage.getUsed())
                    .sum();
            System.out.printf("streamed %d bytes, peak heap %d KiB%n", report.streamedBytes(), peak >> 10);
        }
    }

    private static RegistryClient client(String address) {
        URI uri = URI.create(address);
        return new RegistryClient(uri, Registry.of(uri.getAuthority()), RegistryCredentials::anonymous);
    }
}
