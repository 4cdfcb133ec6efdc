package dev.berth.sandbox.registry;

import dev.berth.oci.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;

/** All bytes of the registry, each once, by digest. Who may see them is not decided here. */
final class Contents {

    private final Path directory;

    Contents(Path directory) {
        this.directory = directory;
        DurableFiles.createDirectories(directory);
    }

    Path file(Digest digest) {
        return directory.resolve(digest.hex());
    }

    boolean has(Digest digest) {
        return Files.exists(file(digest));
    }

    long size(Digest digest) {
        try {
            return Files.size(file(digest));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    byte[] read(Digest digest) {
        try {
            return Files.readAllBytes(file(digest));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void keep(Digest digest, byte[] content) {
        if (!has(digest)) {
            DurableFiles.write(file(digest), content);
        }
    }

    /** Takes a file whose content was forced to the disk and has this digest; the file is gone from where it was. */
    void adopt(Digest digest, Path file) {
        if (has(digest)) {
            DurableFiles.delete(file);
        } else {
            DurableFiles.move(file, file(digest));
        }
    }

    void dropAllBut(Set<Digest> wanted) {
        try (Stream<Path> files = Files.list(directory)) {
            files.filter(file -> {
                        String text = "sha256:" + file.getFileName();
                        return !Digest.isDigest(text) || !wanted.contains(Digest.of(text));
                    })
                    .forEach(DurableFiles::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
