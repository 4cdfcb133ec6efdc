package dev.berth.journey;

import dev.berth.arrival.StagedImage;
import dev.berth.arrival.StagedImage.PlatformManifest;
import dev.berth.arrival.StagedImageId;
import dev.berth.arrival.StagedImages;
import dev.berth.arrival.StagedTag;
import dev.berth.catalogue.ApprovedImage;
import dev.berth.catalogue.CopyState;
import dev.berth.identity.Person;
import dev.berth.identity.Role;
import dev.berth.oci.LeftBehind;
import dev.berth.promotion.LeftBehinds;
import dev.berth.promotion.Promotion;
import dev.berth.promotion.PromotionState;
import dev.berth.promotion.Promotions;
import dev.berth.review.Judgement;
import dev.berth.review.Reason;
import dev.berth.review.ReviewDecision;
import dev.berth.review.Reviews;
import dev.berth.review.ScannedPlatform;
import dev.berth.review.Verdict;
import dev.berth.scanning.ScanReports;
import dev.berth.workspace.Workspace;
import dev.berth.workspace.Workspaces;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Gathers what every room knows of one image, in the order in which it happened. */
@Component
class ImageStories {

    private static final int MOST_LEFT_BEHIND = 20;
    private static final int MOST_EARLIER_SCANS = 50;

    private final StagedImages images;
    private final Workspaces workspaces;
    private final ScanReports reports;
    private final Reviews reviews;
    private final Promotions promotions;
    private final LeftBehinds leftBehinds;
    private final ImageSummaries summaries;
    private final ArtifactSummaries artifacts;

    ImageStories(
            StagedImages images,
            Workspaces workspaces,
            ScanReports reports,
            Reviews reviews,
            Promotions promotions,
            LeftBehinds leftBehinds,
            ImageSummaries summaries,
            ArtifactSummaries artifacts) {
        this.images = images;
        this.workspaces = workspaces;
        this.reports = reports;
        this.reviews = reviews;
        this.promotions = promotions;
        this.leftBehinds = leftBehinds;
        this.summaries = summaries;
        this.artifacts = artifacts;
    }

    /** Empty where there is no such image, or none that this person may see. */
    Optional<ImageStory> find(Person reader, StagedImageId id) {
        return images.find(id).flatMap(image -> {
            Workspace workspace = workspaces.get(image.workspace());
            return maySee(reader, workspace)
                    ? Optional.of(story(image, workspace, workspace.belongsTo(reader)))
                    : Optional.empty();
        });
    }

    /** What its findings are listed under; empty as {@link #find} is. */
    Optional<ImageSummary> summary(Person reader, StagedImageId id) {
        return images.find(id)
                .filter(image -> maySee(reader, workspaces.get(image.workspace())))
                .map(image -> summaries.of(List.of(image)).getFirst());
    }

    private static boolean maySee(Person reader, Workspace workspace) {
        return workspace.belongsTo(reader) || reader.is(Role.STAFF) || reader.is(Role.ADMIN);
    }

    private ImageStory story(StagedImage image, Workspace workspace, boolean own) {
        ImageSummary summary = summaries.of(List.of(image)).getFirst();
        List<ScannedPlatform> platforms = ScannedPlatform.of(image, reports.outline(image.id(), ScannedPlatform.SHOWN));
        List<Moment> moments = Stream.of(
                        Stream.of(arrived(image)),
                        summary.tags().stream().flatMap(ImageStories::tagged),
                        scans(ScannedPlatform.of(image, reports.earlier(image.id(), MOST_EARLIER_SCANS)), platforms),
                        reviews.history(image.id()).stream().map(judgement -> verdict(image, judgement)),
                        reviews.decisions(image.id()).stream().map(ImageStories::decision),
                        promotions.ofImage(image.id()).stream().flatMap(ImageStories::promoted),
                        summary.approved().stream().flatMap(ImageStories::ended))
                .flatMap(some -> some)
                .sorted(Comparator.comparing(Moment::at))
                .toList();
        List<LeftBehind> leftBehind = leftBehinds.of(image.id(), MOST_LEFT_BEHIND);
        int more = leftBehind.size() < MOST_LEFT_BEHIND ? 0 : leftBehinds.count(image.id()) - leftBehind.size();
        return new ImageStory(
                summary,
                workspace,
                own,
                size(image.sizeBytes()),
                artifacts.named(workspace, summary),
                platforms,
                leftBehind,
                more,
                moments);
    }

    private static Moment arrived(StagedImage image) {
        return image.unreadable() == null
                ? new Moment(
                        image.arrivedAt(),
                        "good",
                        "journey.moment.arrived",
                        image.platforms().stream().map(PlatformManifest::name).collect(Collectors.joining(", ")))
                : new Moment(image.arrivedAt(), "bad", "journey.moment.unreadable", "", List.of(image.unreadable()));
    }

