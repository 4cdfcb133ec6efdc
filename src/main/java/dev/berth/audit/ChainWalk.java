package dev.berth.audit;

import dev.berth.audit.Finding.Broken;
import dev.berth.audit.Finding.Intact;
import dev.berth.audit.Finding.Proof;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Goes along the chain, entry by entry, beside the anchors, and stops at the first entry that is wrong. */
final class ChainWalk {

    /** What seals entries from before there was a key. */
    static final String SEALED = "audit.sealed";

    /** An anchor that is signed, and where it was read. */
    record Sighting(Anchor anchor, String store, boolean outside) {

        Proof proof() {
            return new Proof(store, outside, anchor.number(), anchor.at());
        }
    }

    /**
     * Where a walk is.
     *
     * @param number of the last entry; 0 before the first
     * @param keyed whether that entry has a key
     * @param anchored the last entry that an anchor proves
     * @param suspect the first entry written later than the anchor ahead of it, or 0
     */
    record Position(long number, String hash, boolean keyed, long anchored, long suspect) {

        static final Position START = new Position(0, AuditTrail.GENESIS, false, 0, 0);

        /** Right before this entry, taking for granted what came before. */
        static Position before(ChainedEntry entry) {
            return new Position(entry.number() - 1, entry.previousHash(), entry.isKeyed(), entry.number() - 1, 0);
        }
    }

    private final AuditKeys keys;
    private final long from;
    private final TreeMap<Long, List<Sighting>> ahead = new TreeMap<>();
    private long knownTo;
    private Position position;
    private @Nullable Broken broken;
    private @Nullable Proof proof;

    /** @param from what to say that the walk began with, where it goes on with an earlier one */
    ChainWalk(AuditKeys keys, Position start, long from) {
        this.keys = keys;
        this.position = start;
        this.from = from;
    }

    /** Whether the anchors of what comes next are known. */
    boolean knowsItsAnchors() {
        return position.number() < knownTo;
    }

    /**
     * All anchors ahead, up to that number. They must have been read before the entries are, or one may be of an entry that
     * is not yet among them.
     */
    void see(List<Sighting> sightings, long upTo) {
        ahead.clear();
        sightings.stream()
                .filter(sighting -> sighting.anchor().number() <= upTo)
                .forEach(sighting -> ahead.computeIfAbsent(sighting.anchor().number(), number -> new ArrayList<>())
                        .add(sighting));
        knownTo = upTo;
    }

    /** The last entry that may be read before further anchors are. */
    long knownTo() {
        return knownTo;
    }

    /** @return whether to go on */
    boolean step(ChainedEntry entry) {
        if (broken == null) {
            broken = objection(entry);
            if (broken == null) {
                position = after(entry);
                broken = anchorsObjection(entry);
            }
        }
        return broken == null;
    }

    private @Nullable Broken objection(ChainedEntry entry) {
        long due = position.number() + 1;
        if (entry.number() != due) {
            return new Broken(due, entry.number() - 1, Flaw.MISSING, Optional.empty());
        }
        if (!entry.previousHash().equals(position.hash())) {
            // What came before the key anybody can chain anew; what seals it tells that it was, and not where.
            return position.number() > 0
                            && !position.keyed()
                            && entry.isKeyed()
                            && entry.judge(keys) == AuditKeys.Judgement.SIGNED
                    ? new Broken(1, position.number(), Flaw.REWRITTEN, Optional.empty())
                    : Broken.at(due, Flaw.DISPLACED);
        }
        switch (entry.judge(keys)) {
            case FORGED -> {
                return Broken.at(due, Flaw.REWRITTEN);
            }
            case UNKNOWN_KEY -> {
                return Broken.at(due, Flaw.UNKNOWN_KEY);
            }
            case SIGNED -> {}
        }
        boolean first = position.number() == 0;
        if (!entry.isKeyed()) {
            return first || !position.keyed() ? null : Broken.at(due, Flaw.REWRITTEN);
        }
        return first || position.keyed() || entry.action().equals(SEALED)
                ? null
                : new Broken(1, position.number(), Flaw.UNSEALED, Optional.empty());
    }

    private Position after(ChainedEntry entry) {
        Map.Entry<Long, List<Sighting>> next = ahead.ceilingEntry(entry.number());
        boolean late = next != null
                && next.getValue().stream()
                        .anyMatch(
                                sighting -> entry.at().isAfter(sighting.anchor().at()));
        return new Position(
                entry.number(),
                entry.hash(),
                entry.isKeyed(),
                position.anchored(),
                position.suspect() == 0 && late ? entry.number() : position.suspect());
    }

    private @Nullable Broken anchorsObjection(ChainedEntry entry) {
        List<Sighting> sightings = ahead.remove(entry.number());
        if (sightings == null) {
            return null;
        }
        for (Sighting sighting : sightings) {
            if (!sighting.anchor().hash().equals(entry.hash())) {
                return replaced(entry.number(), sighting);
            }
            if (proof == null || sighting.outside() || !proof.outside()) {
                proof = sighting.proof();
            }
        }
        position = new Position(entry.number(), entry.hash(), entry.isKeyed(), entry.number(), 0);
        return null;
    }

    /** Where an entry is younger than the anchor that should be of it or of a later one, it is the first that was put there. */
    private Broken replaced(long number, Sighting sighting) {
        return position.suspect() > 0
                ? new Broken(position.suspect(), position.suspect(), Flaw.REPLACED, Optional.of(sighting.proof()))
                : new Broken(position.anchored() + 1, number, Flaw.REPLACED, Optional.of(sighting.proof()));
    }

    Position position() {
        return position;
    }

    /** So far. */
    Intact soFar() {
        return new Intact(from, position.number(), position.hash(), Optional.ofNullable(proof));
    }

    /** There is no further entry. */
    Finding end() {
        if (broken != null) {
            return broken;
        }
        if (!ahead.isEmpty()) {
            Sighting last = ahead.lastEntry().getValue().getFirst();
            return position.suspect() > 0
                    ? replaced(position.number(), last)
                    : new Broken(
                            position.number() + 1, last.anchor().number(), Flaw.MISSING, Optional.of(last.proof()));
        }
        return position.number() > 0 && !position.keyed()
                ? new Broken(1, position.number(), Flaw.UNSEALED, Optional.empty())
                : soFar();
    }
}
