package dev.berth.oci;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One copy: what was seen so far, and what was done. Depth first, so that whatever is put finds all it names. */
final class GraphCopy {

    static final int MAX_MANIFESTS = 1_000;
    static final int MAX_DEPTH = 8;

    /** Each begins with the source's first byte again, on top of the attempts of each single call. */
    private static final int UPLOAD_ATTEMPTS = 3;

    private static final List<String> COSIGN_SUFFIXES = List.of(".sig", ".att", ".sbom");

    private final RegistryClient source;
    private final RepositoryName from;
    private final RegistryClient destination;
    private final RepositoryName to;

    private final Set<Digest> manifestsSeen = new HashSet<>();
    private final Set<Digest> blobsSeen = new HashSet<>();
    private final Map<Tag, Digest> cosignTags = new LinkedHashMap<>();
    private final List<Tag> leftTags = new ArrayList<>();
    private final boolean mountable;

    private int mountedBlobs;
    private int streamedBlobs;
    private int skippedBlobs;
    private long streamedBytes;
    private int manifests;
    private int skippedManifests;
    private int referrers;

    GraphCopy(RegistryClient source, RepositoryName from, RegistryClient destination, RepositoryName to) {
        this.source = source;
        this.from = from;
        this.destination = destination;
        this.to = to;
        this.mountable = source.isSameRegistry(destination);
    }

    CopyReport run(Digest digest) {
        withAllThatHangsOnIt(digest, 0, false);
        cosignTags.forEach(this::tag);
        return new CopyReport(
                digest,
                mountedBlobs,
                streamedBlobs,
                skippedBlobs,
                streamedBytes,
                manifests,
                skippedManifests,
                referrers,
                leftTags);
    }

    /**
     * @param attached whether it is there only because it speaks of another, so that nobody scanned it
     * @return whether it had not been copied already
     */
    private boolean withAllThatHangsOnIt(Digest digest, int depth, boolean attached) {
        if (!manifestsSeen.add(digest)) {
            return false;
        }
        if (manifestsSeen.size() > MAX_MANIFESTS || depth > MAX_DEPTH) {
            throw new GraphTooLarge(
                    "%s/%s has more than %d manifests or more than %d levels of them hanging on one image"
                            .formatted(source.registry(), from, MAX_MANIFESTS, MAX_DEPTH));
        }
        Manifest manifest =
                source.manifest(from, digest).orElseThrow(() -> ContentMissing.from(source.registry(), from, digest));
        switch (manifest.content()) {
            case ManifestContent.Image image -> {
                if (attached && image.isRunnable()) {
                    throw new ImageAttached(source.registry(), from, digest);
                }
                image.blobs().forEach(this::blob);
            }
            case ManifestContent.Index index ->
                index.manifests().forEach(child -> withAllThatHangsOnIt(child.digest(), depth + 1, attached));
        }
        put(manifest);
        source.referrers(from, digest).forEach(referrer -> referrer(referrer.digest(), depth));
        attachedByCosign(digest, depth);
        return true;
    }

    private void referrer(Digest digest, int depth) {
        if (withAllThatHangsOnIt(digest, depth + 1, true)) {
            referrers++;
        }
    }

    /** Before the referrers API, cosign kept signatures under tags made of the digest; it still does by default. */
    private void attachedByCosign(Digest subject, int depth) {
        for (String suffix : COSIGN_SUFFIXES) {
            Tag tag = Tag.of("sha256-" + subject.hex() + suffix);
            source.head(from, tag).ifPresent(attached -> {
                referrer(attached, depth);
                cosignTags.put(tag, attached);
            });
        }
    }

    /** Where tags are immutable, the signature of an earlier copy keeps its tag; the image is no less approved for that. */
    private void tag(Tag tag, Digest attached) {
        try {
            new ImageCopier().tag(destination, to, attached, tag);
        } catch (RegistryRefused e) {
            boolean denied = e.isPassing() || e.status() == 401 || e.status() == 403;
            if (denied || !namesAnother(tag, attached)) {
                throw e;
            }
            leftTags.add(tag);
        }
    }

    private boolean namesAnother(Tag tag, Digest attached) {
        return destination
                .head(to, tag)
                .filter(named -> !named.equals(attached))
                .isPresent();
    }

    private void put(Manifest manifest) {
        Optional<Manifest> already = destination.manifest(to, manifest.digest());
        if (already.filter(manifest::equals).isPresent() && isListed(manifest)) {
            skippedManifests++;
            return;
        }
        destination.putManifest(to, manifest.digest(), manifest);
        manifests++;
    }

    /** A copy cut short may have put a referrer and not entered it in its subject's list: putting it again does that. */
    private boolean isListed(Manifest manifest) {
        Descriptor subject = manifest.content().subject();
        return subject == null
                || destination.referrers(to, subject.digest()).stream()
                        .anyMatch(entry -> entry.digest().equals(manifest.digest()));
    }

    private void blob(Descriptor blob) {
        if (!blobsSeen.add(blob.digest())) {
            return;
        }
        if (destination.hasBlob(to, blob.digest())) {
            skippedBlobs++;
            return;
        }
        Optional<UploadSession> session = mountable ? mount(blob) : Optional.of(destination.startUpload(to));
        if (session.isEmpty()) {
            mountedBlobs++;
            return;
        }
        stream(blob, session.get());
        streamedBlobs++;
        streamedBytes += blob.size();
    }

    /** Empty where the registry took it. One that answers a mount with a refusal may still take the bytes. */
    private Optional<UploadSession> mount(Descriptor blob) {
        try {
            return switch (destination.mount(from, to, blob.digest())) {
                case MountAnswer.Mounted mounted -> Optional.empty();
                case MountAnswer.Declined declined -> Optional.of(declined.session());
            };
        } catch (RegistryRefused e) {
            if (e.isPassing() || e.status() == 401) {
                throw e;
            }
            return Optional.of(destination.startUpload(to));
        }
    }

    private void stream(Descriptor blob, UploadSession first) {
        UploadSession session = first;
        for (int attempt = 1; ; attempt++) {
            try {
                streamOnce(blob, session);
                return;
            } catch (RegistryFailure e) {
                abandon(session, e);
                if (attempt >= UPLOAD_ATTEMPTS || !e.isPassing()) {
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

    private void streamOnce(Descriptor blob, UploadSession session) {
        try (InputStream content = source.blob(from, blob)) {
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
