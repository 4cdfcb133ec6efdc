package dev.berth.workspace;

/** Brings a workspace's staging repository to its shape: there, scanned on push, tagged, cleaned up in the end. */
@FunctionalInterface
public interface RepositoryProvisioner {

    /**
     * Creates what is missing and mends what differs; a second run changes nothing. A remote call: never made inside a
     * transaction.
     *
     * @throws ProvisioningFailed where it could not
     */
    void provision(Workspace workspace);
}
