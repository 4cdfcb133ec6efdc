package dev.berth.oci;

/** What a registry says when asked to take a blob from another of its repositories. */
public sealed interface MountAnswer {

    /** The blob is there. */
    record Mounted() implements MountAnswer {}

    /** It would rather have the bytes, and opened this place for them. */
    record Declined(UploadSession session) implements MountAnswer {}
}
