package dev.berth.scanning;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.task.TaskDescriptor;
import dev.berth.arrival.ImageArrived;
import dev.berth.arrival.ImageTagged;
import dev.berth.arrival.StagedImage;
import dev.berth.arrival.StagedImageId;
import dev.berth.arrival.StagedImages;
import dev.berth.audit.Actor;
import dev.berth.audit.AuditTrail;
import dev.berth.support.DueNow;
import dev.berth.support.OwnedInstance;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Starts asking about an image: one durable task an image, however often it is started. */
@Component
class ScanImages {

    static final TaskDescriptor<Void> ASK = TaskDescriptor.of("ask-scanner");

    /** Opens the questions again in a transaction of its own, since the one that tags an image holds other locks. */
    static final TaskDescriptor<Void> ASK_AGAIN = TaskDescriptor.of("ask-scanner-again");

    private static final Actor ACTOR = Actor.system("scanning");

    private final SchedulerClient scheduler;
    private final DueNow dueNow;
    private final StagedImages images;
    private final Questions questions;
    private final AuditTrail audit;
    private final InstantSource clock;

    ScanImages(
            SchedulerClient scheduler,
            DueNow dueNow,
            StagedImages images,
            Questions questions,
            AuditTrail audit,
            InstantSource clock) {
        this.scheduler = scheduler;
        this.dueNow = dueNow;
        this.images = images;
        this.questions = questions;
        this.audit = audit;
        this.clock = clock;
    }

    @EventListener
    @Transactional(propagation = Propagation.MANDATORY)
    void on(ImageArrived arrived) {
        StagedImage image = images.get(arrived.image());
        Instant now = now();
        if (questions.begin(image.id(), Question.about(image, now), now)) {
            scheduler.scheduleIfNotExists(ASK.instance(instance(image)).build(), now);
        }
    }

    /** An image that is pushed again long after it was scanned, perhaps after it was gone, is asked about anew. */
    @EventListener
    @Transactional(propagation = Propagation.MANDATORY)
    void on(ImageTagged tagged) {
        StagedImage image = images.get(tagged.image());
        if (image.unreadable() == null && !questions.anyOpen(image.id())) {
            scheduler.scheduleIfNotExists(ASK_AGAIN.instance(instance(image)).build(), now());
        }
    }

    /** @param tell whether the rooms above are told of the outcome even if it is the one they know */
    @Transactional
    void again(StagedImageId image, boolean tell) {
        questions.lock(image);
        if (tell) {
            questions.tellAgain(image);
        }
        if (!questions.reopen(image, now())) {
            return;
        }
        audit.record(ACTOR, "scan.reopened", "image/" + image, Map.of());
        dueNow.run(ASK, instance(images.get(image)));
    }

    private static String instance(StagedImage image) {
        return OwnedInstance.of(image.workspace(), image.id()).toString();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
