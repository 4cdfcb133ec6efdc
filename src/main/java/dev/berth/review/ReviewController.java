package dev.berth.review;

import dev.berth.arrival.StagedImageId;
import dev.berth.identity.Person;
import dev.berth.identity.SignedIn;
import dev.berth.web.PageAt;
import dev.berth.web.Refusal;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.validation.BindingResult;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.server.ResponseStatusException;

@Controller
@RequestMapping("/admin/reviews")
class ReviewController {

    private final ReviewPages pages;
    private final DecideReview decide;

    ReviewController(ReviewPages pages, DecideReview decide) {
        this.pages = pages;
        this.decide = decide;
    }

    @GetMapping
    String queue(@SignedIn Person admin, PageAt at, Model model) {
        model.addAttribute("queue", pages.queue(admin, at));
        return "review/list";
    }

    @GetMapping("/{image}")
    String show(@SignedIn Person admin, @PathVariable StagedImageId image, Model model) {
        ReviewPage page = page(admin, image);
        model.addAttribute("review", page);
        model.addAttribute("form", ReviewForm.empty(page.judgement()));
        return "review/show";
    }

    @PostMapping("/{image}")
    String decide(
            @SignedIn Person admin,
            @PathVariable StagedImageId image,
            @ModelAttribute("form") ReviewForm form,
            BindingResult errors,
            Model model) {
        page(admin, image);
        return switch (decide.decide(admin, form.command(image))) {
            case DecideReview.Outcome.Decided decided -> "redirect:/admin/reviews/" + image;
            case DecideReview.Outcome.Refused refused -> {
                Refusal.of(refused.field(), refused.sentence()).showOn(errors);
                model.addAttribute("review", page(admin, image));
                yield "review/show";
            }
        };
    }

    private ReviewPage page(Person admin, StagedImageId image) {
        return pages.page(admin, image).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    }
}
