package dev.berth.sandbox.registry;

import dev.berth.oci.RepositoryName;
import org.jspecify.annotations.Nullable;

/** Who may do what over the distribution API. Refuses by {@link RegistryError}, in ECR's sentences. */
public interface RegistryGuard {

    /** @param authorization the header as it came; 401 where it is missing or not a token, 403 where it has expired */
    void authenticate(@Nullable String authorization);

    /** @param ecrAction the ECR action that the request is, such as {@code ecr:PutImage} */
    void require(@Nullable String authorization, String ecrAction, RepositoryName repository);
}
