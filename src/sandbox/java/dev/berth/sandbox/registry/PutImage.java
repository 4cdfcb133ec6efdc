package dev.berth.sandbox.registry;

/**
 * The outcome of putting a manifest.
 *
 * @param changed false where the manifest and the tag were already so: over the ECR API `ImageAlreadyExists`
 */
public record PutImage(StoredImage image, boolean changed) {}
