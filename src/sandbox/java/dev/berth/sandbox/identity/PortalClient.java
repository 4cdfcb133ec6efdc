package dev.berth.sandbox.identity;

/** The portal, as the provider knows it. */
public record PortalClient(String id, String secret) {

    @Override
    public String toString() {
        return "PortalClient[" + id + "]";
    }
}
