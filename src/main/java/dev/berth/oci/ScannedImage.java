package dev.berth.oci;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * An image as far as it was scanned.
 *
 * @param digest of the one manifest, or of the index
 * @param platforms the platform manifests that were scanned, by digest; nothing else in it counts as scanned
 */
public record ScannedImage(Digest digest, Set<Digest> platforms) {

    public ScannedImage {
        platforms = Collections.unmodifiableSet(new LinkedHashSet<>(platforms));
    }

    public static ScannedImage of(Digest digest, Collection<Digest> platforms) {
        return new ScannedImage(digest, new LinkedHashSet<>(platforms));
    }
}
