package dev.berth.audit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Anchors in a file, one a line, only ever appended. About 9 MB in a year of one every fifteen minutes. */
final class AnchorFile implements AnchorStore {

    private static final Logger LOG = LoggerFactory.getLogger(AnchorFile.class);

    private final Path file;

    AnchorFile(Path file) {
        this.file = file;
    }

    @Override
    public String name() {
        return file.toString();
    }

    @Override
    public synchronized void keep(Anchor anchor) {
        Set<StandardOpenOption> append = Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        try (FileChannel channel = FileChannel.open(file, append, onlyForTheOwner())) {
            // A line that a crash cut short is one of its own.
            String line = (endsInsideALine() ? "\n" : "") + anchor.text() + "\n";
            ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        } catch (IOException e) {
            throw new AnchorsUnavailable("The file %s cannot be written.".formatted(file), e);
        }
    }

    @Override
    public List<Anchor> after(long number, int atMost) {
        if (Files.notExists(file)) {
            return List.of();
        }
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1);
                Stream<String> read = lines.lines()) {
            return read.flatMap(line -> anchor(line).stream())
                    .filter(anchor -> anchor.number() > number)
                    .sorted(Comparator.comparingLong(Anchor::number))
                    .limit(atMost)
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw new AnchorsUnavailable("The file %s cannot be read.".formatted(file), e);
        }
    }

    private Optional<Anchor> anchor(String line) {
        Optional<Anchor> anchor = Anchor.parse(line);
        if (anchor.isEmpty() && !line.isBlank()) {
            LOG.warn("A line of {} is no anchor", file);
        }
        return anchor;
    }

    private boolean endsInsideALine() throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            return channel.size() > 0 && channel.read(last, channel.size() - 1) == 1 && last.get(0) != '\n';
        }
    }

    private static FileAttribute<?>[] onlyForTheOwner() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }
}
