package dev.berth.oci;

/** A layer that the registry need not have, and has not: nobody scanned it, and it cannot be copied. */
public final class ForeignLayer extends UnfitImage {

    ForeignLayer(Digest layer) {
        super(
                "Layer %s is kept outside of the registry, so it was neither scanned nor can be copied; push the image with all its layers"
                        .formatted(layer));
    }
}
