package dev.berth.sandbox.registry;

import dev.berth.oci.Digest;
import java.nio.file.Path;

/** A blob that a repository holds: its bytes are the file's. */
public record StoredBlob(Digest digest, long size, Path file) {}
