package dev.berth.credentials;

import dev.berth.audit.Actor;
import dev.berth.identity.Person;
import dev.berth.identity.SignedIn;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.servlet.ModelAndView;

/** A push session, as its researcher sees it after its secret was shown. */
@Controller
@RequestMapping("/my/sessions/{id}")
class MySessionController {

    private final MyPass pages;
    private final Revocations revocations;

    MySessionController(MyPass pages, Revocations revocations) {
        this.pages = pages;
        this.revocations = revocations;
    }

    @GetMapping
    ModelAndView show(@PathVariable PushSessionId id, @SignedIn Person person) {
        return pages.session(id, person);
    }

    @PostMapping("/revocation")
    ModelAndView thisWasNotMe(@PathVariable PushSessionId id, @SignedIn Person person) {
        pages.theirs(id, person);
        revocations.revoke(id, Actor.of(person), "The researcher says it was not them, or needs it no longer.");
        return new ModelAndView("redirect:/my/sessions/" + id);
    }
}
