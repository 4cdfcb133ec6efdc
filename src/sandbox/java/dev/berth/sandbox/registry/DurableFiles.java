package dev.berth.sandbox.registry;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** Writes that are whole or absent, whenever the process is killed: temporary file, fsync, rename, fsync of the directory. */
public final class DurableFiles {

    /** What is half written carries this suffix; whoever owns the directory drops such files when it starts. */
    public static final String TEMPORARY = ".tmp";

    private DurableFiles() {}

    public static void write(Path file, byte[] content) {
        Path temporary = file.resolveSibling(UUID.randomUUID() + TEMPORARY);
        try (FileChannel channel =
                FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.wrap(content);
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        move(temporary, file);
    }

    /** Moves a file whose content was already forced to the disk. */
    static void move(Path from, Path to) {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        force(to);
    }

    public static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (NoSuchFileException alreadyGone) {
            return;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        force(file);
    }

    public static void createDirectories(Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A directory can be opened and forced on Linux and macOS; where it cannot (Windows), the rename is all there is. */
    private static void force(Path file) {
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null) {
            return;
        }
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException notOnThisSystem) {
            return;
        }
    }
}
