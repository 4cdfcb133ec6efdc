package dev.berth.promotion;

import dev.berth.arrival.StagedImages;
import dev.berth.audit.AuditTrail;
import dev.berth.audit.FirstFew;
import dev.berth.oci.ImageReference;
import dev.berth.oci.LeftBehind;
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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiPredicate;
import java.util.function.BooleanSupplier;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The short transactions between a promotion's remote calls. Each makes one step with its audit entry, or finds that
 * somebody else has made it and leaves nothing behind. Whatever this room writes of an image, it writes in the image's
 * line of waiting ({@link Promotions#lock}), so that no two wait for each other.
 */
@Component
class PromotionSteps {

    private static final String TAG_LEFT =
            " The approved tag had been set just before: an admin has to delete it in the"
                    + " approved repository, or clear the image, and then try again.";

    private final TransactionTemplate transaction;
    private final Promotions promotions;
    private final LeftBehinds leftBehinds;
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
            LeftBehinds leftBehinds,
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
        this.leftBehinds = leftBehinds;
        this.queue = queue;
        this.images = images;
        this.reviews = reviews;
        this.workspaces = workspaces;
        this.home = home;
        this.audit = audit;
        this.events = events;
        this.clock = clock;
    }

    /** False where the image is being copied under another tag: once is enough, and the rest goes quickly then. */
    boolean started(Promotion promotion, Queued queued, String basis) {
        return inTransaction(promotion, () -> {
            if (promotions.isBeingCopied(promotion)) {
                return false;
            }
            advance(promotion, queued, queued.start(now(), basis), "promotion.started", Map.of("basis", basis));
            return true;
        });
    }

    /** False where another image is setting this tag at the moment. */
    boolean verified(Promotion promotion, Copying copying, List<LeftBehind> leftBehind) {
        return inTransaction(promotion, () -> {
            if (promotions.isTagBusy(promotion)) {
                return false;
            }
            if (advance(promotion, copying, copying.verify(now()), "promotion.verified", details(leftBehind))) {
                leftBehinds.replace(promotion.image(), leftBehind);
            }
            return true;
        });
    }

    void promoted(Promotion promotion, Verified verified) {
        Instant at = now();
        ImageReference approved =
                home.reference(workspaces.get(promotion.workspace()).approved(), promotion.tag());
        boolean made = inTransaction(promotion, () -> {
            Promoted promoted = verified.promote(at);
            if (!advance(promotion, verified, promoted, "promotion.promoted", Map.of("uri", approved.toString()))) {
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
        return inTransaction(promotion, () -> {
            if (images.currentTags(promotion.image()).contains(promotion.tag())) {
                return false;
            }
            advance(promotion, open, open.supersede(now()), "promotion.superseded", Map.of());
            return true;
        });
    }

    /** False where, as far as is known, the image is cleared: then the scanner is being asked again. */
    boolean lapsed(Promotion promotion, Open open, String reason) {
        return lapsed(promotion, open, open.lapse(now(), reason), "promotion.lapsed", reason);
    }

    /** The same where the approved tag names the image and nothing says that it was promoted. */
    boolean tagLeft(Promotion promotion, Open open, String reason) {
        String whatToDo = reason + TAG_LEFT;
        return lapsed(promotion, open, open.leaveTag(now(), whatToDo), "promotion.tag-left", whatToDo);
    }

    private boolean lapsed(Promotion promotion, Open open, PromotionState end, String action, String reason) {
        return inTransaction(promotion, () -> {
            if (reviews.standing(promotion.image()).isCleared()) {
                return false;
            }
            advance(promotion, open, end, action, Map.of("reason", reason));
            return true;
        });
    }

    /** What the image itself is makes every attempt as useless as this one. */
    void refused(PromotionId id, String reason) {
        end(
                id,
                (promotion, open) -> advance(
                        promotion, open, open.refuse(now(), reason), "promotion.refused", Map.of("reason", reason)));
    }

    /** @return how many attempts have failed, this one included; none where the promotion is not open any more */
    int attemptFailed(PromotionId id, String problem, int mostAttempts) {
        int attempts = Objects.requireNonNull(transaction.execute(status -> promotions.countAttempt(id, problem)));
        if (attempts < mostAttempts) {
            return attempts;
        }
        end(
                id,
                (promotion, open) -> advance(
                        promotion, open, open.giveUp(now(), problem), "promotion.failed", Map.of("reason", problem)));
        return 0;
    }

    private void end(PromotionId id, BiPredicate<Promotion, Open> step) {
        promotions.find(id).ifPresent(promotion -> {
            if (promotion.state() instanceof Open open) {
                inTransaction(promotion, () -> step.test(promotion, open));
            }
        });
    }

    /** The entry of the audit names the first few; the image's page has all. */
    private static Map<String, String> details(List<LeftBehind> leftBehind) {
        if (leftBehind.isEmpty()) {
            return Map.of();
        }
        return Map.of(
                "leftBehind",
                Integer.toString(leftBehind.size()),
                "leftBehindFirst",
                FirstFew.of(leftBehind.stream().map(left -> left.digest() + " " + left.reason())));
    }

    private boolean inTransaction(Promotion promotion, BooleanSupplier work) {
        return Objects.requireNonNull(transaction.execute(status -> {
            promotions.lock(promotion.image());
            return work.getAsBoolean();
        }));
    }

    /** False where somebody else has made the step: then this call wrote nothing. */
    private boolean advance(
            Promotion promotion, PromotionState from, PromotionState to, String action, Map<String, String> more) {
        if (!promotions.advance(promotion.id(), from, to)) {
            return false;
        }
        Map<String, String> details = new HashMap<>(QueuePromotions.details(promotion));
        details.putAll(more);
        audit.record(QueuePromotions.PROMOTION, action, "image/" + promotion.image(), details);
        if (!(from instanceof Queued)) {
            promotions.nextAfter(promotion).forEach(queue::goOn);
        }
        return true;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
