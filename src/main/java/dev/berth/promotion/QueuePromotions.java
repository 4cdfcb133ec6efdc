package dev.berth.promotion;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import dev.berth.arrival.ImageTagged;
import dev.berth.arrival.StagedImage;
import dev.berth.arrival.StagedImageId;
import dev.berth.arrival.StagedImages;
import dev.berth.audit.Actor;
import dev.berth.audit.AuditTrail;
import dev.berth.identity.Person;
import dev.berth.oci.Tag;
import dev.berth.promotion.PromotionState.GivenUp;
import dev.berth.promotion.PromotionState.Queued;
import dev.berth.review.ImageCleared;
import dev.berth.review.Reviews;
import dev.berth.support.DueNow;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Asks for a promotion, with the durable task that carries it out, in the transaction that made it due. */
@Component
public class QueuePromotions {

    static final Actor PROMOTION = Actor.system("promotion");

    private final Promotions promotions;
    private final StagedImages images;
    private final Reviews reviews;
    private final AuditTrail audit;
    private final SchedulerClient scheduler;
    private final DueNow dueNow;
    private final InstantSource clock;

    QueuePromotions(
            Promotions promotions,
            StagedImages images,
            Reviews reviews,
            AuditTrail audit,
            SchedulerClient scheduler,
            DueNow dueNow,
            InstantSource clock) {
        this.promotions = promotions;
        this.images = images;
        this.reviews = reviews;
        this.audit = audit;
        this.scheduler = scheduler;
        this.dueNow = dueNow;
        this.clock = clock;
    }

    /** Once more is no harm, but where the image has its tags already, clearing it anew is no reason either. */
    @EventListener
    @Transactional(propagation = Propagation.MANDATORY)
    public void on(ImageCleared cleared) {
        promotions.lock(cleared.image());
        images.currentTags(cleared.image()).stream()
                .filter(tag -> !wasLastToGet(tag, cleared.image()))
                .forEach(tag -> queue(cleared.image(), tag));
    }

    /**
     * A tag that comes is always set, even if this image was the last to get it: another may be setting it at this moment, or
     * what was approved may be gone.
     */
    @EventListener
    @Transactional(propagation = Propagation.MANDATORY)
    public void on(ImageTagged tagged) {
        promotions.lock(tagged.image());
        supersedeWhatWasGivenUp(tagged);
        if (reviews.standing(tagged.image()).isCleared()) {
            queue(tagged.image(), tagged.tag());
        }
    }

    private void supersedeWhatWasGivenUp(ImageTagged tagged) {
        for (Promotion promotion :
                promotions.givenUp(images.get(tagged.image()).workspace(), tagged.tag(), tagged.image())) {
            if (promotion.state() instanceof GivenUp end
                    && promotions.advance(promotion.id(), end, end.supersede(now()))) {
                audit.record(PROMOTION, "promotion.superseded", "image/" + promotion.image(), details(promotion));
            }
        }
    }

    /** Once more for one that was given up. False where there is nothing to try again. */
    @Transactional
    public boolean tryAgain(Person admin, PromotionId id) {
        Promotion promotion = promotions.find(id).orElse(null);
        if (promotion == null || !(promotion.state() instanceof GivenUp end)) {
            return false;
        }
        promotions.lock(promotion.image());
        if (promotions.isFollowed(promotion) || !promotions.advance(id, end, end.tryAgain(now()))) {
            return false;
        }
        audit.record(Actor.of(admin), "promotion.retried", "image/" + promotion.image(), details(promotion));
        schedule(promotion);
        return true;
    }

    /**
     * For a tag whose approved copy is missing: somebody asks for it anew. Whether the image is still cleared, the scanner is asked
     * when the promotion starts.
     */
    @Transactional
    public Asked again(Actor actor, StagedImageId image, Tag tag) {
        promotions.lock(image);
        boolean staged = images.currentTags(image).contains(tag);
        Asked asked = Asked.of(promotions.latest(image, tag), staged, reviews.standing(image));
        if (asked == Asked.QUEUED) {
            audit.record(actor, "promotion.asked-again", "image/" + image, Map.of("tag", tag.value()));
            queue(image, tag);
        }
        return asked;
    }

    /** Brings the tag back to the image that was the last to get it, after another wrote over it too late. */
    void restore(Promotion rightful) {
        promotions.lock(rightful.image());
        queue(rightful.image(), rightful.tag());
    }

    /** For those that are open and have no task, whatever became of it. */
    void reschedule(Instant openSince) {
        promotions.openSince(openSince).forEach(this::schedule);
    }

    /** Nor was it asked for anew since: then what stopped that promotion may be what is cleared now. */
    private boolean wasLastToGet(Tag tag, StagedImageId image) {
        return promotions
                .lastPromoted(images.get(image).workspace(), tag)
                .filter(last -> last.image().equals(image) && !promotions.isFollowed(last))
                .isPresent();
    }

    private void queue(StagedImageId id, Tag tag) {
        StagedImage image = images.get(id);
        Instant now = now();
        Promotion promotion = new Promotion(
                PromotionId.random(), id, image.workspace(), image.digest(), tag, new Queued(now), 0, null, now);
        if (promotions.queue(promotion)) {
            audit.record(PROMOTION, "promotion.queued", "image/" + promotion.image(), details(promotion));
            schedule(promotion);
        }
    }

    private void schedule(Promotion promotion) {
        scheduler.scheduleIfNotExists(
                PromotionTasks.DESCRIPTOR
                        .instance(PromotionTasks.instance(promotion))
                        .build(),
                clock.instant());
    }

    /** For one that put itself off because of another, which is done now. */
    void goOn(Promotion promotion) {
        dueNow.run(PromotionTasks.DESCRIPTOR, PromotionTasks.instance(promotion));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    static Map<String, String> details(Promotion promotion) {
        return Map.of(
                "promotion", promotion.id().toString(),
                "digest", promotion.digest().value(),
                "tag", promotion.tag().value());
    }
}
