package dev.berth.testing;

import dev.berth.sandbox.cloud.identity.KeysOnDisk;
import dev.berth.sandbox.cloud.identity.PortalKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Berth with its sandbox in one process, as {@code mvn spring-boot:run} starts it, on free ports and in a folder of its own. */
public final class SandboxedBerth implements AutoCloseable {

    private final BerthProcess.Plan plan;
    private final int sandboxPort;
    private BerthProcess process;
    private Portal portal;

    private SandboxedBerth(BerthProcess.Plan plan, int sandboxPort) {
        this.plan = plan;
        this.sandboxPort = sandboxPort;
        this.process = plan.start();
        this.portal = Portal.at(process.port());
    }

    public static SandboxedBerth in(Path folder) {
        return in(folder, plan -> plan);
    }

    /** With more to its plan. */
    public static SandboxedBerth in(Path folder, UnaryOperator<BerthProcess.Plan> more) {
        int port = FreePort.take();
        BerthProcess.Plan plan = BerthProcess.Plan.in(folder, "berth")
                .with("spring.profiles.active", "sandbox")
                .with("berth.sandbox.port", String.valueOf(port))
                .with("berth.sandbox.directory", folder.resolve(".berth").toString());
        return new SandboxedBerth(more.apply(plan), port);
    }

    public BerthProcess process() {
        return process;
    }

    /** After a stop or a kill: on another port, with the state that is there. */
    public BerthProcess startAgain() {
        process = plan.start();
        portal = Portal.at(process.port());
        return process;
    }

    public Portal portal() {
        return portal;
    }

    /** AWS and the registry, as clients know them. */
    public URI sandbox() {
        return URI.create("http://" + registry());
    }

    public String registry() {
        return "localhost:" + sandboxPort;
    }

    /** What the portal itself logs in with, for an oracle that reads where no researcher may. */
    public String portalPassword() {
        PortalKeys keys = KeysOnDisk.in(state().resolve("sandbox"));
        return new PushKeys(keys.accessKeyId(), keys.secretAccessKey(), "").registryPassword(sandbox());
    }

    /** The database that it runs itself, while it runs. */
    public JdbcClient jdbc() {
        try {
            // The fourth line of a running PostgreSQL's file is its port.
            String port = Files.readAllLines(state().resolve("postgres/postmaster.pid"))
                    .get(3);
            return JdbcClient.create(new DriverManagerDataSource(
                    "jdbc:postgresql://127.0.0.1:" + port.strip() + "/berth", "postgres", ""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where the state is. */
    public Path state() {
        return plan.folder().resolve(".berth");
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            process.stop();
        }
    }
}
