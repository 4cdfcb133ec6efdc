package dev.berth.scanning;

import dev.berth.oci.Digest;
import dev.berth.oci.RepositoryName;

/** The scanner behind the staging registry. */
public interface ImageScanner {

    /**
     * Asks what it says of one manifest at this moment. Remote: never inside a transaction.
     *
     * @throws ScannerUnavailable where there is no answer that says anything of this manifest
     */
    ScanLook look(RepositoryName repository, Digest manifest);
}
