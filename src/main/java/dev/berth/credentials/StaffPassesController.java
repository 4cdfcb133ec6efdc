package dev.berth.credentials;

import dev.berth.audit.Actor;
import dev.berth.credentials.PassForm.PassLimits;
import dev.berth.identity.Person;
import dev.berth.identity.SignedIn;
import dev.berth.web.PageAt;
import dev.berth.web.PlainText;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.validation.BindingResult;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Passes, as staff issue and watch them. */
@Controller
@RequestMapping("/staff/passes")
class StaffPassesController {

    private final Passes passes;
    private final PushSessions sessions;
    private final IssuePass issuing;
    private final PreparePass preparation;
    private final Revocations revocations;
    private final CredentialsSettings settings;
    private final InstantSource clock;

    StaffPassesController(
            Passes passes,
            PushSessions sessions,
            IssuePass issuing,
            PreparePass preparation,
            Revocations revocations,
            CredentialsSettings settings,
            InstantSource clock) {
        this.passes = passes;
        this.sessions = sessions;
        this.issuing = issuing;
        this.preparation = preparation;
        this.revocations = revocations;
        this.settings = settings;
        this.clock = clock;
    }

    @GetMapping
    String list(@RequestParam(defaultValue = "") String text, PageAt at, Model model) {
        String sought = PlainText.within(text).value();
        model.addAttribute("listing", new PassListing(passes.search(sought, at, PassListing.SIZE), sought));
        return "credentials/staff/list";
    }

    @GetMapping("/new")
    ModelAndView form() {
        return form(PassId.random(), PassForm.blank(limits()), HttpStatus.OK);
    }

    /** @param pass the id that the form brought along, which keeps a form sent twice harmless */
    @PostMapping
    ModelAndView issue(
            @RequestParam PassId pass,
            @ModelAttribute("form") PassForm form,
            BindingResult errors,
            @SignedIn Person person,
            RedirectAttributes next) {
        Optional<IssuePass.Order> order = form.order(limits(), errors);
        if (order.isEmpty()) {
            return form(pass, form, HttpStatus.UNPROCESSABLE_CONTENT);
        }
        return switch (issuing.issue(pass, order.get(), Actor.of(person))) {
            case IssuePass.Outcome.Written written -> {
                if (written.addressBefore() != null) {
                    next.addFlashAttribute("addressBefore", written.addressBefore());
                }
                yield to(pass);
            }
            case IssuePass.Outcome.WrittenOtherwise otherwise -> {
                String researcher = otherwise.issued().username();
                errors.reject("credentials.pass.writtenOtherwise", new Object[] {researcher}, null);
                yield form(PassId.random(), form, HttpStatus.CONFLICT);
            }
            case IssuePass.Outcome.Refused refused -> {
                errors.rejectValue("username", "refused", refused.sentence());
                yield form(pass, form, HttpStatus.UNPROCESSABLE_CONTENT);
            }
        };
    }

    @GetMapping("/{id}")
    ModelAndView show(@PathVariable PassId id, PageAt at) {
        return page(id, at, ReasonForm.BLANK, HttpStatus.OK);
    }

    @PostMapping("/{id}/preparation")
    ModelAndView prepareAgain(@PathVariable PassId id, @SignedIn Person person) {
        preparation.again(found(id).pass().id(), Actor.of(person));
        return to(id);
    }

    @PostMapping("/{id}/revocation")
    ModelAndView revoke(
            @PathVariable PassId id,
            @ModelAttribute("form") ReasonForm form,
            BindingResult errors,
            @SignedIn Person person) {
        found(id);
        Optional<String> because = form.because(errors);
        if (because.isEmpty()) {
            return page(id, new PageAt.Start(), form, HttpStatus.UNPROCESSABLE_CONTENT);
        }
        revocations.revoke(id, Actor.of(person), because.get());
        return to(id);
    }

    private ModelAndView form(PassId pass, PassForm form, HttpStatusCode status) {
        ModelAndView view = new ModelAndView("credentials/staff/new", status);
        view.addObject("pass", pass);
        view.addObject("form", form);
        view.addObject("limits", limits());
        return view;
    }

    private ModelAndView page(PassId id, PageAt at, ReasonForm form, HttpStatusCode status) {
        ModelAndView view = new ModelAndView("credentials/staff/show", status);
        view.addObject("listed", found(id));
        view.addObject("sessions", sessions.of(id, at, PushSessions.PAGE));
        view.addObject("form", form);
        view.addObject("now", clock.instant());
        return view;
    }

    private ListedPass found(PassId id) {
        return passes.find(id).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    }

    private PassLimits limits() {
        return new PassLimits(
                LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC),
                settings.longestSession(),
                settings.longestPass());
    }

    private static ModelAndView to(PassId id) {
        return new ModelAndView("redirect:/staff/passes/" + id);
    }
}
