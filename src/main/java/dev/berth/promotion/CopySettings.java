package dev.berth.promotion;

import dev.berth.oci.CopyLimits;
import dev.berth.oci.ImageLimits;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How an image is copied.
 *
 * @param attachmentSize what a signature, an attestation or a bill of materials may have in all, since each byte of it is read;
 *     a larger one is left behind
 * @param attachmentsSize what all of them may have together for one image; those past it are left behind
 * @param blobsAtOnce how many layers, or manifests, of one image are on their way at the same time
 */
@ConfigurationProperties("berth.promotion.copy")
record CopySettings(
        @DefaultValue("16MB") DataSize attachmentSize,
        @DefaultValue("64MB") DataSize attachmentsSize,
        @DefaultValue("6") int blobsAtOnce) {

    private static final DataSize LARGEST_ATTACHMENT = DataSize.ofMegabytes(256);

    CopySettings {
        if (attachmentSize.toBytes() < 1 || attachmentSize.compareTo(LARGEST_ATTACHMENT) > 0) {
            throw new IllegalArgumentException(
                    "berth.promotion.copy.attachment-size must be more than nothing and at most 256MB, such as 16MB.");
        }
        if (attachmentsSize.compareTo(attachmentSize) < 0) {
            throw new IllegalArgumentException(
                    "berth.promotion.copy.attachments-size is for all attachments of an image and must be at least attachment-size, such as 64MB.");
        }
        if (blobsAtOnce < 1 || blobsAtOnce > 64) {
            throw new IllegalArgumentException("berth.promotion.copy.blobs-at-once must be 1 to 64, such as 6.");
        }
    }

    CopyLimits limits(ImageLimits image) {
        return new CopyLimits(image, attachmentSize.toBytes(), attachmentsSize.toBytes(), blobsAtOnce);
    }
}
