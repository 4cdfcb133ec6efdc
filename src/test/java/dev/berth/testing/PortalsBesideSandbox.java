package dev.berth.testing;

import dev.berth.oci.Digest;
import dev.berth.oci.Reference;
import dev.berth.oci.Registry;
import dev.berth.oci.RegistryClient;
import dev.berth.oci.RegistryCredentials;
import dev.berth.oci.RepositoryName;
import dev.berth.sandbox.SandboxAlone;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** One database, one sandbox, and any number of portals in processes of their own, all of whose calls go through a tap. */
public final class PortalsBesideSandbox implements AutoCloseable {

    private final Path folder;
    private final SandboxAlone sandbox;
    private final Tap tap;
    private final Map<String, Object> properties;
    private final JdbcClient jdbc;

    private PortalsBesideSandbox(Path folder, String database, String user, SandboxAlone sandbox) {
        this.folder = folder;
        this.sandbox = sandbox;
        this.tap = Tap.before(sandbox.port());
        this.properties = sandbox.portalProperties(tap.name());
        properties.putAll(Map.of(
                "spring.datasource.url", database,
                "spring.datasource.username", user,
                "spring.datasource.password", "",
                "spring.datasource.hikari.maximum-pool-size", "10",
                "server.servlet.session.cookie.secure", "false",
                "berth.identity.staff[0]", "carol@example.org",
                "berth.identity.admins[0]", "dave"));
        // Soon taken up by another where one was killed.
        properties.putAll(Map.of(
                "db-scheduler.heartbeat-interval", "1s",
                "db-scheduler.missed-heartbeats-limit", "4"));
        Levers.of(sandbox()).scanIn(Duration.ZERO);
        this.jdbc = JdbcClient.create(new DriverManagerDataSource(database, user, ""));
    }

    public static PortalsBesideSandbox in(Path folder) {
        return in(folder, TestPostgres.freshDatabase(), "postgres");
    }

    /** On this database, whose user needs no password. */
    public static PortalsBesideSandbox in(Path folder, String database, String user) {
        return new PortalsBesideSandbox(
                folder, database, user, SandboxAlone.start(folder.resolve("sandbox"), database));
    }

    /** A portal; its name is also what the scheduler calls it. */
    public BerthProcess.Plan plan(String name) {
        return BerthProcess.Plan.in(folder, name).eager().with(properties).with("db-scheduler.scheduler-name", name);
    }

    public Tap tap() {
        return tap;
    }

    /** The portals' database. */
    public JdbcClient jdbc() {
        return jdbc;
    }

    public URI sandbox() {
        return URI.create("http://localhost:" + sandbox.port());
    }

    /** What every portal is told. */
    public String property(String name) {
        return String.valueOf(properties.get(name));
    }

    /** Which portal carries out this task now. */
    public String carrierOf(String task) {
        return jdbc.sql("select picked_by from scheduled_tasks where task_name = :task and picked")
                .param("task", task)
                .query(String.class)
                .single();
    }

    public void declineMounts(boolean decline) {
        Levers.of(sandbox()).declineMounts(decline);
    }

    /** What stands in the registry, asked past the tap and with the portal's own rights. */
    public Optional<Digest> digest(RepositoryName repository, Reference reference) {
        PushKeys keys = new PushKeys(
                String.valueOf(properties.get("berth.aws.access-key-id")),
                String.valueOf(properties.get("berth.aws.secret-access-key")),
                "");
        RegistryCredentials credentials = new RegistryCredentials.Basic("AWS", keys.registryPassword(sandbox()), null);
        try (RegistryClient client =
                new RegistryClient(sandbox(), Registry.of(sandbox().getAuthority()), () -> credentials)) {
            return client.head(repository, reference);
        }
    }

    public Path folder() {
        return folder;
    }

    @Override
    public void close() {
        tap.close();
        sandbox.close();
    }
}
