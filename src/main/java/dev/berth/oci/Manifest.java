package dev.berth.oci;

import java.util.Arrays;

/**
 * A manifest exactly as it stands in a registry. The bytes are never written anew, since the digest is theirs;
 * {@link #content()} reads them.
 */
public final class Manifest {

    /** ECR's limit, and the specification's recommendation. */
    public static final int MAX_BYTES = 4 * 1024 * 1024;

    private final MediaType mediaType;
    private final byte[] bytes;
    private final Digest digest;

    private Manifest(MediaType mediaType, byte[] bytes) {
        this.mediaType = mediaType;
        this.bytes = bytes;
        this.digest = Digest.ofContent(bytes);
    }

    public static Manifest of(MediaType mediaType, byte[] bytes) {
        return new Manifest(mediaType, bytes.clone());
    }

    public MediaType mediaType() {
        return mediaType;
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    public int size() {
        return bytes.length;
    }

    /** Computed here, whatever a registry claimed. */
    public Digest digest() {
        return digest;
    }

    /** @throws MalformedManifest where the bytes are not a manifest of this media type */
    public ManifestContent content() {
        return ManifestContent.parse(mediaType, bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Manifest that && mediaType.equals(that.mediaType) && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return digest.hashCode();
    }

    @Override
    public String toString() {
        return mediaType + " " + digest;
    }
}
