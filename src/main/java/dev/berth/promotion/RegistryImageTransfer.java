package dev.berth.promotion;

import dev.berth.oci.BlobSizes;
import dev.berth.oci.CopyReport;
import dev.berth.oci.Digest;
import dev.berth.oci.ImageCopier;
import dev.berth.oci.ImageLimits;
import dev.berth.oci.Manifest;
import dev.berth.oci.RegistryClient;
import dev.berth.oci.RegistryRefused;
import dev.berth.oci.RepositoryName;
import dev.berth.oci.ScannedImage;
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
    private final ImageCopier copier;

    RegistryImageTransfer(RegistryClient registry, BlobSizes sizes, CopySettings settings, ImageLimits limits) {
        this.registry = registry;
        this.copier = new ImageCopier(settings.limits(limits), sizes);
    }

    @Override
    public Optional<Digest> digest(RepositoryName repository, Tag tag) {
        return registry.head(repository, tag);
    }

    @Override
    public Copied copy(RepositoryName from, ScannedImage image, RepositoryName to, boolean again) {
        try {
            CopyReport report = again
                    ? copier.copy(registry, from, image, registry, to)
                    : copier.copyFirst(registry, from, image, registry, to);
            log.info("Copied to {}: {}", to, report);
            return new Copied(stored(to, report.image()), report.leftBehind());
        } catch (RegistryRefused e) {
            throw e.isOfMissingRepository() ? new NoSuchRepository(to, e) : e;
        }
    }

    @Override
    public Optional<Stored> stored(RepositoryName repository, Digest digest) {
        return registry.manifest(repository, digest).map(manifest -> stored(repository, manifest));
    }

    private Stored stored(RepositoryName repository, Manifest manifest) {
        return tag -> registry.tag(repository, manifest, tag);
    }
}
