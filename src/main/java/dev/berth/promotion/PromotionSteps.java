package dev.berth.promotion;

import dev.berth.arrival.StagedImages;
import dev.berth.audit.Actor;
import dev.berth.audit.AuditTrail;
import dev.berth.oci.ImageReference;
import dev.berth.promotion.PromotionState.Copying;
import dev.berth.promotion.PromotionState.Open;
import dev.berth.promotion.PromotionState.Queued;
import dev.berth.promotion.PromotionState.Verified;
import dev.berth.review.Reviews;
import dev.berth.workspace.HomeRegistry;
import dev.berth.workspace.Workspaces;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * The short transactions between a promotion's remote calls. Each makes one step with its audit entry, or finds that
 * somebody else has made it and writes nothing.
 */
@Component
class PromotionSteps {

    private static final Actor PROMOTION = Actor.system("promotion");

    private final Promotions promotions;
    private final QueuePromotions queue;
    private final StagedImages images;
    private final Reviews reviews;
    private final Workspaces workspaces;
    private final HomeRegistry home;
    private final AuditTrail audit;
    private final ApplicationEventPublisher events;
    private final InstantSource clock;

    PromotionSteps(
            Promotions promotions,
            QueuePromotions queue,
            StagedImages images,
            Reviews reviews,
            Workspaces workspaces,
            HomeRegistry home,
            AuditTrail audit,
            ApplicationEventPublisher events,
            InstantSource clock) {
        this.promotions = promotions;
        this.queue = queue;
        this.images = images;
        this.reviews = reviews;
        this.workspaces = workspaces;
        this.home = home;
        this.audit = audit;
        this.events = events;
        this.clock = clock;
    }

    @Transactional
    public void started(Promotion promotion, Queued queued, String basis) {
        advance(promotion, queued, queued.start(now(), basis), "promotion.started", Map.of("basis", basis));
    }

    /** False where another image is setting this tag at the moment. */
    @Transactional
    public boolean verified(Promotion promotion, Copying copying) {
        if (promotions.isTagBusy(promotion)) {
            return false;
        }
        advance(promotion, copying, copying.verify(now()), "promotion.verified", Map.of());
        return true;
    }

    @Transactional
    public void promoted(Promotion promotion, Verified verified) {
        Instant at = now();
        ImageReference approved =
                home.reference(workspaces.get(promotion.workspace()).approved(), promotion.tag());
        if (advance(
                promotion, verified, verified.promote(at), "promotion.promoted", Map.of("uri", approved.toString()))) {
            events.publishEvent(
                    new ImagePromoted(promotion.image(), promotion.workspace(), approved, promotion.digest(), at));
            return;
        }
        promotions
                .lastPromoted(promotion.workspace(), promotion.tag())
                .filter(last -> !last.digest().equals(promotion.digest()))
                .ifPresent(queue::restore);
    }

    /** False where Berth has not yet noticed itself that the tag moved: then it is too early to say so. */
    @Transactional
    public boolean superseded(Promotion promotion, Open open) {
        promotions.lock(promotion.image());
        if (images.currentTags(promotion.image()).contains(promotion.tag())) {
            return false;
        }
        advance(promotion, open, open.supersede(now()), "promotion.superseded", Map.of());
        return true;
    }

    /** False where, as far as is known, the image is cleared: then the scanner is being asked again. */
    @Transactional
    public boolean lapsed(Promotion promotion, Open open, String reason) {
        promotions.lock(promotion.image());
        if (reviews.standing(promotion.image()).isCleared()) {
            return false;
        }
        advance(promotion, open, open.lapse(now(), reason), "promotion.lapsed", Map.of("reason", reason));
        return true;
    }

    /** @return how many attempts have failed, this one included; none where the promotion is not open any more */
    @Transactional
    public int attemptFailed(PromotionId id, String problem, int mostAttempts) {
        int attempts = promotions.countAttempt(id, problem);
        Promotion promotion = promotions.find(id).orElse(null);
        if (promotion != null && promotion.state() instanceof Open open && attempts >= mostAttempts) {
            advance(promotion, open, open.giveUp(now(), problem), "promotion.failed", Map.of("reason", problem));
            return 0;
        }
        return attempts;
    }

    private boolean advance(
            Promotion promotion, PromotionState from, PromotionState to, String action, Map<String, String> more) {
        if (!promotions.advance(promotion.id(), from, to)) {
            return false;
        }
        Map<String, String> details = new HashMap<>(QueuePromotions.details(promotion));
        details.putAll(more);
        audit.record(PROMOTION, action, "image/" + promotion.image(), details);
        return true;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
