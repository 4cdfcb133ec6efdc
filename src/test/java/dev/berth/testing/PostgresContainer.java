package dev.berth.testing;

import java.time.Duration;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

/** Debian's PostgreSQL in a container on the host's network: a server that Berth does not bring itself. */
public final class PostgresContainer extends GenericContainer<PostgresContainer> {

    private final int port = FreePort.take();

    public PostgresContainer() {
        super(LocalImages.postgres());
        withNetworkMode("host");
        withCommand("sh", "-c", """
                set -e
                bin=$(echo /usr/lib/postgresql/*/bin)
                mkdir /srv/data && chown postgres /srv/data
                as="setpriv --reuid=postgres --regid=postgres --init-groups --reset-env"
                $as $bin/initdb -D /srv/data -U berth --auth=trust --encoding=UTF8 --locale=C >/dev/null
                exec $as $bin/postgres -D /srv/data -p %d -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off -c jit=off
                """.formatted(port));
        waitingFor(Wait.forLogMessage(".*ready to accept connections.*", 1).withStartupTimeout(Duration.ofMinutes(2)));
    }

    public String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:%d/postgres".formatted(port);
    }

    public String username() {
        return "berth";
    }
}
