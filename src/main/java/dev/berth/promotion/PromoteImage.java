package dev.berth.promotion;

import dev.berth.arrival.StagedImage;
import dev.berth.arrival.StagedImages;
import dev.berth.oci.RepositoryName;
import dev.berth.oci.ScannedImage;
import dev.berth.promotion.ImageTransfer.Copied;
import dev.berth.promotion.ImageTransfer.NoSuchRepository;
import dev.berth.promotion.ImageTransfer.Stored;
import dev.berth.promotion.PromotionState.Copying;
import dev.berth.promotion.PromotionState.Open;
import dev.berth.promotion.PromotionState.Queued;
import dev.berth.promotion.PromotionState.Verified;
import dev.berth.review.Clearances;
import dev.berth.review.Clearances.Clearance;
import dev.berth.workspace.Workspace;
import dev.berth.workspace.Workspaces;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.stereotype.Component;

/**
 * Carries one promotion as far as it goes: each call takes the state that the row is in and may be cut short anywhere,
 * made again, or made twice at once.
 */
@Component
class PromoteImage {

    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(3);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    private final Promotions promotions;
    private final StagedImages images;
    private final PromotionSteps steps;
    private final Workspaces workspaces;
    private final Clearances clearances;
    private final ApprovedRegistry approved;
    private final ImageTransfer transfer;
    private final InstantSource clock;

    PromoteImage(
            Promotions promotions,
            StagedImages images,
            PromotionSteps steps,
            Workspaces workspaces,
            Clearances clearances,
            ApprovedRegistry approved,
            ImageTransfer transfer,
            InstantSource clock) {
        this.promotions = promotions;
        this.images = images;
        this.steps = steps;
        this.workspaces = workspaces;
        this.clearances = clearances;
        this.approved = approved;
        this.transfer = transfer;
        this.clock = clock;
    }

    sealed interface Progress {

        record Finished() implements Progress {}

        /** Nothing is wrong, but something else has to happen first. */
        record Later(Duration pause) implements Progress {}
    }

    Progress promote(PromotionId id) {
        Run run = new Run();
        while (true) {
            Promotion promotion = promotions.find(id).orElse(null);
            if (promotion == null || !(promotion.state() instanceof Open open)) {
                return new Progress.Finished();
            }
            MDC.put("image", promotion.image().toString());
            if (!step(promotion, open, workspaces.get(promotion.workspace()), run)) {
                return new Progress.Later(pause(open));
            }
        }
    }

    /** What was done, and seen, since this runner took the promotion up: it need not be asked for again. */
    private static final class Run {

        private boolean begun;
        private @Nullable Stored copy;
    }

    /** The longer it has waited, the longer it may wait. */
    private Duration pause(Open open) {
        Duration waited = Duration.between(open.since(), clock.instant()).dividedBy(4);
        Duration atLeast = waited.compareTo(SHORTEST_PAUSE) > 0 ? waited : SHORTEST_PAUSE;
        return atLeast.compareTo(LONGEST_PAUSE) < 0 ? atLeast : LONGEST_PAUSE;
    }

    /** False where it has to wait. */
    private boolean step(Promotion promotion, Open open, Workspace workspace, Run run) {
        boolean tagged = open instanceof Verified && run.copy == null && isTagged(promotion, workspace);
        if (!tagged && !holdsTag(promotion, open, workspace)) {
            return steps.superseded(promotion, open);
        }
        return switch (clearance(promotion, open)) {
            case Clearance.Lapsed lapsed ->
                isTaggedUnrecorded(promotion, workspace)
                        ? steps.tagLeft(promotion, open, lapsed.reason())
                        : steps.lapsed(promotion, open, lapsed.reason());
            case Clearance.Holds holds ->
                switch (open) {
                    case Queued queued -> {
                        run.begun = true;
                        yield steps.started(promotion, queued, holds.basis());
                    }
                    case Copying copying -> {
                        Copied copied = copy(promotion, workspace, run);
                        run.copy = copied.image();
                        yield steps.verified(promotion, copying, copied.leftBehind());
                    }
                    case Verified verified -> {
                        if (!tagged) {
                            copy(promotion, workspace, run.copy).tag(promotion.tag());
                        }
                        steps.promoted(promotion, verified);
                        yield true;
                    }
                };
        };
    }

    /** Invariant 8: what the scanner said just now is enough to copy, and it is asked before the tag is set. */
    private Clearance clearance(Promotion promotion, Open open) {
        return switch (open) {
            case Queued queued -> clearances.known(promotion.image());
            case Copying copying -> clearances.recent(promotion.image());
            case Verified verified -> clearances.check(promotion.image());
        };
    }

    private Copied copy(Promotion promotion, Workspace workspace, Run run) {
        boolean again = !run.begun || promotion.attempts() > 0 || promotions.wasBegunBefore(promotion);
        if (!promotions.hasPromoted(workspace.id())) {
            approved.provision(workspace);
        }
        try {
            return transfer.copy(workspace.staging(), scanned(promotion), workspace.approved(), again);
        } catch (NoSuchRepository deleted) {
            approved.provision(workspace);
            return transfer.copy(workspace.staging(), scanned(promotion), workspace.approved(), again);
        }
    }

    /** Another runner may have copied it, or this one before it was stopped: then it is read once more. */
    private Stored copy(Promotion promotion, Workspace workspace, @Nullable Stored copied) {
        return copied != null
                ? copied
                : transfer.stored(workspace.approved(), promotion.digest())
                        .orElseThrow(() -> new CopyNotFound(promotion, workspace));
    }

    /** The platforms are those that the clearance was given for: all of them, each scanned. */
    private ScannedImage scanned(Promotion promotion) {
        return ScannedImage.of(
                promotion.digest(),
                images.get(promotion.image()).platforms().stream()
                        .map(StagedImage.PlatformManifest::digest)
                        .toList());
    }

    /** Whether the approved tag names the image already: from an earlier promotion, or since this one was cut short. */
    private boolean isTagged(Promotion promotion, Workspace workspace) {
        return isNamed(workspace.approved(), promotion);
    }

    /** Whether it does, and no promotion says so: this one was cut short before it could be recorded. */
    private boolean isTaggedUnrecorded(Promotion promotion, Workspace workspace) {
        return promotions
                        .lastPromoted(promotion.workspace(), promotion.tag())
                        .filter(last -> last.digest().equals(promotion.digest()))
                        .isEmpty()
                && isTagged(promotion, workspace);
    }

    /** Staging is asked just before the tag is set; until then, what is known of it is enough. */
    private boolean holdsTag(Promotion promotion, Open open, Workspace workspace) {
        return open instanceof Verified
                ? isNamed(workspace.staging(), promotion)
                : images.currentTags(promotion.image()).contains(promotion.tag());
    }

    private boolean isNamed(RepositoryName repository, Promotion promotion) {
        return transfer.digest(repository, promotion.tag())
                .filter(promotion.digest()::equals)
                .isPresent();
    }
}
