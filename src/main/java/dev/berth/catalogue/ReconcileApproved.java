package dev.berth.catalogue;

import dev.berth.arrival.StagedImageId;
import dev.berth.arrival.StagedImages;
import dev.berth.arrival.StagedTag;
import dev.berth.audit.Actor;
import dev.berth.audit.AuditTrail;
import dev.berth.catalogue.ApprovedCopies.Copy;
import dev.berth.catalogue.CopyState.Available;
import dev.berth.catalogue.CopyState.Gone;
import dev.berth.catalogue.CopyState.Moved;
import dev.berth.catalogue.CopyState.Replaced;
import dev.berth.credentials.PushSessions;
import dev.berth.oci.Digest;
import dev.berth.oci.Tag;
import dev.berth.promotion.Asked;
import dev.berth.promotion.Promotions;
import dev.berth.promotion.QueuePromotions;
import dev.berth.workspace.Workspace;
import dev.berth.workspace.WorkspaceId;
import dev.berth.workspace.Workspaces;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Compares what the catalogue says of a workspace's approved repository with what is there. */
@Component
class ReconcileApproved {

    static final Actor CATALOGUE = Actor.system("catalogue");

    /** Of one round: a session is there for one push, and a retention may have taken hundreds. */
    static final int MOST_AT_ONCE = 20;

    private static final Logger log = LoggerFactory.getLogger(ReconcileApproved.class);

    private final Workspaces workspaces;
    private final StagedImages images;
    private final ApprovedTags registry;
    private final ApprovedCopies copies;
    private final Promotions promotions;
    private final QueuePromotions queue;
    private final PushSessions sessions;
    private final AuditTrail audit;
    private final TransactionTemplate transaction;
    private final InstantSource clock;

    ReconcileApproved(
            Workspaces workspaces,
            StagedImages images,
            ApprovedTags registry,
            ApprovedCopies copies,
            Promotions promotions,
            QueuePromotions queue,
            PushSessions sessions,
            AuditTrail audit,
            TransactionTemplate transaction,
            InstantSource clock) {
        this.workspaces = workspaces;
        this.images = images;
        this.registry = registry;
        this.copies = copies;
        this.promotions = promotions;
        this.queue = queue;
        this.sessions = sessions;
        this.audit = audit;
        this.transaction = transaction;
        this.clock = clock;
    }

    /**
     * One listing, whatever there is. The entries are read before it: one that a promotion writes meanwhile is another
     * row, and is judged by the next listing.
     *
     * @throws ApprovedUnavailable where the registry does not answer; nothing changes then
     */
    void of(WorkspaceId id) {
        Workspace workspace = workspaces.get(id);
        List<Copy> known = copies.in(id);
        if (known.isEmpty()) {
            return;
        }
        Map<Tag, Set<Digest>> listed = registry.in(workspace.approved());
        transaction.executeWithoutResult(status -> record(id, known, listed));
        if (sessions.hasLive(id)) {
            askFor(copies.in(id).stream()
                    .filter(copy -> copy.state() instanceof Gone)
                    .toList());
        }
    }

    /**
     * The latest first: they are likelier to be what the session was opened for. The next round goes on. A tag that another moved is
     * overwritten only where a person asks for it.
     */
    private void askFor(List<Copy> gone) {
        Map<StagedImageId, List<StagedTag>> tags =
                images.tags(gone.stream().map(Copy::image).distinct().toList());
        gone.stream()
                .filter(copy -> tags.getOrDefault(copy.image(), List.of()).stream()
                        .anyMatch(tag -> tag.isCurrent() && tag.tag().equals(copy.tag())))
                .filter(copy -> queue.again(CATALOGUE, copy.image(), copy.tag()) == Asked.QUEUED)
                .limit(MOST_AT_ONCE)
                .forEach(copy -> log.debug("{} is gone as {}, and a push session is live", copy.image(), copy.tag()));
    }

    private void record(WorkspaceId workspace, List<Copy> known, Map<Tag, Set<Digest>> listed) {
        // Asked after the listing: what set a tag before it is either still open or has written its entry.
        Set<Tag> beingPromoted = promotions.openTags(workspace);
        known.stream()
                .filter(copy -> !beingPromoted.contains(copy.tag()))
                .forEach(copy -> record(copy, listed.getOrDefault(copy.tag(), Set.of())));
    }

    private void record(Copy copy, Set<Digest> named) {
        if (named.size() > 1) {
            return; // It moved during the listing.
        }
        CopyState next = next(copy, named);
        if (!next.equals(copy.state()) && copies.advance(copy, next)) {
            audit.record(CATALOGUE, action(next), "image/" + copy.image(), details(copy, next));
        }
    }

    private CopyState next(Copy copy, Set<Digest> named) {
        if (named.contains(copy.digest())) {
            return new Available();
        }
        Instant since = switch (copy.state()) {
            case Available it -> clock.instant().truncatedTo(ChronoUnit.MICROS);
            case Gone it -> it.since();
            case Moved it -> it.since();
            case Replaced it -> it.since();
        };
        return named.isEmpty()
                ? new Gone(since)
                : new Moved(since, named.iterator().next());
    }

    private static String action(CopyState next) {
        return switch (next) {
            case Available it -> "approved.found";
            case Gone it -> "approved.gone";
            case Moved it -> "approved.moved";
            case Replaced it -> "approved.replaced";
        };
    }

    private static Map<String, String> details(Copy copy, CopyState next) {
        Map<String, String> details = new HashMap<>();
        details.put("tag", copy.tag().value());
        details.put("digest", copy.digest().value());
        if (next instanceof Moved moved) {
            details.put("names", moved.to().value());
        }
        return details;
    }
}
