package dev.berth.review;

import dev.berth.arrival.StagedImage;
import dev.berth.arrival.StagedImageId;
import dev.berth.arrival.StagedImages;
import dev.berth.arrival.StagedTag;
import dev.berth.identity.Person;
import dev.berth.oci.Tag;
import dev.berth.scanning.ScanReports;
import dev.berth.workspace.Workspace;
import dev.berth.workspace.Workspaces;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Gathers what the pages of the review show. */
@Component
class ReviewPages {

    private static final int PAGE = 25;

    private final Reviews reviews;
    private final StagedImages images;
    private final Workspaces workspaces;
    private final ScanReports reports;

    ReviewPages(Reviews reviews, StagedImages images, Workspaces workspaces, ScanReports reports) {
        this.reviews = reviews;
        this.images = images;
        this.workspaces = workspaces;
        this.reports = reports;
    }

    /** @param number counts pages from 0 */
    Queue queue(Person admin, int number) {
        List<Judgement> found = reviews.waiting(number * PAGE, PAGE + 1);
        Map<StagedImageId, Standing> standings =
                reviews.standings(found.stream().map(Judgement::image).toList());
        List<Row> rows = found.stream()
                .limit(PAGE)
                .map(judgement -> row(admin, judgement, standings.get(judgement.image())))
                .toList();
        return new Queue(
                rows,
                reviews.countWaiting(),
                number == 0 ? null : "/admin/reviews?page=" + (number - 1),
                found.size() > PAGE ? "/admin/reviews?page=" + (number + 1) : null);
    }

    Optional<ReviewPage> page(Person admin, StagedImageId id) {
        return images.find(id).flatMap(image -> reviews.latest(id).map(judgement -> page(admin, image, judgement)));
    }

    private ReviewPage page(Person admin, StagedImage image, Judgement judgement) {
        Workspace workspace = workspaces.get(image.workspace());
        return new ReviewPage(
                image,
                workspace,
                images.tags(image.id()),
                reviews.standing(image.id()),
                judgement,
                reviews.decisions(image.id()),
                ScannedPlatform.of(reports.outline(image.id(), ScannedPlatform.SHOWN)),
                workspace.mayBelongTo(admin));
    }

    private Row row(Person admin, Judgement judgement, @Nullable Standing standing) {
        StagedImage image = images.get(judgement.image());
        Workspace workspace = workspaces.get(image.workspace());
        List<StagedTag> tags =
                images.tags(image.id()).stream().filter(StagedTag::isCurrent).toList();
        List<Tag> again = standing instanceof Standing.Rejected rejected ? rejected.pushedAgainAs() : List.of();
        return new Row(
                judgement,
                workspace,
                tags.stream().map(StagedTag::tag).map(Tag::value).toList(),
                again.stream().map(Tag::value).toList(),
                tags.stream()
                        .filter(tag -> again.contains(tag.tag()))
                        .map(StagedTag::since)
                        .findFirst()
                        .orElse(judgement.judgedAt()),
                workspace.mayBelongTo(admin));
    }

    record Queue(
            List<Row> rows,
            int waiting,
            @Nullable String newer,
            @Nullable String older) {}

    /**
     * @param tags those that name the image now
     * @param pushedAgainAs those of them that it was given after an admin had rejected it
     */
    record Row(
            Judgement judgement,
            Workspace workspace,
            List<String> tags,
            List<String> pushedAgainAs,
            Instant since,
            boolean own) {}
}
