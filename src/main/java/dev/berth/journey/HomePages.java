package dev.berth.journey;

import dev.berth.arrival.StagedImage;
import dev.berth.arrival.StagedImages;
import dev.berth.arrival.StagingTroubles;
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
import dev.berth.promotion.Promotions;
import dev.berth.review.Reviews;
import dev.berth.workspace.Workspace;
import dev.berth.workspace.Workspaces;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
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
    private final Reviews reviews;
    private final Promotions promotions;
    private final LateTasks tasks;
    private final StagingTroubles staging;
    private final InstantSource clock;

    HomePages(
            Workspaces workspaces,
            Passes passes,
            PushSessions sessions,
            StagedImages images,
            ImageSummaries summaries,
            Reviews reviews,
            Promotions promotions,
            LateTasks tasks,
            StagingTroubles staging,
            InstantSource clock) {
        this.workspaces = workspaces;
        this.passes = passes;
        this.sessions = sessions;
        this.images = images;
        this.summaries = summaries;
        this.reviews = reviews;
        this.promotions = promotions;
        this.tasks = tasks;
        this.staging = staging;
        this.clock = clock;
    }

    /** @param number of the page of images, from 0 */
    HomePage of(Person person, int number) {
        return new HomePage(
                workspaces
                        .findByUsername(person.username())
                        .map(workspace -> mine(workspace, number))
                        .orElse(new Mine(null, List.of(), List.of(), false, List.of(), "/", null, null)),
                person.is(Role.STAFF) ? staff() : null,
                person.is(Role.ADMIN) ? admin() : null);
    }

    private Mine mine(Workspace workspace, int number) {
        List<StagedImage> found = images.of(workspace.id(), number * PAGE, PAGE + 1);
        return new Mine(
                workspace,
                passes.of(workspace.id(), MOST).stream()
                        .filter(pass -> pass.opening().isAllowed())
                        .toList(),
                sessions.liveIn(workspace.id()),
                staging.isIn(workspace.id()),
                summaries.of(found.stream().limit(PAGE).toList()),
                "/?page=" + number,
                number == 0 ? null : "/?page=" + (number - 1),
                found.size() > PAGE ? "/?page=" + (number + 1) : null);
    }

    private Staff staff() {
        List<Live> live = sessions.live().entrySet().stream()
                .sorted(Map.Entry.comparingByValue())
                .limit(MOST)
                .map(entry -> new Live(workspaces.get(entry.getKey()), entry.getValue()))
                .toList();
        return new Staff(
                passes.latest(LATEST),
                live,
                promotions.inTrouble(clock.instant(), MOST).stream()
                        .map(promotion -> new Stuck(workspaces.get(promotion.workspace()), promotion))
                        .toList());
    }

    private Admin admin() {
        return new Admin(
                reviews.countWaiting(), promotions.countInTrouble(clock.instant()), tasks.count(), staging.count());
    }
}
