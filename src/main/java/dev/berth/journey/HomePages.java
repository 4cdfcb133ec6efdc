package dev.berth.journey;

import dev.berth.arrival.StagedImages;
import dev.berth.arrival.StagingTroubles;
import dev.berth.arrival.WaitingImages;
import dev.berth.credentials.Passes;
import dev.berth.credentials.PushSessions;
import dev.berth.identity.Person;
import dev.berth.identity.Role;
import dev.berth.journey.HomePage.Admin;
import dev.berth.journey.HomePage.Live;
import dev.berth.journey.HomePage.Mine;
import dev.berth.journey.HomePage.Staff;
import dev.berth.journey.HomePage.Stuck;
import dev.berth.promotion.LateTasks;
import dev.berth.promotion.MovedTags;
import dev.berth.promotion.Promotion;
import dev.berth.promotion.Promotions;
import dev.berth.review.ReviewQueue;
import dev.berth.web.PageAt;
import dev.berth.workspace.Workspace;
import dev.berth.workspace.WorkspaceId;
import dev.berth.workspace.Workspaces;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** Gathers what each role finds first. */
@Component
class HomePages {

    private static final int PAGE = 25;
    private static final int MOST = 20;
    private static final int LATEST = 5;

    private final Workspaces workspaces;
    private final Passes passes;
    private final PushSessions sessions;
    private final StagedImages images;
    private final ImageSummaries summaries;
    private final ReviewQueue reviews;
    private final ArtifactSummaries artifacts;
    private final Promotions promotions;
    private final LateTasks tasks;
    private final StagingTroubles staging;
    private final WaitingImages waiting;
    private final MovedTags moved;
    private final InstantSource clock;

    HomePages(
            Workspaces workspaces,
            Passes passes,
            PushSessions sessions,
            StagedImages images,
            ImageSummaries summaries,
            ReviewQueue reviews,
            ArtifactSummaries artifacts,
            Promotions promotions,
            LateTasks tasks,
            StagingTroubles staging,
            WaitingImages waiting,
            MovedTags moved,
            InstantSource clock) {
        this.workspaces = workspaces;
        this.passes = passes;
        this.sessions = sessions;
        this.images = images;
        this.summaries = summaries;
        this.artifacts = artifacts;
        this.reviews = reviews;
        this.promotions = promotions;
        this.tasks = tasks;
        this.staging = staging;
        this.waiting = waiting;
        this.moved = moved;
        this.clock = clock;
    }

    /** @param at which page of images */
    HomePage of(Person person, PageAt at) {
        return new HomePage(
                workspaces
                        .findByUsername(person.username())
                        .map(workspace -> mine(workspace, at))
                        .orElse(Mine.NOTHING),
                person.is(Role.STAFF) ? staff() : null,
                person.is(Role.ADMIN) ? admin() : null,
                person.is(Role.STAFF) || person.is(Role.ADMIN) ? artifacts.latest(LATEST) : null);
    }

    private Mine mine(Workspace workspace, PageAt at) {
        return new Mine(
                workspace,
                passes.of(workspace.id(), MOST).stream()
                        .filter(pass -> pass.opening().isAllowed())
                        .toList(),
                sessions.liveIn(workspace.id()),
                staging.isIn(workspace.id()),
                waiting.in(workspace.id()).orElse(null),
                artifacts.in(workspace),
                summaries.of(images.of(workspace.id(), at, PAGE)),
                at.in("/"));
    }

    private Staff staff() {
        List<Map.Entry<WorkspaceId, Instant>> live = sessions.live().entrySet().stream()
                .sorted(Map.Entry.comparingByValue())
                .limit(MOST)
                .toList();
        List<Promotion> stuck =
                promotions.inTrouble(clock.instant(), new PageAt.Start(), MOST).rows();
        Map<WorkspaceId, Workspace> names = workspaces.get(Stream.concat(
                        live.stream().map(Map.Entry::getKey), stuck.stream().map(Promotion::workspace))
                .toList());
        return new Staff(
                passes.latest(LATEST),
                live.stream()
                        .map(entry -> new Live(Objects.requireNonNull(names.get(entry.getKey())), entry.getValue()))
                        .toList(),
                stuck.stream()
                        .map(promotion ->
                                new Stuck(Objects.requireNonNull(names.get(promotion.workspace())), promotion))
                        .toList());
    }

    private Admin admin() {
        return new Admin(
                reviews.count(),
                promotions.countInTrouble(clock.instant()),
                tasks.count(),
                staging.count(),
                moved.count());
    }
}
