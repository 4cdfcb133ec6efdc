package dev.berth.credentials;

import dev.berth.audit.Actor;
import dev.berth.identity.Person;
import dev.berth.identity.SignedIn;
import java.time.InstantSource;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.validation.BindingResult;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.servlet.ModelAndView;

/** A push session, as staff see it and take it back. */
@Controller
@RequestMapping("/staff/sessions/{id}")
class StaffSessionsController {

    private final PushSessions sessions;
    private final Passes passes;
    private final Revocations revocations;
    private final InstantSource clock;

    StaffSessionsController(PushSessions sessions, Passes passes, Revocations revocations, InstantSource clock) {
        this.sessions = sessions;
        this.passes = passes;
        this.revocations = revocations;
        this.clock = clock;
    }

    @GetMapping
    ModelAndView show(@PathVariable PushSessionId id) {
        return page(found(id), ReasonForm.BLANK, HttpStatus.OK);
    }

    @PostMapping("/revocation")
    ModelAndView revoke(
            @PathVariable PushSessionId id,
            @ModelAttribute("form") ReasonForm form,
            BindingResult errors,
            @SignedIn Person person) {
        PushSession session = found(id);
        Optional<String> because = form.because(errors);
        if (because.isEmpty()) {
            return page(session, form, HttpStatus.UNPROCESSABLE_CONTENT);
        }
        revocations.revoke(id, Actor.of(person), because.get());
        return new ModelAndView("redirect:/staff/sessions/" + id);
    }

    private ModelAndView page(PushSession session, ReasonForm form, HttpStatus status) {
        ModelAndView view = new ModelAndView("credentials/staff/session", status);
        view.addObject("push", session);
        view.addObject("listed", passes.find(session.pass()).orElseThrow());
        view.addObject("form", form);
        view.addObject("now", clock.instant());
        return view;
    }

    private PushSession found(PushSessionId id) {
        return sessions.find(id).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    }
}
