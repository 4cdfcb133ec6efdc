package dev.berth.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/** A way out that notes where everybody wants to go, and lets nobody through. */
public final class RecordingProxy implements AutoCloseable {

    private final ServerSocket server;
    private final Set<String> asked = new ConcurrentSkipListSet<>();

    public RecordingProxy() {
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    public int port() {
        return server.getLocalPort();
    }

    /** Such as {@code CONNECT idp.example.org:443}. */
    public Set<String> asked() {
        return asked;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Thread.ofVirtual().start(() -> refuse(client));
            } catch (IOException e) {
                // Closed.
            }
        }
    }

    private void refuse(Socket client) {
        try (client;
                BufferedReader in = new BufferedReader(
                        new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1))) {
            String request = in.readLine();
            if (request != null) {
                asked.add(request.replaceAll(" HTTP/1\\.[01]$", ""));
            }
            for (String line = request; line != null && !line.isEmpty(); ) {
                line = in.readLine();
            }
            client.getOutputStream()
                    .write("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            // The client has gone.
        }
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
