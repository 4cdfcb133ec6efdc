package dev.berth.arrival;

import java.util.Locale;

/** What arrived and is no image that could be promoted. It names the thing for a reader; whatever it is called, it is not promoted. */
public enum ArtifactKind {
    SIF("sif"),
    HELM_CHART("chart"),
    MODEL("data"),
    WASM("other"),
    BUILD_CACHE("cache"),
    POLICY_BUNDLE("other"),
    INFRASTRUCTURE_MODULE("other"),
    FLUX_MANIFESTS("other"),
    TEKTON_BUNDLE("other"),
    FALCO_RULES("other"),
    CNAB_BUNDLE("other"),
    COMPOSE_FILE("other"),
    /** A signature, an attestation, a bill of materials: beside an image it is as it should be. */
    ATTACHMENT("attachment"),
    /** An image, but one that says it belongs to another. */
    REFERRING_IMAGE("referring-image"),
    /** An image, but no tag names it except one that belongs to signatures. */
    RESERVED_TAG("reserved-tag"),
    FILES("data"),
    OTHER("other");

    private final String advice;

    ArtifactKind(String advice) {
        this.advice = advice;
    }

    /** The message that names it; its argument is the media type. */
    public String word() {
        return "arrival.kind." + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The message that says what to do instead. */
    public String advice() {
        return "arrival.advice." + advice;
    }
}
