package dev.berth.audit;

/**
 * An entry was committed, and with it the change that it is about.
 *
 * @param action one of few, such as {@code pass.issued}
 */
public record ChangeRecorded(String action) {}
