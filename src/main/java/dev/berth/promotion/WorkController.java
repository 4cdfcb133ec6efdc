package dev.berth.promotion;

import dev.berth.identity.Person;
import dev.berth.identity.SignedIn;
import dev.berth.web.PageAt;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

@Controller
@RequestMapping("/admin/work")
class WorkController {

    private final WorkPages pages;
    private final QueuePromotions queue;

    WorkController(WorkPages pages, QueuePromotions queue) {
        this.pages = pages;
        this.queue = queue;
    }

    @GetMapping
    String list(@RequestParam(defaultValue = "PROMOTIONS") WorkPage.Part list, PageAt at, Model model) {
        model.addAttribute("work", pages.page(list, at));
        return "promotion/work";
    }

    /** Twice is once: one that is on its way again is left alone. */
    @PostMapping("/promotions/{id}/try-again")
    String tryAgain(@SignedIn Person admin, @PathVariable PromotionId id) {
        queue.tryAgain(admin, id);
        return "redirect:/admin/work";
    }
}
