package dev.berth.journey;

import dev.berth.identity.Person;
import dev.berth.identity.SignedIn;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

@Controller
class HomeController {

    private final HomePages pages;

    HomeController(HomePages pages) {
        this.pages = pages;
    }

    @GetMapping("/")
    String home(@SignedIn Person person, @RequestParam(name = "page", defaultValue = "0") int number, Model model) {
        model.addAttribute("home", pages.of(person, Math.clamp(number, 0, 100_000)));
        return "journey/home";
    }
}
