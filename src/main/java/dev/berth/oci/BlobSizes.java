package dev.berth.oci;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/** How large blobs really are, as the registry knows it and not as a manifest says. Remote. */
@FunctionalInterface
public interface BlobSizes {

    /** The sizes in bytes, of those that are there. */
    Map<Digest, Long> of(RepositoryName repository, Collection<Digest> digests);

    /** Of any registry, by one request a blob. */
    static BlobSizes asking(RegistryClient registry, int atOnce) {
        return (repository, digests) -> {
            Map<Digest, Long> sizes = new LinkedHashMap<>();
            new AtOnce(registry, atOnce)
                    .each(digests, (digest, stop) -> Map.entry(digest, registry.blobSize(repository, digest)))
                    .forEach(entry -> {
                        OptionalLong size = entry.getValue();
                        size.ifPresent(bytes -> sizes.put(entry.getKey(), bytes));
                    });
            return sizes;
        };
    }
}
