package dev.berth.sandbox.registry;

import dev.berth.oci.Digest;
import dev.berth.oci.RepositoryName;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Uploads under way. Bytes go to a file as they come, digested on the way; a part that does not arrive whole is taken
 * back. An upload does not outlive the process, nor a day without a part: the client begins anew.
 */
public final class LayerUploads {

    private static final Duration IDLE = Duration.ofDays(1);

    /** ECR's, for every part but the last; so it is known to be too small only when the upload ends. */
    private static final long LEAST_PART = 5L << 20;

    private final RegistryStore store;
    private final Path directory;
    private final InstantSource clock;
    private final ConcurrentMap<UploadId, Upload> uploads = new ConcurrentHashMap<>();

    public LayerUploads(RegistryStore store, Path directory, InstantSource clock) {
        this.store = store;
        this.directory = directory.resolve("uploads");
        this.clock = clock;
        DurableFiles.createDirectories(this.directory);
        sweep();
    }

    public UploadId begin(RepositoryName repository) {
        store.get(repository);
        Instant idle = clock.instant().minus(IDLE);
        uploads.forEach((id, upload) -> {
            if (upload.touched.isBefore(idle)) {
                drop(id, upload);
            }
        });
        UploadId id = UploadId.random();
        uploads.put(id, new Upload(repository, directory.resolve(id.toString()), clock.instant()));
        return id;
    }

    /** How many bytes have been received. */
    public long received(RepositoryName repository, UploadId id) {
        return upload(repository, id).length;
    }

    /**
     * Adds a part.
     *
     * @param from where the client says that it begins; none where it does not say
     * @param length how many bytes the client says that it has; none where it does not say
     * @return how many bytes have been received, with this part
     */
    public long append(
            RepositoryName repository, UploadId id, @Nullable Long from, @Nullable Long length, InputStream part) {
        Upload upload = upload(repository, id);
        upload.lock.lock();
        try {
            upload(repository, id);
            upload.append(from, length, part);
            upload.touched = clock.instant();
            return upload.length;
        } finally {
            upload.lock.unlock();
        }
    }

    /** Ends the upload: the blob is the repository's, or, where it cannot be, everything of it is gone. */
    public CompletedUpload complete(RepositoryName repository, UploadId id, Digest expected) {
        Upload upload = upload(repository, id);
        upload.lock.lock();
        try {
            upload(repository, id);
            if (upload.hasSmallPart) {
                abandon(repository, id);
                throw new RegistryRefusal.PartTooSmall(LEAST_PART);
            }
            Digest actual = Digest.of(copy(upload.digest).digest());
            if (!actual.equals(expected)) {
                abandon(repository, id);
                throw new RegistryRefusal.DigestMismatch(expected, actual);
            }
            upload.force();
            CompletedUpload completed = store.adopt(repository, expected, upload.file);
            uploads.remove(id);
            return completed;
        } finally {
            upload.lock.unlock();
        }
    }

    /** An upload in one piece, of which nothing is left where it fails. */
    public CompletedUpload whole(
            RepositoryName repository, Digest expected, @Nullable Long length, InputStream content) {
        UploadId id = begin(repository);
        try {
            append(repository, id, 0L, length, content);
            return complete(repository, id, expected);
        } finally {
            if (uploads.containsKey(id)) {
                abandon(repository, id);
            }
        }
    }

    public void abandon(RepositoryName repository, UploadId id) {
        drop(id, upload(repository, id));
    }

    private void drop(UploadId id, Upload upload) {
        upload.lock.lock();
        try {
            if (uploads.remove(id, upload)) {
                DurableFiles.delete(upload.file);
            }
        } finally {
            upload.lock.unlock();
        }
    }

    private Upload upload(RepositoryName repository, UploadId id) {
        Upload upload = uploads.get(id);
        if (upload == null || !upload.repository.equals(repository)) {
            throw new RegistryRefusal.UploadUnknown();
        }
        return upload;
    }

    private void sweep() {
        try (Stream<Path> files = Files.list(directory)) {
            files.forEach(DurableFiles::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static MessageDigest copy(MessageDigest digest) {
        try {
            return (MessageDigest) digest.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("The platform's SHA-256 can be copied", e);
        }
    }

    /** One upload; its lock is held by whoever changes it. */
    private static final class Upload {

        private final RepositoryName repository;
        private final Path file;
        private final ReentrantLock lock = new ReentrantLock();
        private MessageDigest digest = Digest.sha256();
        private long lastPart;
        private boolean hasSmallPart;
        private volatile long length;
        private volatile Instant touched;

        private Upload(RepositoryName repository, Path file, Instant now) {
            this.repository = repository;
            this.file = file;
            this.touched = now;
        }

        private void append(@Nullable Long from, @Nullable Long announced, InputStream part) {
            if (from != null && from != length) {
                throw new RegistryRefusal.PartOutOfOrder(from, length);
            }
            long start = length;
            MessageDigest before = copy(digest);
            boolean whole = false;
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                channel.truncate(start).position(start);
                long received = pour(part, channel, announced);
                if (announced != null && received != announced) {
                    throw new RegistryRefusal.PartTruncated(announced, received);
                }
                length = start + received;
                whole = true;
                if (received > 0) {
                    hasSmallPart |= start > 0 && lastPart < LEAST_PART;
                    lastPart = received;
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } finally {
                if (!whole) {
                    digest = before;
                    shorten();
                }
            }
        }

        private long pour(InputStream part, FileChannel channel, @Nullable Long announced) throws IOException {
            byte[] buffer = new byte[64 * 1024];
            long received = 0;
            for (int read = read(part, buffer, announced, received);
                    read >= 0;
                    read = read(part, buffer, announced, received)) {
                digest.update(buffer, 0, read);
                ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, read);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                received += read;
                if (announced != null && received > announced) {
                    throw new RegistryRefusal.PartTruncated(announced, received);
                }
            }
            return received;
        }

        /** The client's end may break off at any byte; that is its affair, where a disk that fails is ours. */
        private static int read(InputStream part, byte[] buffer, @Nullable Long announced, long received) {
            try {
                return part.read(buffer);
            } catch (IOException e) {
                throw new RegistryRefusal.PartTruncated(announced, received);
            }
        }

        private void shorten() {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                channel.truncate(length);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void force() {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                channel.force(true);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
