package dev.berth.credentials;

import dev.berth.credentials.CredentialMinter.MintedCredentials;
import dev.berth.guide.PushGuide;
import dev.berth.guide.PushTarget;
import dev.berth.guide.Shell;
import dev.berth.guide.TagHolders;
import dev.berth.guide.WorkflowPlatforms;
import dev.berth.identity.Person;
import dev.berth.web.PageAt;
import dev.berth.workspace.HomeRegistry;
import dev.berth.workspace.Workspace;
import dev.berth.workspace.Workspaces;
import java.time.InstantSource;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.ModelAndView;

/** The pages of a pass and its sessions for the researcher they are for; to everybody else there are none. */
@Component
class MyPass {

    private final Passes passes;
    private final PushSessions sessions;
    private final Workspaces workspaces;
    private final HomeRegistry home;
    private final TagHolders holders;
    private final WorkflowPlatforms platforms;
    private final InstantSource clock;

    MyPass(
            Passes passes,
            PushSessions sessions,
            Workspaces workspaces,
            HomeRegistry home,
            TagHolders holders,
            WorkflowPlatforms platforms,
            InstantSource clock) {
        this.passes = passes;
        this.sessions = sessions;
        this.workspaces = workspaces;
        this.home = home;
        this.holders = holders;
        this.platforms = platforms;
        this.clock = clock;
    }

    ModelAndView page(PassId id, Person person, PageAt at, String image, String tag) {
        return page(id, person, at, image, tag, Optional.empty(), HttpStatus.OK);
    }

    /** @param problem the key of a sentence about what was just tried */
    ModelAndView page(PassId id, Person person, String problem, HttpStatus status) {
        return page(id, person, new PageAt.Start(), "", "", Optional.of(problem), status);
    }

    private ModelAndView page(
            PassId id,
            Person person,
            PageAt at,
            String image,
            String tag,
            Optional<String> problem,
            HttpStatus status) {
        ListedPass listed = passes.find(id).orElseThrow(MyPass::nothingHere);
        Workspace workspace = theirs(listed, person);
        ModelAndView view = new ModelAndView("credentials/my/pass", status);
        view.addObject("listed", listed);
        view.addObject("sessions", sessions.of(id, at, PushSessions.PAGE));
        view.addObject("attempt", PushSessionId.random());
        view.addObject("guide", guide(workspace, image, tag));
        view.addObject("problem", problem.orElse(""));
        view.addObject("now", clock.instant());
        return view;
    }

    ModelAndView session(PushSessionId id, Person person) {
        PushSession session = theirs(id, person);
        ModelAndView view = new ModelAndView("credentials/my/session");
        view.addObject("push", session);
        view.addObject("listed", passes.find(session.pass()).orElseThrow());
        view.addObject("now", clock.instant());
        return view;
    }

    ModelAndView opened(OpenPushSession.Outcome.Opened opened) {
        Workspace workspace = workspaces.get(opened.session().workspace());
        PushGuide guide = guide(workspace, "", "");
        ModelAndView view = new ModelAndView("credentials/my/opened");
        view.addObject("push", opened.session());
        view.addObject("reveal", new Reveal(opened.credentials(), guide));
        view.addObject("guide", guide);
        view.addObject("now", clock.instant());
        return view;
    }

    PushSession theirs(PushSessionId id, Person person) {
        PushSession session = sessions.find(id).orElseThrow(MyPass::nothingHere);
        theirs(passes.find(session.pass()).orElseThrow(), person);
        return session;
    }

    private Workspace theirs(ListedPass listed, Person person) {
        Workspace workspace = workspaces.get(listed.pass().workspace());
        if (!workspace.belongsTo(person)) {
            throw nothingHere();
        }
        return workspace;
    }

    static ResponseStatusException nothingHere() {
        return new ResponseStatusException(HttpStatus.NOT_FOUND);
    }

    private PushGuide guide(Workspace workspace, String image, String tag) {
        return PushGuide.of(
                new PushTarget(home.registry(), workspace.staging(), home.region(), home.endpoint()),
                platforms,
                image,
                tag,
                holders);
    }

    /** The credentials on their way into the one page that shows them. */
    static final class Reveal {

        private final MintedCredentials credentials;
        private final PushGuide guide;

        Reveal(MintedCredentials credentials, PushGuide guide) {
            this.credentials = credentials;
            this.guide = guide;
        }

        public String variables(Shell shell) {
            return guide.variables(shell, accessKeyId(), secretAccessKey(), sessionToken());
        }

        public String accessKeyId() {
            return credentials.accessKeyId();
        }

        public String secretAccessKey() {
            return credentials.secretAccessKey().reveal();
        }

        public String sessionToken() {
            return credentials.sessionToken().reveal();
        }
    }
}
