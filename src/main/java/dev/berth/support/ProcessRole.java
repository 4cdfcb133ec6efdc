package dev.berth.support;

/** What a process does. The same jar does both, or one of them with a replica of its own and fewer rights at AWS. */
public enum ProcessRole {
    /** Serves pages. */
    WEB,
    /** Runs the durable tasks. */
    WORKER
}
