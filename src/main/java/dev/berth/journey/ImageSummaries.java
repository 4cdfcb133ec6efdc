package dev.berth.journey;

import dev.berth.arrival.StagedImage;
import dev.berth.arrival.StagedImageId;
import dev.berth.arrival.StagedImages;
import dev.berth.arrival.StagedTag;
import dev.berth.catalogue.ApprovedImage;
import dev.berth.catalogue.ApprovedImages;
import dev.berth.promotion.Promotion;
import dev.berth.promotion.Promotions;
import dev.berth.review.Reviews;
import dev.berth.review.Standing;
import dev.berth.web.Rows;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Asks each room once for all the images of a page. */
@Component
class ImageSummaries {

    private final StagedImages images;
    private final Reviews reviews;
    private final Promotions promotions;
    private final ApprovedImages approved;

    ImageSummaries(StagedImages images, Reviews reviews, Promotions promotions, ApprovedImages approved) {
        this.images = images;
        this.reviews = reviews;
        this.promotions = promotions;
        this.approved = approved;
    }

    Rows<ImageSummary> of(Rows<StagedImage> shown) {
        return new Rows<>(of(shown.rows()), shown.newer(), shown.older());
    }

    List<ImageSummary> of(List<StagedImage> shown) {
        List<StagedImageId> ids = shown.stream().map(StagedImage::id).toList();
        Map<StagedImageId, List<StagedTag>> tags = images.tags(ids);
        Map<StagedImageId, Standing> standings = reviews.standings(ids);
        Map<StagedImageId, List<Promotion>> onTheirWay =
                promotions.latestOf(ids).stream().collect(Collectors.groupingBy(Promotion::image));
        Map<StagedImageId, List<ApprovedImage>> entries =
                approved.of(ids).stream().collect(Collectors.groupingBy(ApprovedImage::image));
        return shown.stream()
                .map(image -> new ImageSummary(
                        image,
                        tags.getOrDefault(image.id(), List.of()),
                        standings.getOrDefault(image.id(), new Standing.Unjudged()),
                        onTheirWay.getOrDefault(image.id(), List.of()),
                        entries.getOrDefault(image.id(), List.of())))
                .toList();
    }
}
