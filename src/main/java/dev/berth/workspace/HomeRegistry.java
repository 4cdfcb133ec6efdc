package dev.berth.workspace;

import dev.berth.oci.ImageReference;
import dev.berth.oci.Reference;
import dev.berth.oci.Registry;
import dev.berth.oci.RepositoryName;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * The one registry in which every workspace has its two repositories.
 *
 * @param region AWS's name for where it is, such as {@code us-east-1}
 * @param endpoint where AWS's API is asked for instead of at AWS; null in production
 * @param stagingPrefix what comes before a researcher's name in the repository they push to
 * @param approvedPrefix what comes before it in the repository that workflows run from
 */
public record HomeRegistry(
        Registry registry, String region, @Nullable URI endpoint, String stagingPrefix, String approvedPrefix) {

    public RepositoryName stagingOf(Username username) {
        return username.in(stagingPrefix);
    }

    public RepositoryName approvedOf(Username username) {
        return username.in(approvedPrefix);
    }

    public ImageReference reference(RepositoryName repository, Reference reference) {
        return new ImageReference(registry, repository, reference);
    }

    /** Whether clients reach it without TLS, as they do a sandbox. */
    public boolean isPlainHttp() {
        return endpoint != null && "http".equals(endpoint.getScheme());
    }
}
