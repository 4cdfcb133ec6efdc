package dev.berth.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The folder that keeps everything between two starts. One process has it at a time; a killed one lets go of it. */
final class StateDirectory implements AutoCloseable {

    private final Path path;
    private final FileChannel lockFile;

    private StateDirectory(Path path, FileChannel lockFile) {
        this.path = path;
        this.lockFile = lockFile;
    }

    /** @throws SandboxRefusal where another process has it */
    static StateDirectory take(Path directory) {
        Path path = directory.toAbsolutePath().normalize();
        Path lock = path.resolve("lock");
        try {
            Files.createDirectories(path);
            FileChannel channel = FileChannel.open(
                    lock, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                channel.close();
                throw new SandboxRefusal(
                        List.of("Another Berth is running on %s%s.".formatted(path, holder(path))),
                        "Stop that one first, or give this one a folder of its own: --berth.sandbox.directory=<folder>"
                                + " --berth.sandbox.port=<port> --server.port=<port>.");
            }
            Files.writeString(
                    path.resolve("pid"), Long.toString(ProcessHandle.current().pid()));
            channel.write(ByteBuffer.wrap("held while Berth runs\n".getBytes(StandardCharsets.UTF_8)), 0);
            return new StateDirectory(path, channel);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot use the folder " + path, e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            return null;
        }
    }

    private static String holder(Path path) throws IOException {
        Path pid = path.resolve("pid");
        return Files.exists(pid) ? " (process " + Files.readString(pid).strip() + ")" : "";
    }

    Path path() {
        return path;
    }

    Path postgres() {
        return path.resolve("postgres");
    }

    /** What the sandbox's own rooms keep. */
    Path sandbox() {
        return path.resolve("sandbox");
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(path.resolve("pid"));
            lockFile.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
