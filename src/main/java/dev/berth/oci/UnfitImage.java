package dev.berth.oci;

/** What the image itself is, or what it names, keeps it from being copied: no second attempt goes better. */
public abstract sealed class UnfitImage extends RegistryFailure
        permits ForeignLayer, GraphTooLarge, SizeMismatch, UnscannedContent {

    UnfitImage(String message) {
        super(message, null);
    }

    @Override
    public final boolean isPassing() {
        return false;
    }
}
