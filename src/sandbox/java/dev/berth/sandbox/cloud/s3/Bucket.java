package dev.berth.sandbox.cloud.s3;

import dev.berth.sandbox.cloud.identity.Account;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** The one bucket: every version of every object, a line each in one file. Nothing takes a version away. */
@Component
final class Bucket {

    static final String NAME = "berth-anchors";

    private static final JsonMapper JSON = JsonMapper.shared();

    /**
     * @param retainUntil until when no version may be deleted, as the caller wrote it, or null
     * @param latin1 the content, a character a byte
     */
    record Version(
            String key,
            String id,
            String modified,
            @Nullable String retainUntil,
            String latin1) {

        byte[] content() {
            return latin1.getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    private final Path file;
    private final InstantSource clock;
    private final List<Version> versions = new ArrayList<>();

    Bucket(Account account, InstantSource clock) {
        this.file = account.directory().resolve("s3").resolve(NAME + ".jsonl");
        this.clock = clock;
        try {
            Files.createDirectories(account.directory().resolve("s3"));
            if (Files.exists(file)) {
                Files.readAllLines(file).forEach(line -> read(line).ifPresent(versions::add));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String arn() {
        return "arn:aws:s3:::" + NAME;
    }

    synchronized Version put(String key, byte[] content, @Nullable String retainUntil) {
        Version version = new Version(
                key,
                UUID.randomUUID().toString().replace("-", ""),
                Instant.ofEpochSecond(clock.instant().getEpochSecond()).toString(),
                retainUntil,
                new String(content, StandardCharsets.ISO_8859_1));
        append("\n" + JSON.writeValueAsString(version));
        versions.add(version);
        return version;
    }

    synchronized Optional<Version> latest(String key) {
        return versions.stream().filter(version -> version.key().equals(key)).reduce((earlier, later) -> later);
    }

    /** By key, and of one key the latest first. */
    synchronized List<Version> all() {
        return versions.reversed().stream()
                .sorted((one, other) -> one.key().compareTo(other.key()))
                .toList();
    }

    /** What a crash cut short was never answered, so it is nothing. */
    private static Optional<Version> read(String line) {
        try {
            return line.isBlank() ? Optional.empty() : Optional.of(JSON.readValue(line, Version.class));
        } catch (JacksonException cutShort) {
            return Optional.empty();
        }
    }

    private void append(String line) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
