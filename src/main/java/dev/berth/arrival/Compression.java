package dev.berth.arrival;

import dev.berth.oci.ManifestContent.Image;
import java.util.Locale;

/** How the layers are called to be packed: a name for the page, and no more. */
enum Compression {
    ZSTD,
    GZIP,
    NONE;

    static Compression of(Image image) {
        if (isCalled(image, "zstd")) {
            return ZSTD;
        }
        return isCalled(image, "gzip") ? GZIP : NONE;
    }

    private static boolean isCalled(Image image, String name) {
        return image.layers().stream()
                .map(layer -> layer.mediaType().value().toLowerCase(Locale.ROOT))
                .anyMatch(type -> type.endsWith("+" + name) || type.endsWith("." + name));
    }

    @Override
    public String toString() {
        return this == NONE ? "not compressed" : name().toLowerCase(Locale.ROOT);
    }
}
