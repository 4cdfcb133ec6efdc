package dev.berth.promotion;

import dev.berth.oci.Digest;
import dev.berth.oci.ImageCopier;
import dev.berth.oci.Manifest;
import dev.berth.oci.Reference;
import dev.berth.oci.RegistryClient;
import dev.berth.oci.RepositoryName;
import dev.berth.oci.Tag;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Over the OCI distribution protocol: staging and approved repositories are in one registry. */
@Component
class RegistryImageTransfer implements ImageTransfer {

    private static final Logger log = LoggerFactory.getLogger(RegistryImageTransfer.class);

    private final RegistryClient registry;
    private final ImageCopier copier = new ImageCopier();

    RegistryImageTransfer(RegistryClient registry) {
        this.registry = registry;
    }

    @Override
    public Optional<Digest> digest(RepositoryName repository, Reference reference) {
        return switch (reference) {
            case Tag tag -> registry.head(repository, tag);
            case Digest digest -> registry.manifest(repository, digest).map(Manifest::digest);
        };
    }

    @Override
    public void copy(RepositoryName from, Digest digest, RepositoryName to) {
        log.info("Copied to {}: {}", to, copier.copy(registry, from, digest, registry, to));
    }

    @Override
    public void tag(RepositoryName repository, Digest digest, Tag tag) {
        copier.tag(registry, repository, digest, tag);
    }
}
