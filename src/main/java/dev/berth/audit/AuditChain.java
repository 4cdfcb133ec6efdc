package dev.berth.audit;

import dev.berth.audit.ChainWalk.Position;
import dev.berth.audit.ChainWalk.Sighting;
import dev.berth.audit.Finding.Intact;
import dev.berth.audit.Finding.Unproven;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Checks that nobody changed, removed, added or reordered an entry, by the entries' keyed hashes and by the anchors. Entries
 * at the end are missed only where an anchor of them is.
 */
@Component
class AuditChain {

    /** What one query reads. */
    static final int ENTRIES = 2_000;

    static final int ANCHORS = 1_000;

    /** What a request may wait for: some tens of milliseconds. */
    static final int MOST_IN_A_REQUEST = 10_000;

    private static final String DATABASE = "the database";
    private static final Logger LOG = LoggerFactory.getLogger(AuditChain.class);

    private final JdbcClient jdbc;
    private final AuditKeys keys;
    private final Anchors anchors;
    private final List<AnchorStore> outside;

    AuditChain(JdbcClient jdbc, AuditKeys keys, Anchors anchors, List<AnchorStore> outside) {
        this.jdbc = jdbc;
        this.keys = keys;
        this.anchors = anchors;
        this.outside = List.copyOf(outside);
    }

    /** From the last anchor on, and no further than a request can wait. */
    Finding check() {
        try {
            return check(outside);
        } catch (AnchorsUnavailable unavailable) {
            Finding found = check(List.of());
            return found instanceof Intact intact
                    ? new Unproven(intact, String.valueOf(unavailable.getMessage()))
                    : found;
        }
    }

    private Finding check(List<AnchorStore> stores) {
        ChainWalk walk = fromTheLastAnchor();
        for (int read = 0; read < MOST_IN_A_REQUEST; read += ENTRIES) {
            Optional<Finding> over = goOn(walk, stores);
            if (over.isPresent()) {
                return over.get();
            }
        }
        return walk.soFar();
    }

    /** From the first entry, or from where an earlier walk was. */
    ChainWalk from(Position position) {
        return new ChainWalk(keys, position, 1);
    }

    ChainWalk fromTheLastAnchor() {
        Position start = anchors.newest()
                .signed()
                .flatMap(anchor -> lastUpTo(anchor.number()))
                .map(Position::before)
                .orElse(Position.START);
        return new ChainWalk(keys, start, start.number() + 1);
    }

    /**
     * Reads some more entries, those written meanwhile too.
     *
     * @return what was found, once there is nothing more to read
     * @throws AnchorsUnavailable where anchors outside cannot be read
     */
    Optional<Finding> goOn(ChainWalk walk) {
        return goOn(walk, outside);
    }

    private Optional<Finding> goOn(ChainWalk walk, List<AnchorStore> stores) {
        if (!walk.knowsItsAnchors()) {
            readAnchors(walk, stores);
        }
        List<ChainedEntry> entries = jdbc.sql("""
                select * from audit_entry where number > :number and number <= :last order by number limit :limit""")
                .param("number", walk.position().number())
                .param("last", walk.knownTo())
                .param("limit", ENTRIES)
                .query((row, index) -> ChainedEntry.of(row))
                .list();
        boolean fits = entries.stream().allMatch(walk::step);
        boolean more = entries.size() == ENTRIES
                || (walk.position().number() == walk.knownTo() && walk.knownTo() < Long.MAX_VALUE);
        return fits && more ? Optional.empty() : Optional.of(walk.end());
    }

    private void readAnchors(ChainWalk walk, List<AnchorStore> stores) {
        List<Sighting> sightings = new ArrayList<>();
        long after = walk.position().number();
        long upTo = add(sightings, DATABASE, false, atMost -> anchors.after(after, atMost));
        for (AnchorStore store : stores) {
            upTo = Math.min(upTo, add(sightings, store.name(), true, atMost -> store.after(after, atMost)));
        }
        walk.see(sightings, upTo);
    }

    /** @return up to which entry these are all */
    private long add(List<Sighting> sightings, String store, boolean outside, Function<Integer, List<Anchor>> read) {
        List<Anchor> found = read.apply(ANCHORS);
        for (Anchor anchor : found) {
            if (anchors.isSigned(anchor)) {
                sightings.add(new Sighting(anchor, store, outside));
            } else {
                LOG.warn(
                        "The anchor of entry {} in {} is not signed with a key that is configured",
                        anchor.number(),
                        store);
            }
        }
        return found.size() < ANCHORS ? Long.MAX_VALUE : found.getLast().number();
    }

    private Optional<ChainedEntry> lastUpTo(long number) {
        return jdbc.sql("select * from audit_entry where number <= :number order by number desc limit 1")
                .param("number", number)
                .query((row, index) -> ChainedEntry.of(row))
                .optional();
    }

    /** The number of the last entry; 0 where there is none. */
    long length() {
        return jdbc.sql("select coalesce(max(number), 0) from audit_entry")
                .query(Long.class)
                .single();
    }
}
