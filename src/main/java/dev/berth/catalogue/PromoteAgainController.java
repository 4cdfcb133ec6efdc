package dev.berth.catalogue;

import dev.berth.arrival.StagedImageId;
import dev.berth.identity.Person;
import dev.berth.identity.SignedIn;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;

@Controller
class PromoteAgainController {

    private final PromoteAgain promoteAgain;

    PromoteAgainController(PromoteAgain promoteAgain) {
        this.promoteAgain = promoteAgain;
    }

    /** Twice is once. What keeps it from being promoted, the image's page says. */
    @PostMapping("/images/{image}/promotions")
    String again(
            @SignedIn Person person,
            @PathVariable StagedImageId image,
            @RequestParam(name = "tag", defaultValue = "") String tag) {
        if (!promoteAgain.ask(person, image, tag)) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND);
        }
        return "redirect:/images/" + image;
    }
}
