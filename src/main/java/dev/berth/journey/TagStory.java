package dev.berth.journey;

import dev.berth.arrival.StagedTag;
import dev.berth.catalogue.ApprovedImage;
import dev.berth.catalogue.CopyState;
import dev.berth.oci.Tag;
import dev.berth.promotion.Asked;
import dev.berth.promotion.Promotion;
import dev.berth.promotion.PromotionState;
import dev.berth.review.Standing;
import java.util.List;
import java.util.Optional;

/**
 * What is known of an image under one of its tags.
 *
 * @param named when the tag named it in staging
 * @param promotion the latest under the tag
 * @param entries those of the catalogue
 */
record TagStory(
        Tag tag, Standing standing, List<StagedTag> named, Optional<Promotion> promotion, List<ApprovedImage> entries) {

    TagState state() {
        Optional<ApprovedImage> last =
                entries.stream().filter(ApprovedImage::last).findFirst();
        if (last.filter(ApprovedImage::isAvailable).isPresent()) {
            return new TagState(tag, "good", "approved");
        }
        if (promotion.filter(Promotion::isOpen).isPresent()) {
            return new TagState(tag, "waiting", "promoting");
        }
        return last.map(this::missing)
                .or(() -> promotion.flatMap(this::stopped))
                .orElseGet(this::withoutPromotion);
    }

    private boolean isStaged() {
        return named.stream().anyMatch(StagedTag::isCurrent);
    }

    private TagState missing(ApprovedImage entry) {
        boolean moved = entry.state() instanceof CopyState.Moved;
        String to = entry.state() instanceof CopyState.Moved it ? it.to().shortened() : "";
        String reason = promotion.map(it -> TagState.reason(it.state())).orElse("");
        Asked asked = Asked.of(promotion, isStaged(), standing);
        String name = (moved ? "moved-" : "gone-") + asked.word();
        return new TagState(tag, moved ? "bad" : "attention", name, to, reason, asked == Asked.QUEUED);
    }

    private Optional<TagState> stopped(Promotion latest) {
        return switch (latest.state()) {
            case PromotionState.Failed it ->
                latest.isStuck(standing) ? Optional.of(new TagState(tag, "bad", "failed")) : Optional.empty();
            case PromotionState.Refused it -> Optional.of(new TagState(tag, "bad", "refused", "", it.reason(), false));
            case PromotionState.Lapsed it ->
                Optional.of(new TagState(tag, "attention", "lapsed", "", it.reason(), false));
            case PromotionState.TagLeft it -> Optional.of(new TagState(tag, "bad", "tag-left", "", it.reason(), false));
            case PromotionState.Superseded it ->
                isStaged() ? Optional.empty() : Optional.of(new TagState(tag, "neutral", "superseded"));
            case PromotionState.Open it -> Optional.empty();
            case PromotionState.Promoted it -> Optional.empty();
        };
    }

    private TagState withoutPromotion() {
        if (!entries.isEmpty()) {
            return new TagState(tag, "neutral", "replaced");
        }
        if (isStaged()) {
            return staged();
        }
        boolean superseded = named.stream().anyMatch(it -> it.state() == StagedTag.State.SUPERSEDED);
        return new TagState(tag, "neutral", superseded ? "superseded" : "untagged");
    }

    private TagState staged() {
        return switch (standing) {
            case Standing.Rejected it -> new TagState(tag, "bad", "rejected");
            case Standing.Refused it -> new TagState(tag, "bad", "not-allowed");
            case Standing.WaitsForReview it -> new TagState(tag, "waiting", "waiting");
            case Standing.Unjudged it -> new TagState(tag, "waiting", "waiting");
            case Standing.ClearedByPolicy it -> new TagState(tag, "waiting", "waiting");
            case Standing.Approved it -> new TagState(tag, "waiting", "waiting");
        };
    }
}
