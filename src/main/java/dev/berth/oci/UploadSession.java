package dev.berth.oci;

import java.net.URI;

/** A place that a registry opened for one blob. The location may carry a registry's state and is not for people. */
public record UploadSession(RepositoryName repository, URI location) {

    @Override
    public String toString() {
        return "UploadSession[" + repository + "]";
    }
}
