package dev.berth.sandbox.cloud.identity;

/** What Berth's portal signs its audit trail with: 32 bytes in base64, always the same for the same state. */
public record PortalAuditKey(String base64) {

    @Override
    public String toString() {
        return "PortalAuditKey[•••]";
    }
}
