package dev.berth.review;

import dev.berth.arrival.StagedImage;
import dev.berth.arrival.StagedImageId;
import dev.berth.arrival.StagedImages;
import dev.berth.audit.Actor;
import dev.berth.audit.AuditTrail;
import dev.berth.identity.Person;
import dev.berth.identity.Role;
import dev.berth.review.ReviewDecision.Kind;
import dev.berth.scanning.FreshLook;
import dev.berth.web.Reason;
import dev.berth.workspace.Workspaces;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** An admin approves or rejects what the policy left to one, and lifts or keeps a rejection. */
@Component
class DecideReview {

    static final String OWN = "This image is your own. Another admin has to decide on it.";

    private static final Set<Kind> TO_REVIEW = EnumSet.of(Kind.APPROVED, Kind.REJECTED);

    private final PromotionPolicy policy;
    private final Reviews reviews;
    private final StagedImages images;
    private final Workspaces workspaces;
    private final Researchers researchers;
    private final JudgeImage judge;
    private final FreshLook scanner;
    private final AuditTrail audit;
    private final ApplicationEventPublisher events;
    private final InstantSource clock;

    DecideReview(
            PromotionPolicy policy,
            Reviews reviews,
            StagedImages images,
            Workspaces workspaces,
            Researchers researchers,
            JudgeImage judge,
            FreshLook scanner,
            AuditTrail audit,
            ApplicationEventPublisher events,
            InstantSource clock) {
        this.policy = policy;
        this.reviews = reviews;
        this.images = images;
        this.workspaces = workspaces;
        this.researchers = researchers;
        this.judge = judge;
        this.scanner = scanner;
        this.audit = audit;
        this.events = events;
        this.clock = clock;
    }

    /** @param seenFindings and {@code seenPolicy}: what the page said that the decision was made on */
    record Command(StagedImageId image, String seenFindings, String seenPolicy, Kind kind, String reason) {}

    sealed interface Outcome {

        record Decided() implements Outcome {}

        /** With a sentence for the admin; the field is empty where it is about none. */
        record Refused(String field, String sentence) implements Outcome {

            Refused(String sentence) {
                this("", sentence);
            }
        }
    }

    @Transactional
    public Outcome decide(Person person, Command command) {
        if (!person.is(Role.ADMIN)) {
            return new Outcome.Refused("Only an admin decides on an image.");
        }
        StagedImage image = images.get(command.image());
        if (researchers.of(person).test(workspaces.get(image.workspace()))) {
            return new Outcome.Refused(OWN);
        }
        String reason;
        try {
            reason = Reason.of(command.reason(), ReviewDecision.LONGEST_REASON).value();
        } catch (IllegalArgumentException refused) {
            return new Outcome.Refused("reason", String.valueOf(refused.getMessage()));
        }
        reviews.lock(command.image());
        return switch (reviews.standing(command.image())) {
            case Standing.WaitsForReview waits ->
                TO_REVIEW.contains(command.kind())
                        ? decide(person, command, reason, waits.judgement())
                        : new Outcome.Refused("This image is not rejected: approve or reject it.");
            case Standing.Rejected rejected -> ofRejected(person, command, reason, rejected);
            case Standing.Approved approved ->
                new Outcome.Refused("%s has approved this image already."
                        .formatted(approved.decision().decidedBy()));
            case Standing.ClearedByPolicy cleared ->
                new Outcome.Refused("The policy cleared this image; there is nothing to decide.");
            case Standing.Refused refused -> new Outcome.Refused("The policy refuses this image, whoever approves it.");
            case Standing.Unjudged unjudged -> new Outcome.Refused("The scan of this image has not finished.");
        };
    }

    private Outcome ofRejected(Person person, Command command, String reason, Standing.Rejected rejected) {
        return switch (command.kind()) {
            case LIFTED -> decide(person, command, reason, rejected.judgement());
            case KEPT ->
                rejected.pushedAgainAs().isEmpty()
                        ? new Outcome.Refused("The rejection holds, and nobody has pushed the image again since.")
                        : decide(person, command, reason, rejected.judgement());
            case APPROVED, REJECTED ->
                new Outcome.Refused("%s has rejected this image. Lift the rejection first, or leave it."
                        .formatted(rejected.decision().decidedBy()));
        };
    }

    private Outcome decide(Person person, Command command, String reason, Judgement judgement) {
        if (!judgement.policy().equals(policy.version())) {
            judge.judge(command.image());
            return new Outcome.Refused("The promotion policy has changed. The image was judged anew: look again.");
        }
        boolean seen = judgement.fingerprint().value().equals(command.seenFindings())
                && judgement.policy().value().equals(command.seenPolicy());
        if (!seen) {
            return new Outcome.Refused("The findings have changed since you opened this page: look again.");
        }
        ReviewDecision decision = new ReviewDecision(
                command.kind(), reason, person.username(), clock.instant().truncatedTo(ChronoUnit.MICROS));
        reviews.decide(judgement, decision);
        audit.record(
                Actor.of(person),
                switch (command.kind()) {
                    case APPROVED -> "image.approved";
                    case REJECTED -> "image.rejected";
                    case LIFTED -> "rejection.lifted";
                    case KEPT -> "rejection.kept";
                },
                "image/" + command.image(),
                Map.of(
                        "digest", judgement.digest().value(),
                        "findings", judgement.fingerprint().value(),
                        "policy", judgement.policy().value(),
                        "reason", reason));
        if (reviews.standing(command.image()).isCleared()) {
            events.publishEvent(new ImageCleared(command.image()));
        } else if (command.kind() == Kind.LIFTED) {
            scanner.askAnew(command.image());
        }
        return new Outcome.Decided();
    }
}
