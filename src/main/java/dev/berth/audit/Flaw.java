package dev.berth.audit;

import java.util.Locale;

/** What is wrong with an entry of the chain, or with several; the sentences are messages named after these. */
enum Flaw {
    /** It is not there. */
    MISSING,
    /** It does not say what it said when it was written, or was never written by Berth. */
    REWRITTEN,
    /** It was written after another entry than the one that is before it now. */
    DISPLACED,
    /** Berth wrote it, but later than the one that an anchor saw in its place: an older copy was put back and went on. */
    REPLACED,
    /** It is signed with a key that nobody has listed. */
    UNKNOWN_KEY,
    /** It has no key, and what follows does not seal it. */
    UNSEALED;

    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
