package dev.berth.sandbox.registry;

/**
 * A manifest was put, anew or again. Told before the put is acknowledged, so a listener that keeps something of it has
 * kept it once the client knows; told again where the client puts again.
 */
public record ImagePut(Repository repository, StoredImage image) {}
