package dev.berth.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Stands between a client and a server, passes every byte on, and acts at one chosen request: before the server has it, when
 * the server has some of its body, or when the server has done it and before the client hears so. It knows requests by
 * their head, which a client sends at once, and lists them. It can make each take longer, as if the server were far away.
 */
public final class Tap implements AutoCloseable {

    /** When it acts. */
    public enum Moment {
        BEFORE,
        /** After {@link #SOME_BYTES} of the body. */
        DURING,
        AFTER
    }

    /** More than what waits in the buffers of two sockets and a client. */
    public static final int SOME_BYTES = 8 << 20;

    private static final Pattern HEAD = Pattern.compile("(GET|HEAD|POST|PUT|PATCH|DELETE) (\\S+) HTTP/1\\.1\r\n");

    private static final Pattern AWS_OPERATION =
            Pattern.compile("\r\nx-amz-target: \\w+\\.(\\w+)\r\n", Pattern.CASE_INSENSITIVE);

    private record Trigger(Moment moment, Pattern request, Runnable action) {}

    private final ServerSocket server;
    private final int target;
    private final boolean recording;
    private final Queue<ByteArrayOutputStream> answered = new ConcurrentLinkedQueue<>();
    private final Queue<String> calls = new ConcurrentLinkedQueue<>();
    private final AtomicReference<@Nullable Trigger> trigger = new AtomicReference<>();
    private volatile Duration longer = Duration.ZERO;

    private Tap(ServerSocket server, int target, boolean recording) {
        this.server = server;
        this.target = target;
        this.recording = recording;
    }

    /** In front of this port of the loopback address. */
    public static Tap before(int target) {
        return before(target, false);
    }

    /** In front of this port, and keeps all that the server answers; for pages, not for layers. */
    public static Tap recording(int target) {
        return before(target, true);
    }

    private static Tap before(int target, boolean recording) {
        try {
            Tap tap = new Tap(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), target, recording);
            Thread.ofVirtual().start(tap::accept);
            return tap;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return server.getLocalPort();
    }

    public String name() {
        return "localhost:" + port();
    }

    /** Acts once, at the next request whose head has this in it; the request or its answer is lost. */
    public void at(Moment moment, String request, Runnable action) {
        trigger.set(new Trigger(moment, Pattern.compile(request, Pattern.CASE_INSENSITIVE | Pattern.DOTALL), action));
    }

    /** How much longer each request takes from now on. */
    public void slowedBy(Duration longer) {
        this.longer = longer;
    }

    /** The requests since this was last asked: AWS's operation where it is named, else method and path. */
    public List<String> calls() {
        return Stream.generate(calls::poll).takeWhile(Objects::nonNull).toList();
    }

    /** All that the server answered so far, headers too, one text a connection. */
    public List<String> answers() {
        return answered.stream()
                .map(bytes -> bytes.toString(StandardCharsets.ISO_8859_1))
                .toList();
    }

    /** Whether it has acted. */
    public boolean isIdle() {
        return trigger.get() == null;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Socket upstream = new Socket(InetAddress.getLoopbackAddress(), target);
                Connection connection = new Connection(client, upstream);
                Thread.ofVirtual().start(connection::requests);
                Thread.ofVirtual().start(connection::answers);
            } catch (IOException e) {
                // Closed, or the server does not answer: the client sees a lost connection.
            }
        }
    }

    private final class Connection {

        private final Socket client;
        private final Socket upstream;
        private final AtomicReference<@Nullable Trigger> atAnswer = new AtomicReference<>();
        private @Nullable Trigger inBody;
        private long body;

        Connection(Socket client, Socket upstream) {
            this.client = client;
            this.upstream = upstream;
        }

        void requests() {
            pass(client, upstream, OutputStream.nullOutputStream(), (chunk, size) -> {
                if (inBody != null) {
                    body += size;
                    if (body > SOME_BYTES) {
                        inBody.action().run();
                        return false;
                    }
                    return true;
                }
                Matcher head = HEAD.matcher(chunk);
                if (head.lookingAt()) {
                    Matcher operation = AWS_OPERATION.matcher(chunk);
                    calls.add(operation.find() ? operation.group(1) : head.group(1) + " " + head.group(2));
                    LockSupport.parkNanos(longer.toNanos());
                }
                Trigger armed = trigger.get();
                if (armed == null || !armed.request().matcher(chunk).find() || !trigger.compareAndSet(armed, null)) {
                    return true;
                }
                switch (armed.moment()) {
                    case BEFORE -> armed.action().run();
                    case DURING -> inBody = armed;
                    case AFTER -> atAnswer.set(armed);
                }
                return armed.moment() != Moment.BEFORE;
            });
        }

        void answers() {
            ByteArrayOutputStream record = new ByteArrayOutputStream();
            answered.add(record);
            pass(upstream, client, recording ? record : OutputStream.nullOutputStream(), (chunk, size) -> {
                // "Go on and send the body" is not yet the answer.
                Trigger due = chunk.startsWith("HTTP/1.1 100") ? null : atAnswer.getAndSet(null);
                if (due != null) {
                    due.action().run();
                }
                return due == null;
            });
        }

        private void pass(Socket from, Socket to, OutputStream record, Gate gate) {
            byte[] buffer = new byte[64 * 1024];
            try (from;
                    to) {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    if (!gate.lets(new String(buffer, 0, Math.min(read, 4096), StandardCharsets.ISO_8859_1), read)) {
                        return;
                    }
                    record.write(buffer, 0, read);
                    out.write(buffer, 0, read);
                }
            } catch (IOException e) {
                // One side has gone; both are closed.
            }
        }
    }

    private interface Gate {
        boolean lets(String head, int size);
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
