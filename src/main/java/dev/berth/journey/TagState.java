package dev.berth.journey;

import dev.berth.arrival.StagedTag;
import dev.berth.catalogue.ApprovedImage;
import dev.berth.catalogue.CopyState;
import dev.berth.oci.Tag;
import dev.berth.promotion.Promotion;
import dev.berth.promotion.PromotionState;
import dev.berth.review.Standing;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * How far an image has come under one of its tags.
 *
 * @param kind the badge's look
 * @param name by which the page finds the badge's word, and a sentence that says what to do
 * @param about what else the sentence is about
 * @param reason more to read, or nothing
 * @param again whether it may be asked for again
 */
record TagState(Tag tag, String kind, String name, String about, String reason, boolean again) {

    private TagState(Tag tag, String kind, String name) {
        this(tag, kind, name, "", "", false);
    }

    public String word() {
        return "journey.tag." + name;
    }

    public String next() {
        return word() + ".next";
    }

    /** Whether the image does not come to be approved under this tag by itself. */
    boolean isStopped() {
        return kind.equals("bad") || kind.equals("attention");
    }

    /** Each tag that the image has, or had. */
    static List<TagState> of(ImageSummary image) {
        return Stream.of(
                        image.tags().stream().map(StagedTag::tag),
                        image.approved().stream().map(ApprovedImage::tag),
                        image.promotions().stream().map(Promotion::tag))
                .flatMap(tags -> tags)
                .distinct()
                .map(tag -> of(image, tag))
                .toList();
    }

    private static TagState of(ImageSummary image, Tag tag) {
        Optional<ApprovedImage> entry =
                first(image.approved(), it -> it.last() && it.tag().equals(tag));
        Optional<Promotion> promotion = first(image.promotions(), it -> it.tag().equals(tag));
        boolean staged = image.tags().stream().anyMatch(it -> it.tag().equals(tag) && it.isCurrent());
        if (entry.isPresent() && entry.get().isAvailable()) {
            return new TagState(tag, "good", "approved");
        }
        if (promotion.isPresent() && promotion.get().isOpen()) {
            return new TagState(tag, "waiting", "promoting");
        }
        if (entry.isPresent()) {
            return missing(image, entry.get(), promotion, staged);
        }
        return promotion
                .flatMap(it -> stopped(it, image.standing(), staged))
                .orElseGet(() -> withoutPromotion(image, tag, staged));
    }

    private static TagState missing(
            ImageSummary image, ApprovedImage entry, Optional<Promotion> promotion, boolean staged) {
        boolean moved = entry.state() instanceof CopyState.Moved;
        String to = entry.state() instanceof CopyState.Moved it ? it.to().shortened() : "";
        String reason = promotion.map(it -> reason(it.state())).orElse("");
        String name = moved ? "moved" : "gone";
        if (promotion.isPresent() && promotion.get().state() instanceof PromotionState.GivenUp) {
            name += "-given-up";
        } else if (!staged) {
            name += "-push";
        } else if (!image.standing().isCleared()) {
            name += "-uncleared";
        }
        boolean again = name.equals("gone") || name.equals("moved");
        return new TagState(entry.tag(), moved ? "bad" : "attention", name, to, reason, again);
    }

    private static Optional<TagState> stopped(Promotion promotion, Standing standing, boolean staged) {
        Tag tag = promotion.tag();
        return switch (promotion.state()) {
            case PromotionState.Failed it ->
                promotion.isStuck(standing) ? Optional.of(new TagState(tag, "bad", "failed")) : Optional.empty();
            case PromotionState.Refused it -> Optional.of(new TagState(tag, "bad", "refused", "", it.reason(), false));
            case PromotionState.Lapsed it ->
                Optional.of(new TagState(tag, "attention", "lapsed", "", it.reason(), false));
            case PromotionState.TagLeft it -> Optional.of(new TagState(tag, "bad", "tag-left", "", it.reason(), false));
            case PromotionState.Superseded it ->
                staged ? Optional.empty() : Optional.of(new TagState(tag, "neutral", "superseded"));
            case PromotionState.Open it -> Optional.empty();
            case PromotionState.Promoted it -> Optional.empty();
        };
    }

    private static TagState withoutPromotion(ImageSummary image, Tag tag, boolean staged) {
        if (image.approved().stream().anyMatch(it -> it.tag().equals(tag))) {
            return new TagState(tag, "neutral", "replaced");
        }
        if (staged) {
            return new TagState(tag, "waiting", "waiting");
        }
        boolean superseded =
                image.tags().stream().anyMatch(it -> it.tag().equals(tag) && it.state() == StagedTag.State.SUPERSEDED);
        return new TagState(tag, "neutral", superseded ? "superseded" : "untagged");
    }

    /** Why one that was given up failed is for admins. */
    static String reason(PromotionState state) {
        return switch (state) {
            case PromotionState.Lapsed lapsed -> lapsed.reason();
            case PromotionState.Refused refused -> refused.reason();
            case PromotionState.TagLeft left -> left.reason();
            case PromotionState.Open open -> "";
            case PromotionState.Promoted promoted -> "";
            case PromotionState.Superseded superseded -> "";
            case PromotionState.Failed failed -> "";
        };
    }

    private static <T> Optional<T> first(List<T> all, Predicate<T> which) {
        return all.stream().filter(which).findFirst();
    }
}
