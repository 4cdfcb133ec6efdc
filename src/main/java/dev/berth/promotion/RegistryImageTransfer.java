package dev.berth.promotion;

import dev.berth.oci.BlobSizes;
import dev.berth.oci.CopyReport;
import dev.berth.oci.Digest;
import dev.berth.oci.ImageCopier;
import dev.berth.oci.ImageLimits;
import dev.berth.oci.LeftBehind;
import dev.berth.oci.Manifest;
import dev.berth.oci.Reference;
import dev.berth.oci.RegistryClient;
import dev.berth.oci.RepositoryName;
import dev.berth.oci.ScannedImage;
import dev.berth.oci.Tag;
import java.util.List;
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
    public Optional<Digest> digest(RepositoryName repository, Reference reference) {
        return switch (reference) {
            case Tag tag -> registry.head(repository, tag);
            case Digest digest -> registry.manifest(repository, digest).map(Manifest::digest);
        };
    }

    @Override
    public List<LeftBehind> copy(RepositoryName from, ScannedImage image, RepositoryName to) {
        CopyReport report = copier.copy(registry, from, image, registry, to);
        log.info("Copied to {}: {}", to, report);
        return report.leftBehind();
    }

    @Override
    public void tag(RepositoryName repository, Digest digest, Tag tag) {
        copier.tag(registry, repository, digest, tag);
    }
}
