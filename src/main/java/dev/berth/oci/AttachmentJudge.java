package dev.berth.oci;

import dev.berth.oci.LeftBehind.Reason;
import java.util.Optional;

/**
 * Whether a manifest that nobody scanned may go along with one image: where every byte of it was read, and is known to be
 * harmless.
 */
final class AttachmentJudge {

    /** Even the smallest blob costs a request: so much of what all attachments may have. */
    private static final long LEAST_A_BLOB = 4L << 10;

    private final RegistryClient source;
    private final RepositoryName from;
    private final long mostBytes;
    private long leftOfAll;

    AttachmentJudge(RegistryClient source, RepositoryName from, CopyLimits limits) {
        this.source = source;
        this.from = from;
        this.mostBytes = limits.attachmentBytes();
        this.leftOfAll = limits.attachmentsBytes();
    }

    /** One blob after the other, since each is held in memory. */
    Optional<Reason> judge(Manifest manifest, ManifestContent.Image attachment) {
        if (attachment.layers().isEmpty()) {
            return Optional.of(Reason.NO_CONTENT);
        }
        long left = mostBytes;
        long cost = 0;
        for (Descriptor blob : attachment.blobs()) {
            if (blob.size() > left) {
                return Optional.of(Reason.TOO_LARGE);
            }
            left -= blob.size();
            cost += Math.max(blob.size(), LEAST_A_BLOB);
        }
        if (cost > leftOfAll) {
            return Optional.of(Reason.TOO_MUCH);
        }
        leftOfAll -= cost;
        Optional<Reason> refused = Documents.JSON.refuses(manifest.bytes());
        if (refused.isEmpty()) {
            refused = read(attachment.config(), true);
        }
        for (Descriptor layer : attachment.layers()) {
            if (refused.isPresent()) {
                return refused;
            }
            refused = read(layer, false);
        }
        return refused;
    }

    private Optional<Reason> read(Descriptor blob, boolean config) {
        try {
            byte[] content = source.content(from, blob);
            return config ? Documents.refusesConfig(content) : Documents.refuses(blob.mediaType(), content);
        } catch (ContentMissing e) {
            return Optional.of(Reason.MISSING);
        } catch (SizeMismatch e) {
            return Optional.of(Reason.WRONG_SIZE);
        }
    }
}
