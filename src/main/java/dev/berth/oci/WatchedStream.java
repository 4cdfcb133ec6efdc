package dev.berth.oci;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Ends a read that waits for longer than {@code stall}: the HTTP client has a time-out for the head of an answer but none
 * for its body. A reader that takes its time between two reads is left alone.
 */
final class WatchedStream extends FilterInputStream {

    private final Executor later;
    private volatile boolean open = true;
    private volatile boolean waiting;
    private final AtomicLong reads = new AtomicLong();

    WatchedStream(InputStream content, Duration stall) {
        super(content);
        this.later = CompletableFuture.delayedExecutor(stall.toMillis(), TimeUnit.MILLISECONDS);
        watch();
    }

    private void watch() {
        long before = waiting ? reads.get() : -1;
        later.execute(() -> {
            if (!open) {
                return;
            }
            if (waiting && reads.get() == before) {
                try {
                    close();
                } catch (IOException e) {
                    // The read that waits fails for this same reason, in the thread that can tell of it.
                    open = false;
                }
                return;
            }
            watch();
        });
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        reads.incrementAndGet();
        waiting = true;
        try {
            int count = super.read(target, offset, length);
            if (count < 0 && !open) {
                throw new IOException("no byte came in time");
            }
            return count;
        } finally {
            waiting = false;
        }
    }

    @Override
    public void close() throws IOException {
        open = false;
        super.close();
    }
}
