package dev.berth.testing;

import java.net.URI;
import java.time.Duration;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

/** Docker Distribution in a container on the host's network: the second registry that copies are tested against. */
public final class DistributionContainer extends GenericContainer<DistributionContainer> {

    private final int port = FreePort.take();

    public DistributionContainer() {
        super(LocalImages.distribution());
        withNetworkMode("host");
        withCommand("sh", "-c", """
                cat > /srv/registry.yml <<END
                version: 0.1
                storage:
                  filesystem:
                    rootdirectory: /srv/registry
                  delete:
                    enabled: true
                http:
                  addr: 127.0.0.1:%d
                END
                exec docker-registry serve /srv/registry.yml
                """.formatted(port));
        waitingFor(Wait.forLogMessage(".*listening on.*", 1).withStartupTimeout(Duration.ofMinutes(1)));
    }

    public URI address() {
        return URI.create("http://" + name());
    }

    /** {@code localhost:<port>}, which clients take as allowed to be plain http. */
    public String name() {
        return "localhost:" + port;
    }
}
