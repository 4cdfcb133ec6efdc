package dev.berth.handover;

import dev.berth.identity.Person;
import dev.berth.identity.SignedIn;
import dev.berth.web.PageAt;
import dev.berth.web.PlainText;
import java.util.Optional;
import org.springframework.http.HttpStatus;
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

/** Who asked for a name that another person holds, and handing it over. */
@Controller
@RequestMapping("/names")
class NamesController {

    private static final int PAGE = 50;

    private final NameRequests requests;
    private final HandOver handOver;

    NamesController(NameRequests requests, HandOver handOver) {
        this.requests = requests;
        this.handOver = handOver;
    }

    @GetMapping
    String list(@RequestParam(defaultValue = "") String name, PageAt at, Model model) {
        String sought = PlainText.within(name).value();
        model.addAttribute("name", sought);
        model.addAttribute("requests", sought.isEmpty() ? requests.latest(at, PAGE) : requests.of(sought, at, PAGE));
        return "handover/list";
    }

    @GetMapping("/{id}")
    ModelAndView show(@PathVariable NameRequestId id, @SignedIn Person person) {
        NameRequest request = found(id);
        return page(request, HandOverForm.blank(request), person, HttpStatus.OK);
    }

    @PostMapping("/{id}")
    ModelAndView handOver(
            @PathVariable NameRequestId id,
            @ModelAttribute("form") HandOverForm form,
            BindingResult errors,
            @SignedIn Person person) {
        NameRequest request = found(id);
        Optional<String> because = form.because(errors);
        if (because.isEmpty()) {
            return page(request, form, person, HttpStatus.UNPROCESSABLE_CONTENT);
        }
        return switch (handOver.handOver(id, form.seen() == null ? "" : form.seen(), because.get(), person)) {
            case HandOver.Outcome.HandedOver done -> new ModelAndView("redirect:/names");
            case HandOver.Outcome.NothingThere gone -> throw new ResponseStatusException(HttpStatus.NOT_FOUND);
            case HandOver.Outcome.Refused refused -> {
                errors.reject("handover.rule." + refused.rule());
                yield page(found(id), form, person, HttpStatus.CONFLICT);
            }
        };
    }

    private ModelAndView page(NameRequest request, HandOverForm form, Person person, HttpStatus status) {
        ModelAndView view = new ModelAndView("handover/show", status);
        view.addObject("asked", request);
        view.addObject("form", form);
        view.addObject("broken", handOver.broken(request, person).orElse(null));
        return view;
    }

    private NameRequest found(NameRequestId id) {
        return requests.find(id).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    }
}
