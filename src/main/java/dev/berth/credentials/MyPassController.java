package dev.berth.credentials;

import dev.berth.identity.Person;
import dev.berth.identity.SignedIn;
import dev.berth.web.PageAt;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;

/** A pass, as its researcher sees and uses it. */
@Controller
@RequestMapping("/my/passes/{id}")
class MyPassController {

    private final MyPass pages;
    private final OpenPushSession opening;

    MyPassController(MyPass pages, OpenPushSession opening) {
        this.pages = pages;
        this.opening = opening;
    }

    @GetMapping
    ModelAndView show(
            @PathVariable PassId id,
            @RequestParam(defaultValue = "") String image,
            @RequestParam(defaultValue = "") String tag,
            PageAt at,
            @SignedIn Person person) {
        return pages.page(id, person, at, image, tag);
    }

    /** Answers with the page itself, since a secret goes through no redirect; the attempt keeps a reload harmless. */
    @PostMapping("/sessions")
    ModelAndView open(
            @PathVariable PassId id,
            @RequestParam PushSessionId attempt,
            @SignedIn Person person,
            HttpServletRequest request) {
        return switch (opening.open(id, attempt, person, request.getRemoteAddr())) {
            case OpenPushSession.Outcome.Opened opened -> pages.opened(opened);
            case OpenPushSession.Outcome.AskedBefore before ->
                new ModelAndView("redirect:/my/sessions/" + before.session());
            case OpenPushSession.Outcome.Refused refused ->
                pages.page(id, person, "credentials.open.refused", HttpStatus.CONFLICT);
            case OpenPushSession.Outcome.RefusedByCloud refused ->
                pages.page(id, person, "credentials.open.refusedByCloud", HttpStatus.CONFLICT);
            case OpenPushSession.Outcome.NotGiven notGiven ->
                pages.page(id, person, "credentials.open.notGiven", HttpStatus.SERVICE_UNAVAILABLE);
            case OpenPushSession.Outcome.NotTheirs nobody -> throw MyPass.nothingHere();
        };
    }
}
