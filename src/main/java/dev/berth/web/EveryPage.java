package dev.berth.web;

import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;

/** Gives every view, the error pages too, what the layout needs. */
@ControllerAdvice
class EveryPage {

    private final WebSettings settings;

    EveryPage(WebSettings settings) {
        this.settings = settings;
    }

    @ModelAttribute("frame")
    PageFrame frame() {
        return PageFrame.of(settings);
    }
}
