package dev.berth.oci;

/** The image names what nobody scanned and what is not known to be harmless; as its digest is to be kept, none of it goes. */
public final class UnscannedContent extends UnfitImage {

    private UnscannedContent(String message) {
        super(message);
    }

    static UnscannedContent image(Digest digest) {
        return new UnscannedContent("Nobody scanned %s, so it is not copied".formatted(digest));
    }

    static UnscannedContent child(Digest child, LeftBehind.Reason reason) {
        return new UnscannedContent(
                "The index names %s, which is no scanned platform and no attestation that Berth can read (%s); build without it (docker buildx build --provenance=false --sbom=false) or push the platforms alone"
                        .formatted(child, reason.sentence()));
    }

    static UnscannedContent layer(Digest layer, MediaType mediaType) {
        return new UnscannedContent(
                "Layer %s is labelled %s, which scanners do not read as a layer; build the image anew with layers of type tar, tar+gzip or tar+zstd"
                        .formatted(layer, mediaType));
    }
}
