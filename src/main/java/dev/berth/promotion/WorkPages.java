package dev.berth.promotion;

import static dev.berth.promotion.WorkPage.Part.PROMOTIONS;
import static dev.berth.promotion.WorkPage.Part.STAGING;
import static dev.berth.promotion.WorkPage.Part.TASKS;

import dev.berth.arrival.StagingTrouble;
import dev.berth.arrival.StagingTroubles;
import dev.berth.arrival.Waiting;
import dev.berth.arrival.WaitingImages;
import dev.berth.web.PageAt;
import dev.berth.web.Rows;
import dev.berth.workspace.HomeRegistry;
import dev.berth.workspace.Workspace;
import dev.berth.workspace.WorkspaceId;
import dev.berth.workspace.Workspaces;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** Gathers what the page of unfinished work shows. */
@Component
class WorkPages {

    private static final int PAGE = 25;

    private final MovedTags moved;
    private final Promotions promotions;
    private final LateTasks tasks;
    private final StagingTroubles staging;
    private final WaitingImages waiting;
    private final Workspaces workspaces;
    private final HomeRegistry home;
    private final InstantSource clock;

    WorkPages(
            MovedTags moved,
            Promotions promotions,
            LateTasks tasks,
            StagingTroubles staging,
            WaitingImages waiting,
            Workspaces workspaces,
            HomeRegistry home,
            InstantSource clock) {
        this.moved = moved;
        this.promotions = promotions;
        this.tasks = tasks;
        this.staging = staging;
        this.waiting = waiting;
        this.workspaces = workspaces;
        this.home = home;
        this.clock = clock;
    }

    /** @param part which of the lists is shown from there on; the others from their beginning */
    WorkPage page(WorkPage.Part part, PageAt at) {
        Rows<Promotion> troubled = promotions.inTrouble(clock.instant(), of(PROMOTIONS, part, at), PAGE);
        Rows<StagingTrouble> unseen = staging.page(of(STAGING, part, at), PAGE);
        List<Waiting> waits = waiting.longest(PAGE);
        Map<WorkspaceId, Workspace> names = workspaces.get(Stream.of(
                        troubled.rows().stream().map(Promotion::workspace),
                        unseen.rows().stream().map(StagingTrouble::workspace),
                        waits.stream().map(Waiting::workspace))
                .flatMap(Function.identity())
                .toList());
        return new WorkPage(
                moved.longest(PAGE),
                troubled.map(promotion -> new WorkPage.Row(
                        promotion,
                        home.reference(named(names, promotion.workspace()).approved(), promotion.tag()))),
                tasks.page(of(TASKS, part, at), PAGE),
                unseen.map(trouble ->
                        new WorkPage.Staging(named(names, trouble.workspace()).staging(), trouble)),
                waits.stream()
                        .map(wait -> new WorkPage.Waits(
                                named(names, wait.workspace()).staging(), wait))
                        .toList());
    }

    private static PageAt of(WorkPage.Part part, WorkPage.Part asked, PageAt at) {
        return part == asked ? at : new PageAt.Start();
    }

    private static Workspace named(Map<WorkspaceId, Workspace> names, WorkspaceId id) {
        return Objects.requireNonNull(names.get(id));
    }
}
