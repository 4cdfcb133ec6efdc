package dev.berth.oci;

import dev.berth.oci.CopyPlan.Planned;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Puts the manifests of a copy, each after all that it names, and cosign's tags at last. */
final class ManifestCopy {

    private final RegistryClient destination;
    private final RepositoryName to;
    private final AtOnce atOnce;

    ManifestCopy(RegistryClient destination, RepositoryName to, AtOnce atOnce) {
        this.destination = destination;
        this.to = to;
        this.atOnce = atOnce;
    }

    /** Those that are there already, and so all that they name; none where the image itself is not. */
    Set<Digest> present(Digest image, List<Planned> manifests) {
        if (destination.head(to, image).isEmpty()) {
            return Set.of();
        }
        Set<Digest> present = new HashSet<>();
        atOnce.each(manifests, (each, stop) -> isThere(each.manifest()))
                .forEach(found -> found.ifPresent(present::add));
        return present;
    }

    private Optional<Digest> isThere(Manifest manifest) {
        boolean there = destination
                .manifest(to, manifest.digest())
                .filter(manifest::equals)
                .isPresent();
        return there && isListed(manifest) ? Optional.of(manifest.digest()) : Optional.empty();
    }

    /** A copy cut short may have put a referrer and not entered it in its subject's list: putting it again does that. */
    private boolean isListed(Manifest manifest) {
        Descriptor subject = manifest.content().subject();
        return subject == null
                || destination.referrers(to, subject.digest()).stream()
                        .anyMatch(entry -> entry.digest().equals(manifest.digest()));
    }

    void put(List<List<Planned>> steps, Set<Digest> but) {
        for (List<Planned> step : steps) {
            List<Manifest> missing = step.stream()
                    .map(Planned::manifest)
                    .filter(manifest -> !but.contains(manifest.digest()))
                    .toList();
            atOnce.each(missing, (manifest, stop) -> {
                destination.putManifest(to, manifest.digest(), manifest);
                return manifest;
            });
        }
    }

    /** @return the tags that the destination lets nobody move from what they named before */
    List<Tag> tag(Map<Tag, Manifest> cosignTags) {
        List<Tag> left = new ArrayList<>();
        cosignTags.forEach((tag, attached) -> {
            if (!tag(tag, attached)) {
                left.add(tag);
            }
        });
        return left;
    }

    /** Where tags are immutable, the signature of an earlier copy keeps its tag; the image is no less approved for that. */
    private boolean tag(Tag tag, Manifest attached) {
        try {
            destination.tag(to, attached, tag);
            return true;
        } catch (RegistryRefused e) {
            boolean denied = e.isPassing() || e.status() == 401 || e.status() == 403;
            if (denied || !namesAnother(tag, attached.digest())) {
                throw e;
            }
            return false;
        }
    }

    private boolean namesAnother(Tag tag, Digest attached) {
        return destination
                .head(to, tag)
                .filter(named -> !named.equals(attached))
                .isPresent();
    }
}
