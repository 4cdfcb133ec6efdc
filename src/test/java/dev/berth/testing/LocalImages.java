package dev.berth.testing;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.BuildImageResultCallback;
import com.github.dockerjava.api.exception.NotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Images of this machine's Docker engine that were built here, since nothing is pulled. Built once an engine. */
public final class LocalImages {

    private LocalImages() {}

    /** A real Debian, from its root file system. Needs {@link Tool#DOCKER} and {@link Tool#MMDEBSTRAP}. */
    public static String debian() {
        return once("berth-test/debian", client -> fromRoot(client, "berth-test/debian", DebianRoot.tar()));
    }

    /** Debian's PostgreSQL. Needs {@link Tool#DOCKER} and {@link Tool#MMDEBSTRAP}. */
    public static String postgres() {
        return once(
                "berth-test/postgres", client -> fromRoot(client, "berth-test/postgres", DebianRoot.tar("postgresql")));
    }

    /** Docker Distribution: Debian's program on Debian's libraries. Needs {@link Tool#DOCKER_REGISTRY} too. */
    public static String distribution() {
        String debian = debian();
        return once(
                "berth-test/distribution",
                client -> build(
                        client,
                        "berth-test/distribution",
                        """
                FROM %s
                COPY docker-registry /usr/bin/docker-registry
                """.formatted(debian),
                        Path.of(Tool.DOCKER_REGISTRY.path())));
    }

    /** Builds from this Dockerfile, with these files beside it, under this name. */
    public static void build(DockerClient client, String name, String dockerfile, Path... files) {
        try {
            Path context = Files.createTempFile("context", ".tar");
            try {
                write(context, dockerfile, files);
                try (InputStream tar = Files.newInputStream(context)) {
                    client.buildImageCmd(tar)
                            .withTags(Set.of(name))
                            .exec(new BuildImageResultCallback())
                            .awaitImageId();
                }
            } finally {
                Files.delete(context);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** docker-java would compress the context, which takes far longer than to send it. */
    private static void write(Path context, String dockerfile, Path... files) throws IOException {
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(Files.newOutputStream(context))) {
            byte[] instructions = dockerfile.getBytes(StandardCharsets.UTF_8);
            TarArchiveEntry first = new TarArchiveEntry("Dockerfile");
            first.setSize(instructions.length);
            tar.putArchiveEntry(first);
            tar.write(instructions);
            tar.closeArchiveEntry();
            for (Path file : files) {
                TarArchiveEntry entry =
                        new TarArchiveEntry(file, file.getFileName().toString());
                entry.setMode(0100755);
                tar.putArchiveEntry(entry);
                Files.copy(file, tar);
                tar.closeArchiveEntry();
            }
        }
    }

    private static void fromRoot(DockerClient client, String name, Path root) {
        build(client, name, "FROM scratch\nADD %s /\nCMD [\"/bin/bash\"]\n".formatted(root.getFileName()), root);
    }

    private static synchronized String once(String name, Consumer<DockerClient> making) {
        try (DockerClient client = DockerEngine.client()) {
            if (!knows(client, name)) {
                making.accept(client);
            }
            return name;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean knows(DockerClient client, String name) {
        try {
            client.inspectImageCmd(name).exec();
            return true;
        } catch (NotFoundException e) {
            return false;
        }
    }
}
