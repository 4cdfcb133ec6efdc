package dev.berth.oci;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.BooleanSupplier;

/** Ends where nobody wants the rest any more: a blob that goes on for minutes after another has failed helps nobody. */
final class StoppableStream extends FilterInputStream {

    private final BooleanSupplier stop;

    StoppableStream(InputStream content, BooleanSupplier stop) {
        super(content);
        this.stop = stop;
    }

    @Override
    public int read() throws IOException {
        requireWanted();
        return super.read();
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        requireWanted();
        return super.read(target, offset, length);
    }

    private void requireWanted() throws IOException {
        if (stop.getAsBoolean()) {
            throw new IOException("the copy has ended");
        }
    }
}
