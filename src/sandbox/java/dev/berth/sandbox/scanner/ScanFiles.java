package dev.berth.sandbox.scanner;

import dev.berth.oci.Digest;
import dev.berth.sandbox.registry.DurableFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/** The scanner's memory on the disk: a file per scan, one per override, one for the settings. */
final class ScanFiles {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Path scans;
    private final Path overrides;
    private final Path settings;

    ScanFiles(Path directory) {
        scans = directory.resolve("scans");
        overrides = directory.resolve("overrides");
        settings = directory.resolve("settings.json");
        DurableFiles.createDirectories(scans);
        DurableFiles.createDirectories(overrides);
    }

    List<ScanRecord> scans() {
        try (Stream<Path> files = Files.list(scans)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .map(file -> read(file, ScanRecord.class))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void keep(ScanRecord scan) {
        String key = scan.repository() + "@" + scan.digest();
        String name = Digest.ofContent(key.getBytes(StandardCharsets.UTF_8)).hex();
        DurableFiles.write(scans.resolve(name + ".json"), JSON.writeValueAsBytes(scan));
    }

    Optional<ScanOverride> override(Digest digest) {
        Path file = overrides.resolve(digest.hex() + ".json");
        return Files.exists(file) ? Optional.of(read(file, ScanOverride.class)) : Optional.empty();
    }

    void keep(Digest digest, ScanOverride override) {
        DurableFiles.write(overrides.resolve(digest.hex() + ".json"), JSON.writeValueAsBytes(override));
    }

    void dropOverride(Digest digest) {
        DurableFiles.delete(overrides.resolve(digest.hex() + ".json"));
    }

    ScannerSettings settings(ScannerSettings otherwise) {
        return Files.exists(settings) ? read(settings, ScannerSettings.class) : otherwise;
    }

    void keep(ScannerSettings changed) {
        DurableFiles.write(settings, JSON.writeValueAsBytes(changed));
    }

    private static <T> T read(Path file, Class<T> type) {
        try {
            return JSON.readValue(Files.readAllBytes(file), type);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
