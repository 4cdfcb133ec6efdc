package dev.berth.catalogue;

import dev.berth.identity.Person;
import dev.berth.identity.SignedIn;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

@Controller
class CatalogueController {

    private final CataloguePages pages;

    CatalogueController(CataloguePages pages) {
        this.pages = pages;
    }

    /** The researcher's own approved images. */
    @GetMapping("/my/approved")
    String mine(@SignedIn Person person, @RequestParam(name = "page", defaultValue = "0") int number, Model model) {
        model.addAttribute("catalogue", pages.of(person, Math.clamp(number, 0, 100_000)));
        return "catalogue/list";
    }
}
