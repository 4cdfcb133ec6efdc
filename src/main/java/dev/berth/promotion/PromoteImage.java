package dev.berth.promotion;

import dev.berth.arrival.StagedImage;
import dev.berth.arrival.StagedImages;
import dev.berth.oci.LeftBehind;
import dev.berth.oci.Reference;
import dev.berth.oci.RepositoryName;
import dev.berth.oci.ScannedImage;
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
import java.util.List;
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
        while (true) {
            Promotion promotion = promotions.find(id).orElse(null);
            if (promotion == null || !(promotion.state() instanceof Open open)) {
                return new Progress.Finished();
            }
            if (!step(promotion, open, workspaces.get(promotion.workspace()))) {
                return new Progress.Later(pause(open));
            }
        }
    }

    /** The longer it has waited, the longer it may wait. */
    private Duration pause(Open open) {
        Duration waited = Duration.between(open.since(), clock.instant()).dividedBy(4);
        Duration atLeast = waited.compareTo(SHORTEST_PAUSE) > 0 ? waited : SHORTEST_PAUSE;
        return atLeast.compareTo(LONGEST_PAUSE) < 0 ? atLeast : LONGEST_PAUSE;
    }

    /** False where it has to wait. */
    private boolean step(Promotion promotion, Open open, Workspace workspace) {
        boolean tagged = open instanceof Verified && isTagged(promotion, workspace);
        if (!tagged && !holdsTag(promotion, workspace)) {
            return steps.superseded(promotion, open);
        }
        // Invariant 8: the scanner is asked when the copy begins and before the tag is set. To begin, what is known is
        // enough.
        Clearance clearance =
                open instanceof Queued ? clearances.known(promotion.image()) : clearances.check(promotion.image());
        return switch (clearance) {
            case Clearance.Lapsed lapsed ->
                isTaggedUnrecorded(promotion, workspace)
                        ? steps.tagLeft(promotion, open, lapsed.reason())
                        : steps.lapsed(promotion, open, lapsed.reason());
            case Clearance.Holds holds -> step(promotion, open, workspace, holds, tagged);
        };
    }

    private boolean step(Promotion promotion, Open open, Workspace workspace, Clearance.Holds holds, boolean tagged) {
        return switch (open) {
            case Queued queued -> steps.started(promotion, queued, holds.basis());
            case Copying copying -> steps.verified(promotion, copying, copy(promotion, workspace));
            case Verified verified -> {
                if (!tagged) {
                    tag(promotion, workspace);
                }
                steps.promoted(promotion, verified);
                yield true;
            }
        };
    }

    private void tag(Promotion promotion, Workspace workspace) {
        transfer.tag(workspace.approved(), promotion.digest(), promotion.tag());
        if (!isTagged(promotion, workspace)) {
            throw new CopyNotFound(promotion, workspace);
        }
    }

    /** What was left behind. */
    private List<LeftBehind> copy(Promotion promotion, Workspace workspace) {
        approved.provision(workspace);
        List<LeftBehind> leftBehind = transfer.copy(workspace.staging(), scanned(promotion), workspace.approved());
        if (!isNamed(workspace.approved(), promotion.digest(), promotion)) {
            throw new CopyNotFound(promotion, workspace);
        }
        return leftBehind;
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
        return isNamed(workspace.approved(), promotion.tag(), promotion);
    }

    /** Whether it does, and no promotion says so: this one was cut short before it could be recorded. */
    private boolean isTaggedUnrecorded(Promotion promotion, Workspace workspace) {
        return promotions
                        .lastPromoted(promotion.workspace(), promotion.tag())
                        .filter(last -> last.digest().equals(promotion.digest()))
                        .isEmpty()
                && isTagged(promotion, workspace);
    }

    private boolean holdsTag(Promotion promotion, Workspace workspace) {
        return isNamed(workspace.staging(), promotion.tag(), promotion);
    }

    private boolean isNamed(RepositoryName repository, Reference reference, Promotion promotion) {
        return transfer.digest(repository, reference)
                .filter(promotion.digest()::equals)
                .isPresent();
    }
}
