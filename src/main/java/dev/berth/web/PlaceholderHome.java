package dev.berth.web;

import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/** Until journey has its homes. */
@Controller
class PlaceholderHome {

    @GetMapping("/")
    String home() {
        return "home";
    }
}