    private static Stream<Moment> tagged(StagedTag tag) {
        String name = tag.tag().value();
        if (tag.replacedBy() != null) {
            return Stream.of(new Moment(
                    tag.since(),
                    "neutral",
                    "journey.moment.replaced-unseen",
                    name,
                    List.of(tag.replacedBy().value())));
        }
        return Stream.of(
                        Stream.of(new Moment(tag.since(), "neutral", "journey.moment.tagged", name)),
                        when(tag.supersededAt(), at -> new Moment(at, "neutral", "journey.moment.superseded", name)),
                        when(tag.deletedAt(), at -> new Moment(at, "neutral", "journey.moment.untagged", name)))
                .flatMap(some -> some);
    }

    private static Stream<Moment> scans(List<ScannedPlatform> earlier, List<ScannedPlatform> now) {
        Set<String> scannedBefore = new TreeSet<>();
        return Stream.concat(earlier.reversed().stream(), now.stream())
                .map(platform -> scanned(platform, platform.scanned() && !scannedBefore.add(platform.digest())))
                .flatMap(moment -> moment);
    }

    private static Stream<Moment> scanned(ScannedPlatform platform, boolean again) {
        List<String> sentences = Stream.of(platform.platform(), platform.counts(), platform.detail())
                .filter(text -> !text.isEmpty())
                .toList();
        String word = again ? platform.word() + ".again" : platform.word();
        return when(platform.statedAt(), at -> new Moment(at, platform.kind(), word, "", sentences));
    }

    private static <T> Stream<Moment> when(@Nullable T fact, Function<T, Moment> moment) {
        return fact == null ? Stream.of() : Stream.of(moment.apply(fact));
    }

    /** Why Berth could not read it, its arrival says already. */
    private static Moment verdict(StagedImage image, Judgement judgement) {
        String said = image.unreadable();
        List<String> reasons = judgement.verdict().reasons().stream()
                .map(Reason::sentence)
                .filter(reason -> said == null || !reason.contains(said))
                .toList();
        String policy = judgement.policy().value();
        return switch (judgement.verdict()) {
            case Verdict.Clear it -> new Moment(judgement.judgedAt(), "good", "journey.moment.clear", policy, reasons);
            case Verdict.NeedsReview it ->
                new Moment(judgement.judgedAt(), "attention", "journey.moment.needs-review", policy, reasons);
            case Verdict.Refused it ->
                new Moment(judgement.judgedAt(), "bad", "journey.moment.refused", policy, reasons);
        };
    }

    private static Moment decision(ReviewDecision decision) {
        return new Moment(
                decision.decidedAt(),
                switch (decision.kind()) {
                    case APPROVED -> "good";
                    case LIFTED -> "neutral";
                    case REJECTED, KEPT -> "bad";
                },
                "journey.moment." + decision.kind().word(),
                decision.decidedBy(),
                List.of(decision.reason()));
    }

    private static Stream<Moment> promoted(Promotion promotion) {
        PromotionState state = promotion.state();
        String tag = promotion.tag().value();
        Moment queued = new Moment(promotion.queuedAt(), "neutral", "journey.moment.queued", tag);
        return state instanceof PromotionState.Queued
                ? Stream.of(queued)
                : Stream.of(
                        queued,
                        new Moment(
                                state.since(),
                                state.kind(),
                                "journey.moment.promotion-" + state.name(),
                                tag,
                                Stream.of(TagState.reason(state))
                                        .filter(reason -> !reason.isEmpty())
                                        .toList()));
    }

    private static Stream<Moment> ended(ApprovedImage approved) {
        String tag = approved.tag().value();
        return switch (approved.state()) {
            case CopyState.Available it -> Stream.of();
            case CopyState.Gone it -> Stream.of(new Moment(it.since(), "attention", "journey.moment.gone", tag));
            case CopyState.Moved it ->
                Stream.of(new Moment(
                        it.since(),
                        "bad",
                        "journey.moment.moved",
                        tag,
                        List.of(it.to().value())));
            case CopyState.Replaced it -> Stream.of(new Moment(it.since(), "neutral", "journey.moment.replaced", tag));
        };
    }

    /** In the units that a registry's page uses. */
    static String size(long bytes) {
        if (bytes < 1_000_000) {
            return Math.max(1, bytes / 1000) + " kB";
        }
        return bytes < 1_000_000_000
                ? "%d MB".formatted(bytes / 1_000_000)
                : "%.1f GB".formatted(bytes / 1_000_000_000d);
    }
}
