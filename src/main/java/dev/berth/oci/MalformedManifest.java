package dev.berth.oci;

/** The bytes are not the manifest that their media type says. The message is one sentence. */
public class MalformedManifest extends RuntimeException {

    public MalformedManifest(String message) {
        super(message);
    }

    public MalformedManifest(String message, Throwable cause) {
        super(message, cause);
    }
}
