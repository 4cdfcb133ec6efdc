package dev.berth.oci;

import dev.berth.oci.LeftBehind.Reason;
import java.util.Optional;

/** Whether a manifest that nobody scanned may go along: where every byte of it was read, and is known to be harmless. */
final class AttachmentJudge {

    private final RegistryClient source;
    private final RepositoryName from;
    private final long mostBytes;

    AttachmentJudge(RegistryClient source, RepositoryName from, long mostBytes) {
        this.source = source;
        this.from = from;
        this.mostBytes = mostBytes;
    }

    /** One blob after the other, since each is held in memory. */
    Optional<Reason> judge(Manifest manifest, ManifestContent.Image attachment) {
        if (attachment.layers().isEmpty()) {
            return Optional.of(Reason.NO_CONTENT);
        }
        long left = mostBytes;
        for (Descriptor blob : attachment.blobs()) {
            if (blob.size() > left) {
                return Optional.of(Reason.TOO_LARGE);
            }
            left -= blob.size();
        }
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
