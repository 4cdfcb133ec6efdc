package dev.berth.audit;

import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Signs how far the chain is, and says so outside: in the log, and wherever anchors are kept. What has come since the last
 * anchor is checked first, so that no anchor is ever of what somebody else wrote.
 */
@Component
class WriteAnchors {

    private static final Logger LOG = LoggerFactory.getLogger(WriteAnchors.class);

    private final AuditChain chain;
    private final Anchors anchors;
    private final List<AnchorStore> outside;
    private final AuditSettings settings;
    private final InstantSource clock;

    WriteAnchors(
            AuditChain chain, Anchors anchors, List<AnchorStore> outside, AuditSettings settings, InstantSource clock) {
        this.chain = chain;
        this.anchors = anchors;
        this.outside = List.copyOf(outside);
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * @return the anchor, where one was due
     * @throws AnchorsUnavailable where it was not kept everywhere; it is due again
     */
    Optional<Anchor> writeIfDue() {
        return isDue() ? write() : Optional.empty();
    }

    private boolean isDue() {
        long length = chain.length();
        Optional<Anchor> last = anchors.newest().signed();
        if (last.isEmpty()) {
            return length > 0;
        }
        long fresh = length - last.get().number();
        boolean late = !clock.instant().isBefore(last.get().at().plus(settings.anchorEvery()));
        // Fewer than at the anchor: nothing to sign, but to say.
        return fresh < 0 || fresh >= settings.anchorAfter() || (fresh > 0 && late);
    }

    private Optional<Anchor> write() {
        ChainWalk walk = chain.fromTheLastAnchor();
        Optional<Finding> over = chain.goOn(walk);
        while (over.isEmpty()) {
            over = chain.goOn(walk);
        }
        if (!(over.get() instanceof Finding.Intact intact)) {
            LOG.error("The audit chain is broken, so no anchor is written any more: {}", over.get());
            return Optional.empty();
        }
        Anchor anchor = anchors.sign(intact.to(), intact.tip(), clock.instant().truncatedTo(ChronoUnit.MICROS));
        LOG.info("Audit anchor {}", anchor.text());
        AnchorsUnavailable unavailable = null;
        for (AnchorStore store : outside) {
            unavailable = keep(store, anchor, unavailable);
        }
        if (unavailable != null) {
            throw unavailable;
        }
        anchors.keep(anchor);
        return Optional.of(anchor);
    }

    private static @Nullable AnchorsUnavailable keep(
            AnchorStore store, Anchor anchor, @Nullable AnchorsUnavailable earlier) {
        try {
            store.keep(anchor);
            return earlier;
        } catch (AnchorsUnavailable unavailable) {
            return unavailable;
        }
    }
}
