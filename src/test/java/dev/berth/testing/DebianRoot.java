package dev.berth.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A real Debian root file system with a real dpkg database, as a tar, from the mirrors that this machine's apt is
 * configured for. Made once and kept under {@code target/}. Needs {@link Tool#MMDEBSTRAP}.
 */
public final class DebianRoot {

    private static final Path KEPT = Path.of("target", "debian-roots");

    private DebianRoot() {}

    /** The smallest Debian that apt can add to, and these packages. */
    public static synchronized Path tar(String... packages) {
        String name = Stream.concat(Stream.of("minbase"), Stream.of(packages))
                .reduce((a, b) -> a + "+" + b)
                .orElseThrow();
        Path kept = KEPT.resolve(name + ".tar").toAbsolutePath();
        if (!Files.exists(kept)) {
            make(kept, packages);
        }
        return kept;
    }

    private static void make(Path kept, String... packages) {
        try {
            Files.createDirectories(kept.getParent());
            Path unfinished = Files.createTempFile(kept.getParent(), "unfinished", ".tar");
            List<String> arguments = new ArrayList<>(List.of("--quiet", "--variant=minbase", "--format=tar"));
            // Nobody reads these in a test, and they are half of the bytes.
            Stream.of("/usr/share/doc/*", "/usr/share/man/*", "/usr/share/locale/*", "/usr/lib/*/libLLVM*")
                    .map(path -> "--dpkgopt=path-exclude=" + path)
                    .forEach(arguments::add);
            if (packages.length > 0) {
                arguments.add("--include=" + String.join(",", packages));
            }
            arguments.add(codename());
            arguments.add(unfinished.toString());
            arguments.add(sources().toString());
            Tool.MMDEBSTRAP
                    .with(arguments.toArray(String[]::new))
                    // It filters what it packs by a script of Debian's Python, once a package.
                    .withEnvironment(Map.of("PATH", "/usr/sbin:/usr/bin:/sbin:/bin"))
                    .within(Duration.ofMinutes(7))
                    .run()
                    .orFail();
            Files.move(unfinished, kept, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String codename() throws IOException {
        return Files.readAllLines(Path.of("/etc/os-release")).stream()
                .filter(line -> line.startsWith("VERSION_CODENAME="))
                .map(line -> line.substring(line.indexOf('=') + 1))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("/etc/os-release names no Debian release"));
    }

    private static Path sources() {
        return Stream.of("/etc/apt/sources.list.d/debian.sources", "/etc/apt/sources.list")
                .map(Path::of)
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("This machine's apt names no mirror"));
    }
}
