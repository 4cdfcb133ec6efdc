package dev.berth.journey;

import dev.berth.arrival.StagedImage;
import dev.berth.arrival.StagedTag;
import dev.berth.catalogue.ApprovedImage;
import dev.berth.catalogue.CopyState;
import dev.berth.oci.Tag;
import dev.berth.promotion.Promotion;
import dev.berth.promotion.PromotionState;
import dev.berth.review.Standing;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One image with what every room knows of it, as a list shows it.
 *
 * @param promotions of each tag the latest
 * @param approved every catalogue entry of this image, the latest first
 * @param states under each of its tags
 */
record ImageSummary(
        StagedImage image,
        List<StagedTag> tags,
        Standing standing,
        List<Promotion> promotions,
        List<ApprovedImage> approved,
        List<TagState> states) {

    ImageSummary(
            StagedImage image,
            List<StagedTag> tags,
            Standing standing,
            List<Promotion> promotions,
            List<ApprovedImage> approved) {
        this(image, tags, standing, promotions, approved, TagState.of(standing, tags, promotions, approved));
    }

    public ImageStatus status() {
        if (!current().isEmpty()) {
            return states.stream().anyMatch(TagState::isStopped) ? ImageStatus.APPROVED_IN_PART : ImageStatus.APPROVED;
        }
        if (promotions.stream().anyMatch(promotion -> promotion.isStuck(standing))) {
            return ImageStatus.STUCK;
        }
        if (promotions.stream().anyMatch(Promotion::isOpen)) {
            return ImageStatus.PROMOTING;
        }
        if (approved.stream().anyMatch(ApprovedImage::isMissing)) {
            return approved.stream().anyMatch(it -> it.last() && it.state() instanceof CopyState.Moved)
                    ? ImageStatus.MOVED
                    : ImageStatus.GONE;
        }
        if (!approved.isEmpty()) {
            return ImageStatus.REPLACED;
        }
        if (promotions.stream().anyMatch(promotion -> promotion.state() instanceof PromotionState.Refused)) {
            return ImageStatus.REFUSED;
        }
        return switch (standing) {
            case Standing.Rejected it -> ImageStatus.REJECTED;
            case Standing.Refused it -> ImageStatus.REFUSED;
            case Standing.Unjudged it -> whileTagged(ImageStatus.SCANNING);
            case Standing.WaitsForReview it -> whileTagged(ImageStatus.NEEDS_REVIEW);
            case Standing.ClearedByPolicy it -> whileTagged(ImageStatus.CLEARED);
            case Standing.Approved it -> whileTagged(ImageStatus.CLEARED);
        };
    }

    /** Without a tag there is nothing more to wait for. */
    private ImageStatus whileTagged(ImageStatus status) {
        if (tags.stream().anyMatch(StagedTag::isCurrent)) {
            return status;
        }
        if (!tags.isEmpty() && tags.stream().allMatch(StagedTag::isUnseen)) {
            return ImageStatus.REPLACED_UNSEEN;
        }
        return tags.stream().anyMatch(tag -> tag.state() == StagedTag.State.SUPERSEDED)
                ? ImageStatus.SUPERSEDED
                : ImageStatus.UNTAGGED;
    }

    /** What a workflow may run now. */
    public List<ApprovedImage> current() {
        return approved.stream().filter(ApprovedImage::isAvailable).toList();
    }

    /** Whether its page says of each tag how far it has come: with one tag and nothing amiss the status says all. */
    public boolean isTold() {
        return states.size() > 1
                || approved.stream().anyMatch(ApprovedImage::isMissing)
                || promotions.stream().anyMatch(promotion -> promotion.state() instanceof PromotionState.TagLeft);
    }

    /** Whether something may change soon. */
    public boolean isMoving() {
        return status().isMoving() || promotions.stream().anyMatch(Promotion::isOpen);
    }

    /** The tags that name it, or else those that did, or else its digest. */
    public String name() {
        List<StagedTag> naming = tags.stream().filter(StagedTag::isCurrent).toList();
        String names = (naming.isEmpty() ? tags : naming)
                .stream().map(StagedTag::tag).distinct().map(Tag::value).collect(Collectors.joining(", "));
        return names.isEmpty() ? image.digest().shortened() : names;
    }
}
