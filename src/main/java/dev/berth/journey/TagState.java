package dev.berth.journey;

import dev.berth.arrival.StagedTag;
import dev.berth.catalogue.ApprovedImage;
import dev.berth.oci.Tag;
import dev.berth.promotion.Promotion;
import dev.berth.promotion.PromotionState;
import dev.berth.review.Standing;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
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

    TagState(Tag tag, String kind, String name) {
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

    /** Each tag that the image has, or had. There may be a thousand, so each list is read once. */
    static List<TagState> of(
            Standing standing, List<StagedTag> tags, List<Promotion> promotions, List<ApprovedImage> approved) {
        Map<Tag, List<StagedTag>> named = byTag(tags, StagedTag::tag);
        Map<Tag, List<ApprovedImage>> entries = byTag(approved, ApprovedImage::tag);
        Map<Tag, List<Promotion>> latest = byTag(promotions, Promotion::tag);
        return Stream.of(named.keySet(), entries.keySet(), latest.keySet())
                .flatMap(Set::stream)
                .distinct()
                .map(tag -> new TagStory(
                                tag,
                                standing,
                                named.getOrDefault(tag, List.of()),
                                latest.getOrDefault(tag, List.of()).stream().findFirst(),
                                entries.getOrDefault(tag, List.of()))
                        .state())
                .toList();
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

    private static <T> Map<Tag, List<T>> byTag(List<T> all, Function<T, Tag> tag) {
        return all.stream().collect(Collectors.groupingBy(tag, LinkedHashMap::new, Collectors.toList()));
    }
}
