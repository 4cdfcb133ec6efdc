package dev.berth.sandbox.cloud.identity;

/** The long-term key by which Berth's portal calls the sandbox; always the same for the same state. */
public record PortalKeys(String accessKeyId, String secretAccessKey) {

    @Override
    public String toString() {
        return "PortalKeys[%s]".formatted(accessKeyId);
    }
}
