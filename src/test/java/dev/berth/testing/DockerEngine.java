package dev.berth.testing;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

/** The Docker engine of this machine, driven by docker-java as a researcher's Docker client would. */
public final class DockerEngine {

    private DockerEngine() {}

    public static DockerClient client() {
        return client(Duration.ofMinutes(5));
    }

    static boolean answers() {
        try (DockerClient client = client(Duration.ofSeconds(10))) {
            client.pingCmd().exec();
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            // The transport reports a missing socket and a refused connection by various unchecked exceptions.
            return false;
        }
    }

    private static DockerClient client(Duration patience) {
        DockerClientConfig config =
                DefaultDockerClientConfig.createDefaultConfigBuilder().build();
        return DockerClientImpl.getInstance(
                config,
                new ZerodepDockerHttpClient.Builder()
                        .dockerHost(config.getDockerHost())
                        .connectionTimeout(Duration.ofSeconds(10))
                        .responseTimeout(patience)
                        .build());
    }
}
