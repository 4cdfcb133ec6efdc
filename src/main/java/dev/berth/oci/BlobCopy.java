package dev.berth.oci;

import dev.berth.oci.AtOnce.Stop;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** Takes the blobs of a copy to the destination: by the registry itself where it can, else as a stream. */
final class BlobCopy {

    /** Each begins with the source's first byte again, on top of the attempts of each single call. */
    private static final int UPLOAD_ATTEMPTS = 3;

    private final RegistryClient source;
    private final RepositoryName from;
    private final RegistryClient destination;
    private final RepositoryName to;
    private final boolean mountable;

    /** How a blob came to be at the destination. */
    enum Way {
        MOUNTED,
        STREAMED,
        FOUND
    }

    record Copied(Way way, long size) {}

    BlobCopy(RegistryClient source, RepositoryName from, RegistryClient destination, RepositoryName to) {
        this.source = source;
        this.from = from;
        this.destination = destination;
        this.to = to;
        this.mountable = source.isSameRegistry(destination);
    }

    List<Copied> all(List<Descriptor> blobs, AtOnce atOnce) {
        return atOnce.each(blobs, (blob, stop) -> new Copied(copy(blob, stop), blob.size()));
    }

    /** A mount needs no question before it, since its answer says that the blob is there; an upload does. */
    private Way copy(Descriptor blob, Stop stop) {
        Optional<MountAnswer> answer = mountable ? mount(blob) : Optional.empty();
        if (answer.isPresent() && answer.get() instanceof MountAnswer.Mounted) {
            return Way.MOUNTED;
        }
        UploadSession opened =
                answer.isPresent() && answer.get() instanceof MountAnswer.Declined declined ? declined.session() : null;
        boolean there;
        try {
            there = destination.hasBlob(to, blob.digest());
        } catch (RegistryFailure e) {
            if (opened != null) {
                abandon(opened, e);
            }
            throw e;
        }
        if (there) {
            if (opened != null) {
                destination.abandon(opened);
            }
            return Way.FOUND;
        }
        stream(blob, opened == null ? destination.startUpload(to) : opened, stop);
        return Way.STREAMED;
    }

    /** Empty where the registry refuses it: it may still take the bytes. */
    private Optional<MountAnswer> mount(Descriptor blob) {
        try {
            return Optional.of(destination.mount(from, to, blob.digest()));
        } catch (RegistryRefused e) {
            if (e.isPassing() || e.status() == 401 || e.isOfMissingRepository()) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private void stream(Descriptor blob, UploadSession first, Stop stop) {
        UploadSession session = first;
        for (int attempt = 1; ; attempt++) {
            try {
                streamOnce(blob, session, stop);
                return;
            } catch (RegistryFailure e) {
                abandon(session, e);
                if (attempt >= UPLOAD_ATTEMPTS || !e.isPassing() || stop.isAsked()) {
                    throw e;
                }
            }
            destination.pause(to, attempt);
            if (destination.hasBlob(to, blob.digest())) {
                return;
            }
            session = destination.startUpload(to);
        }
    }

    private void streamOnce(Descriptor blob, UploadSession session, Stop stop) {
        try (InputStream content = source.blob(from, blob, stop::isAsked)) {
            destination.upload(session, blob.digest(), blob.size(), content);
        } catch (ContentMissing e) {
            throw blob.mediaType().isForeignLayer() ? new ForeignLayer(blob.digest()) : e;
        } catch (IOException e) {
            // Closing failed after the destination took and verified every byte: nothing is lost.
            return;
        }
    }

    /** An interruption is the very moment at which something would be left behind: it waits until this is said. */
    private void abandon(UploadSession session, RegistryFailure why) {
        boolean interrupted = Thread.interrupted();
        try {
            destination.abandon(session);
        } catch (RegistryFailure e) {
            why.addSuppressed(e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
