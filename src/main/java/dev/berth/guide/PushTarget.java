package dev.berth.guide;

import dev.berth.oci.ImageReference;
import dev.berth.oci.Registry;
import dev.berth.oci.RepositoryName;
import dev.berth.oci.Tag;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Where the commands push to.
 *
 * @param endpoint where the AWS CLI asks instead of at AWS; null in production
 */
public record PushTarget(
        Registry registry,
        RepositoryName repository,
        String region,
        @Nullable URI endpoint) {

    public String repositoryUri() {
        return registry + "/" + repository;
    }

    String uri(Tag tag) {
        return new ImageReference(registry, repository, tag).toString();
    }

    /** Whether a repository of this registry is this researcher's: the one to push to, or the approved one of that name. */
    boolean isOwn(String path) {
        return path.startsWith(registry + "/") && path.endsWith("/" + LocalImage.lastPart(repository.value()));
    }

    boolean isPlainHttp() {
        return endpoint != null && "http".equals(endpoint.getScheme());
    }
}
