package dev.berth.review;

import dev.berth.arrival.StagedImage;
import dev.berth.arrival.StagedImageId;
import dev.berth.arrival.StagedImages;
import dev.berth.audit.Actor;
import dev.berth.audit.AuditTrail;
import dev.berth.scanning.ScanFinished;
import dev.berth.scanning.ScanReport;
import dev.berth.scanning.ScanReports;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Says what the policy says of an image, once for the same findings under the same policy. */
@Component
class JudgeImage {

    private final PromotionPolicy policy;
    private final Reviews reviews;
    private final StagedImages images;
    private final ScanReports reports;
    private final AuditTrail audit;
    private final ApplicationEventPublisher events;
    private final InstantSource clock;

    JudgeImage(
            PromotionPolicy policy,
            Reviews reviews,
            StagedImages images,
            ScanReports reports,
            AuditTrail audit,
            ApplicationEventPublisher events,
            InstantSource clock) {
        this.policy = policy;
        this.reviews = reviews;
        this.images = images;
        this.reports = reports;
        this.audit = audit;
        this.events = events;
        this.clock = clock;
    }

    @EventListener
    @Transactional(propagation = Propagation.MANDATORY)
    public void on(ScanFinished finished) {
        judge(finished.image());
    }

    @Transactional
    public void judge(StagedImageId id) {
        StagedImage image = images.get(id);
        Optional<Judgement> last = reviews.latest(id);
        // In this order: a report that comes after the last judgement was read has its own judgement, which takes the
        // number.
        ScanReport report = reports.of(id);
        while (last.isEmpty() || !last.get().standsOn(report.fingerprint(), policy.version())) {
            Judgement judgement =
                    judgement(image, report, last.map(Judgement::number).orElse(0) + 1);
            if (reviews.add(judgement)) {
                announce(judgement);
                return;
            }
            last = reviews.latest(id);
            report = reports.of(id);
        }
    }

    private Judgement judgement(StagedImage image, ScanReport report, int number) {
        return new Judgement(
                image.id(),
                number,
                image.digest(),
                report.fingerprint(),
                policy.version(),
                policy.judge(image, report),
                clock.instant().truncatedTo(ChronoUnit.MICROS));
    }

    /** An admin's earlier approval of the very same holds again, and a rejection holds still. */
    private void announce(Judgement judgement) {
        Verdict verdict = judgement.verdict();
        audit.record(
                Actor.system("review"),
                "image.judged",
                "image/" + judgement.image(),
                Map.of(
                        "digest", judgement.digest().value(),
                        "verdict", Reviews.kind(verdict),
                        "policy", judgement.policy().value(),
                        "findings", judgement.fingerprint().value(),
                        "reasons",
                                verdict.reasons().stream().map(Reason::sentence).collect(Collectors.joining(" "))));
        events.publishEvent(new VerdictReached(judgement.image()));
        if (reviews.standing(judgement.image()).isCleared()) {
            events.publishEvent(new ImageCleared(judgement.image()));
        }
    }
}
