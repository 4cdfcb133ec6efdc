package dev.berth.sandbox.registry;

/**
 * The outcome of a finished upload.
 *
 * @param existed true where the repository held this blob before: over the ECR API `LayerAlreadyExists`
 */
public record CompletedUpload(StoredBlob blob, boolean existed) {}
