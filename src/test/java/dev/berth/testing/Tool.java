package dev.berth.testing;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** A real program that tests run, as a researcher or an operator would. Looked for once a run. */
public enum Tool {
    SKOPEO("skopeo", "--version"),
    PODMAN("podman", "--version"),
    AWS_CLI("aws", "--version"),
    DOCKER_CLI("docker", "--version"),
    DOCKER_COMPOSE("docker-compose", "--version"),
    DOCKER_REGISTRY("docker-registry", "--version"),
    MMDEBSTRAP("mmdebstrap", "--version"),
    BUSYBOX("busybox", "--help"),
    CHROMIUM("chromium", "--version"),
    PROMTOOL("promtool", "--version"),
    PGBOUNCER("pgbouncer", "--version"),
    /** An engine that answers at {@code DOCKER_HOST} or at the usual socket; its command line client is not needed. */
    DOCKER("docker engine", "ping");

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Map<Tool, Optional<String>> FOUND = new ConcurrentHashMap<>();

    private final String program;
    private final String probe;

    Tool(String program, String probe) {
        this.program = program;
        this.probe = probe;
    }

    public boolean isHere() {
        return found().isPresent();
    }

    /** This program and these arguments, to be run. */
    public Program with(String... arguments) {
        List<String> command = new ArrayList<>(arguments.length + 1);
        command.add(path());
        command.addAll(List.of(arguments));
        return Program.of(command);
    }

    public String path() {
        return found().orElseThrow(() -> new IllegalStateException("No " + program + " on this machine"));
    }

    @Override
    public String toString() {
        return program;
    }

    private Optional<String> found() {
        return FOUND.computeIfAbsent(this, Tool::look);
    }

    private Optional<String> look() {
        if (this == DOCKER) {
            return DockerEngine.answers() ? Optional.of(program) : Optional.empty();
        }
        // Where Debian has what is meant for administrators is not on every user's path.
        return find(program, probe, System.getenv().getOrDefault("PATH", "") + File.pathSeparator + "/usr/sbin");
    }

    /** A version manager's shim may stand first on the path and run nothing, so each candidate has to answer. */
    static Optional<String> find(String command, String probe, String path) {
        return Stream.of(path.split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, command))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .filter(candidate ->
                        Program.of(candidate, probe).within(PATIENCE).run().succeeded())
                .findFirst();
    }
}
