package dev.berth.sandbox;

import java.nio.file.Path;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the sandbox runs, read from the portal's own configuration under {@code berth.sandbox}.
 *
 * @param directory where the state is kept; deleting it starts anew
 * @param port of the sandbox's server on the loopback address; 0 takes a free one
 * @param postgres whether to run the portal's database too, where {@code spring.datasource.url} names none
 */
record SandboxSettings(
        @DefaultValue(".berth") Path directory,
        @DefaultValue("4566") int port,
        @DefaultValue("true") boolean postgres) {}
