package dev.berth.promotion;

import dev.berth.arrival.StagingTroubles;
import dev.berth.workspace.HomeRegistry;
import dev.berth.workspace.Workspaces;
import java.time.InstantSource;
import org.springframework.stereotype.Component;

/** Gathers what the page of unfinished work shows. */
@Component
class WorkPages {

    private static final int MOST = 100;

    private final Promotions promotions;
    private final LateTasks tasks;
    private final StagingTroubles staging;
    private final Workspaces workspaces;
    private final HomeRegistry home;
    private final InstantSource clock;

    WorkPages(
            Promotions promotions,
            LateTasks tasks,
            StagingTroubles staging,
            Workspaces workspaces,
            HomeRegistry home,
            InstantSource clock) {
        this.promotions = promotions;
        this.tasks = tasks;
        this.staging = staging;
        this.workspaces = workspaces;
        this.home = home;
        this.clock = clock;
    }

    WorkPage page() {
        return new WorkPage(
                promotions.inTrouble(clock.instant(), MOST).stream()
                        .map(this::row)
                        .toList(),
                tasks.all(MOST),
                staging.longest(MOST).stream()
                        .map(trouble -> new WorkPage.Staging(
                                workspaces.get(trouble.workspace()).staging(), trouble))
                        .toList());
    }

    private WorkPage.Row row(Promotion promotion) {
        return new WorkPage.Row(
                promotion, home.reference(workspaces.get(promotion.workspace()).approved(), promotion.tag()));
    }
}
