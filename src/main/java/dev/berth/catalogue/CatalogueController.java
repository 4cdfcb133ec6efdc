package dev.berth.catalogue;

import dev.berth.identity.Person;
import dev.berth.identity.SignedIn;
import dev.berth.web.PageAt;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

@Controller
class CatalogueController {

    private final CataloguePages pages;

    CatalogueController(CataloguePages pages) {
        this.pages = pages;
    }

    /** The researcher's own approved images. */
    @GetMapping("/my/approved")
    String mine(@SignedIn Person person, PageAt at, Model model) {
        model.addAttribute("catalogue", pages.of(person, at));
        return "catalogue/list";
    }
}
