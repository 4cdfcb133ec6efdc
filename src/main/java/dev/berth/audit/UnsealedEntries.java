package dev.berth.audit;

/** The audit trail ends with entries that carry no key. */
public final class UnsealedEntries extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnsealedEntries(long number) {
        super("The audit trail holds %d entries from before it had a key, and nothing seals them.".formatted(number));
    }
}
