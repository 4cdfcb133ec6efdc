package dev.berth.sandbox.cloud.policy;

/** What one policy says of one request. */
public enum Verdict {
    ALLOWED,
    /** No statement allows it. */
    SILENT,
    /** A statement denies it, and no other can outweigh that. */
    DENIED
}
