package dev.berth.web;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
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

    /** Under which the log has what happened; shown where something went wrong. */
    @ModelAttribute("reference")
    @Nullable
    String reference(HttpServletRequest request) {
        return RequestId.of(request);
    }
}
