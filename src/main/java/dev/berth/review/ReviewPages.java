package dev.berth.review;

import dev.berth.arrival.StagedImage;
import dev.berth.arrival.StagedImageId;
import dev.berth.arrival.StagedImages;
import dev.berth.arrival.StagedTag;
import dev.berth.identity.Person;
import dev.berth.oci.Tag;
import dev.berth.scanning.ScanReports;
import dev.berth.web.BoundedCount;
import dev.berth.web.PageAt;
import dev.berth.web.Rows;
import dev.berth.workspace.Workspace;
import dev.berth.workspace.WorkspaceId;
import dev.berth.workspace.Workspaces;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Gathers what the pages of the review show. */
@Component
class ReviewPages {

    private static final int PAGE = 25;

    private final Reviews reviews;
    private final ReviewQueue queue;
    private final StagedImages images;
    private final Workspaces workspaces;
    private final Researchers researchers;
    private final ScanReports reports;

    ReviewPages(
            Reviews reviews,
            ReviewQueue queue,
            StagedImages images,
            Workspaces workspaces,
            Researchers researchers,
            ScanReports reports) {
        this.reviews = reviews;
        this.queue = queue;
        this.images = images;
        this.workspaces = workspaces;
        this.researchers = researchers;
        this.reports = reports;
    }

    Queue queue(Person admin, PageAt at) {
        Rows<ReviewQueue.Waiting> waiting = queue.page(at, PAGE);
        List<StagedImageId> ids =
                waiting.rows().stream().map(ReviewQueue.Waiting::image).toList();
        Map<StagedImageId, Standing> standings = reviews.standings(ids);
        Map<StagedImageId, List<StagedTag>> tags = images.tags(ids);
        Map<StagedImageId, StagedImage> shown =
                images.get(ids).stream().collect(Collectors.toMap(StagedImage::id, image -> image));
        Map<WorkspaceId, Workspace> owners = workspaces.get(
                shown.values().stream().map(StagedImage::workspace).toList());
        Predicate<Workspace> own = researchers.of(admin);
        return new Queue(
                waiting.map(row -> {
                    StagedImage image = Objects.requireNonNull(shown.get(row.image()));
                    return row(
                            own,
                            row,
                            Objects.requireNonNull(owners.get(image.workspace())),
                            standings.getOrDefault(row.image(), new Standing.Unjudged()),
                            tags.getOrDefault(row.image(), List.of()));
                }),
                queue.count());
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
                ScannedPlatform.of(image, reports.outline(image.id(), ScannedPlatform.SHOWN)),
                researchers.of(admin).test(workspace));
    }

    private static Row row(
            Predicate<Workspace> own,
            ReviewQueue.Waiting waiting,
            Workspace workspace,
            Standing standing,
            List<StagedTag> tags) {
        List<Tag> again = standing instanceof Standing.Rejected rejected ? rejected.pushedAgainAs() : List.of();
        return new Row(
                waiting.image(),
                waiting.since(),
                workspace,
                tags.stream()
                        .filter(StagedTag::isCurrent)
                        .map(tag -> tag.tag().value())
                        .toList(),
                again.stream().map(Tag::value).toList(),
                reasons(standing),
                own.test(workspace));
    }

    private static List<Reason> reasons(Standing standing) {
        return switch (standing) {
            case Standing.WaitsForReview it -> it.judgement().verdict().reasons();
            case Standing.Rejected it -> it.judgement().verdict().reasons();
            case Standing.ClearedByPolicy it -> it.judgement().verdict().reasons();
            case Standing.Approved it -> it.judgement().verdict().reasons();
            case Standing.Refused it -> it.judgement().verdict().reasons();
            case Standing.Unjudged it -> List.of();
        };
    }

    record Queue(Rows<Row> rows, BoundedCount waiting) {}

    /**
     * @param tags those that name the image now
     * @param pushedAgainAs those of them that it was given after an admin had rejected it
     */
    record Row(
            StagedImageId image,
            Instant since,
            Workspace workspace,
            List<String> tags,
            List<String> pushedAgainAs,
            List<Reason> reasons,
            boolean own) {}
}
