package dev.berth.oci;

/** A manifest says another size than what it names has. Engines and scanners would not read the same image. */
public final class SizeMismatch extends UnfitImage {

    private SizeMismatch(String what, long said, String found) {
        super("%s has %s, though the manifest says %d bytes; push the image again with a client that writes true sizes"
                .formatted(what, found, said));
    }

    static SizeMismatch ofBlob(Digest digest, long said, long found) {
        return new SizeMismatch("Blob " + digest, said, found > said ? "more bytes" : found + " bytes");
    }

    static SizeMismatch ofManifest(Digest digest, long said, long found) {
        return new SizeMismatch("Manifest " + digest, said, found + " bytes");
    }
}
