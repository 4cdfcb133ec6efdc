package dev.berth.sandbox;

import java.net.InetAddress;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the sandbox runs, read from the portal's own configuration under {@code berth.sandbox}.
 *
 * @param directory where the state is kept; deleting it starts anew
 * @param port of the sandbox's server; 0 takes a free one
 * @param address where it listens. Another than this machine's own is only for a sandbox alone, in a container whose port is
 *     published on the loopback address
 * @param portal a folder in which a portal in another process finds its settings, a file each; none by default
 */
record SandboxSettings(
        @DefaultValue(".berth") Path directory,
        @DefaultValue("4566") int port,
        @DefaultValue("127.0.0.1") InetAddress address,
        @Nullable Path portal) {}
