package dev.berth.journey;

import dev.berth.arrival.StagedImageId;
import dev.berth.identity.Person;
import dev.berth.identity.SignedIn;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.server.ResponseStatusException;

@Controller
class ImageController {

    private final ImageStories stories;

    ImageController(ImageStories stories) {
        this.stories = stories;
    }

    @GetMapping("/images/{image}")
    String show(@SignedIn Person reader, @PathVariable StagedImageId image, Model model) {
        model.addAttribute(
                "story",
                stories.find(reader, image).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND)));
        return "journey/show";
    }
}
