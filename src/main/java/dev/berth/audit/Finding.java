package dev.berth.audit;

import java.time.Instant;
import java.util.Optional;

/** What a check of the chain found. */
sealed interface Finding {

    /** As messages and templates name it. */
    default String kind() {
        return switch (this) {
            case Intact intact -> "intact";
            case Unproven unproven -> "unproven";
            case Broken broken -> "broken";
        };
    }

    /**
     * @param from the first entry read
     * @param to the last entry read; one less than from where there is none
     * @param tip the hash of that entry
     * @param proof the last anchor that says the same, or none
     */
    record Intact(long from, long to, String tip, Optional<Proof> proof) implements Finding {}

    /**
     * The entries fit, and the anchors outside were not compared.
     *
     * @param why as a sentence
     */
    record Unproven(Intact intact, String why) implements Finding {}

    /**
     * @param first the first entry that is wrong or missing
     * @param last the last one of which the same is known; where an anchor tells, the first that is wrong is between them
     * @param proof the anchor that proves it, or none where the entry itself does
     */
    record Broken(long first, long last, Flaw flaw, Optional<Proof> proof) implements Finding {

        /** The message that says it. */
        public String message() {
            return "audit.flaw." + flaw.word() + (first == last ? "" : ".several");
        }

        static Broken at(long number, Flaw flaw) {
            return new Broken(number, number, flaw, Optional.empty());
        }
    }

    /**
     * An anchor, and where it was read.
     *
     * @param outside whether that is a place which whoever owns the database does not own by that
     */
    record Proof(String store, boolean outside, long number, Instant at) {}
}
