package dev.berth.oci;

/**
 * What one copy takes on.
 *
 * @param image how much the manifests may name
 * @param attachmentBytes how many bytes an attachment may have in all; each of them is read
 * @param attachmentsBytes how many bytes all attachments of one image may have together
 * @param atOnce how many blobs, or manifests, are on their way at the same time
 */
public record CopyLimits(ImageLimits image, long attachmentBytes, long attachmentsBytes, int atOnce) {

    public static final CopyLimits USUAL = new CopyLimits(ImageLimits.USUAL, 16L << 20, 64L << 20, 6);

    /** Each is held in memory while it is judged. */
    private static final long MOST_ATTACHMENT_BYTES = 256L << 20;

    public CopyLimits {
        if (attachmentBytes < 1 || attachmentBytes > MOST_ATTACHMENT_BYTES) {
            throw new IllegalArgumentException("An attachment may have 1 byte to 256 MiB");
        }
        if (attachmentsBytes < attachmentBytes) {
            throw new IllegalArgumentException("All attachments together may have at least what one may have");
        }
        if (atOnce < 1 || atOnce > 64) {
            throw new IllegalArgumentException("1 to 64 blobs are copied at once");
        }
    }
}
