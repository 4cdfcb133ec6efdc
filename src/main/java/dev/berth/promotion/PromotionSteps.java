package dev.berth.promotion;

import dev.berth.arrival.StagedImages;
import dev.berth.audit.Actor;
import dev.berth.audit.AuditTrail;
import dev.berth.oci.ImageReference;
import dev.berth.promotion.PromotionState.Copying;
import dev.berth.promotion.PromotionState.Open;
import dev.berth.promotion.PromotionState.Promoted;
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
import java.util.Objects;
import java.util.function.Predicate;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The short transactions between a promotion's remote calls. Each makes one step with its audit entry, or finds that
 * somebody else has made it and leaves nothing behind.
 *
 * <p>The audit entry comes first, and is rolled back where the step is not to be: every transaction of every room waits
 * for the audit trail before it waits for anything of this one, so that no two wait for each other.
 */
@Component
class PromotionSteps {

    private static final Actor PROMOTION = Actor.system("promotion");

    private final TransactionTemplate transaction;
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
            TransactionTemplate transaction,
            Promotions promotions,
            QueuePromotions queue,
            StagedImages images,
            Reviews reviews,
            Workspaces workspaces,
            HomeRegistry home,
            AuditTrail audit,
            ApplicationEventPublisher events,
            InstantSource clock) {
        this.transaction = transaction;
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

    void started(Promotion promotion, Queued queued, String basis) {
        inTransaction(status -> advance(
                status, promotion, queued, queued.start(now(), basis), "promotion.started", Map.of("basis", basis)));
    }

    /** False where another image is setting this tag at the moment. */
    boolean verified(Promotion promotion, Copying copying) {
        return inTransaction(status -> {
            if (promotions.isTagBusy(promotion)) {
                return false;
            }
            advance(status, promotion, copying, copying.verify(now()), "promotion.verified", Map.of());
            return true;
        });
    }

    void promoted(Promotion promotion, Verified verified) {
        Instant at = now();
        ImageReference approved =
                home.reference(workspaces.get(promotion.workspace()).approved(), promotion.tag());
        boolean made = inTransaction(status -> {
            Promoted promoted = verified.promote(at);
            if (!advance(
                    status, promotion, verified, promoted, "promotion.promoted", Map.of("uri", approved.toString()))) {
                return false;
            }
            events.publishEvent(
                    new ImagePromoted(promotion.image(), promotion.workspace(), approved, promotion.digest(), at));
            return true;
        });
        if (!made) {
            restoreWhatWasOverwritten(promotion);
        }
    }

    /** A runner that was stopped for long between looking and tagging may have tagged after others were done. */
    private void restoreWhatWasOverwritten(Promotion promotion) {
        transaction.executeWithoutResult(status -> promotions
                .lastPromoted(promotion.workspace(), promotion.tag())
                .filter(last -> !last.digest().equals(promotion.digest()))
                .ifPresent(queue::restore));
    }

    /** False where Berth has not yet noticed itself that the tag moved: then it is too early to say so. */
    boolean superseded(Promotion promotion, Open open) {
        return inTransaction(status -> {
            advance(status, promotion, open, open.supersede(now()), "promotion.superseded", Map.of());
            promotions.lock(promotion.image());
            return !images.currentTags(promotion.image()).contains(promotion.tag());
        });
    }

    /** False where, as far as is known, the image is cleared: then the scanner is being asked again. */
    boolean lapsed(Promotion promotion, Open open, String reason) {
        return inTransaction(status -> {
            advance(status, promotion, open, open.lapse(now(), reason), "promotion.lapsed", Map.of("reason", reason));
            promotions.lock(promotion.image());
            return !reviews.standing(promotion.image()).isCleared();
        });
    }

    /** @return how many attempts have failed, this one included; none where the promotion is not open any more */
    int attemptFailed(PromotionId id, String problem, int mostAttempts) {
        int attempts = Objects.requireNonNull(transaction.execute(status -> promotions.countAttempt(id, problem)));
        if (attempts < mostAttempts) {
            return attempts;
        }
        promotions
                .find(id)
                .filter(promotion -> promotion.state() instanceof Open)
                .ifPresent(promotion -> giveUp(promotion, (Open) promotion.state(), problem));
        return 0;
    }

    private void giveUp(Promotion promotion, Open open, String problem) {
        inTransaction(status -> advance(
                status, promotion, open, open.giveUp(now(), problem), "promotion.failed", Map.of("reason", problem)));
    }

    /** What comes out false is rolled back. */
    private boolean inTransaction(Predicate<TransactionStatus> work) {
        return Objects.requireNonNull(transaction.execute(status -> {
            boolean done = work.test(status);
            if (!done) {
                status.setRollbackOnly();
            }
            return done;
        }));
    }

    private boolean advance(
            TransactionStatus status,
            Promotion promotion,
            PromotionState from,
            PromotionState to,
            String action,
            Map<String, String> more) {
        Map<String, String> details = new HashMap<>(QueuePromotions.details(promotion));
        details.putAll(more);
        audit.record(PROMOTION, action, "image/" + promotion.image(), details);
        if (!promotions.advance(promotion.id(), from, to)) {
            status.setRollbackOnly();
            return false;
        }
        return true;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
