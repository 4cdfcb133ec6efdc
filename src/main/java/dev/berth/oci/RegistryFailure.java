package dev.berth.oci;

import org.jspecify.annotations.Nullable;

/** Something that a registry did not do or does not have. The message is one sentence, without any secret. */
public abstract sealed class RegistryFailure extends RuntimeException
        permits RegistryRefused, RegistryUnreachable, DigestMismatch, ContentMissing, TagMoved, UnfitImage {

    RegistryFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** Whether the same call may well succeed later. */
    public abstract boolean isPassing();
}
