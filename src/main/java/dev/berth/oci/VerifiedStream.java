package dev.berth.oci;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * A blob on its way. Where its size is known, the last bytes are let out only when size and digest fit, so that nobody
 * downstream ever has a whole wrong blob; otherwise the end of the stream fails. One that broke off is a failure of its
 * source, which may pass; one that is wrong stays so.
 */
final class VerifiedStream extends InputStream {

    private static final long UNKNOWN = -1;

    private final InputStream content;
    private final Digest expected;
    private final long size;
    private final MessageDigest sha256 = Digest.sha256();
    private volatile long position;
    private volatile @Nullable Exception failure;
    private boolean verified;

    VerifiedStream(InputStream content, Digest expected) {
        this(content, expected, UNKNOWN);
    }

    VerifiedStream(InputStream content, Digest expected, long size) {
        this.content = content;
        this.expected = expected;
        this.size = size;
    }

    /** How many bytes were let out. */
    long position() {
        return position;
    }

    /** Why the reading ended early: a {@link DigestMismatch}, a {@link SizeMismatch}, or what the source threw. */
    @Nullable
    Exception failure() {
        return failure;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (verified) {
            return -1;
        }
        try {
            return verifiedRead(target, offset, length);
        } catch (IOException | DigestMismatch | SizeMismatch e) {
            failure = e;
            throw e instanceof IOException io ? io : new IOException(e.getMessage(), e);
        }
    }

    private int verifiedRead(byte[] target, int offset, int length) throws IOException {
        int count = content.read(target, offset, length);
        if (count < 0) {
            verify(position);
            return -1;
        }
        sha256.update(target, offset, count);
        long now = position + count;
        if (size != UNKNOWN && now >= size) {
            verify(now == size && content.read() >= 0 ? now + 1 : now);
        }
        position = now;
        return count;
    }

    private void verify(long total) throws IOException {
        Digest found = Digest.of(sha256.digest());
        if (total < size && !found.equals(expected)) {
            throw new EOFException("blob %s broke off after %d of %d bytes".formatted(expected, total, size));
        }
        if (size != UNKNOWN && total != size) {
            throw SizeMismatch.ofBlob(expected, size, total);
        }
        if (!found.equals(expected)) {
            throw new DigestMismatch("The blob", expected.value(), found.value());
        }
        verified = true;
    }

    @Override
    public void close() throws IOException {
        content.close();
    }
}
